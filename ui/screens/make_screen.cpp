#include "ui/screens/make_screen.h"

#include "ui/screens/attend_screen.h"
#include "ui/screens/card_acts_screen.h"
#include "ui/screens/clock_screen.h"
#include "ui/screens/confirm_screen.h"
#include "ui/screens/decide_screen.h"
#include "ui/screens/enrol_screen.h"
#include "ui/screens/finished_screen.h"
#include "ui/screens/head_screen.h"
#include "ui/screens/missing_screen.h"
#include "ui/screens/run_screen.h"
#include "ui/screens/suspended_screen.h"

namespace strongroom::ui {

namespace {

// No catch-all: a new step struct without a screen does not compile.
struct Maker {
    const Style& style;
    Screen::Say say;

    std::unique_ptr<Screen> operator()(const api::ConfirmStep&) { return make<ConfirmScreen>(); }
    std::unique_ptr<Screen> operator()(const api::AttendStep&) { return make<AttendScreen>(); }
    std::unique_ptr<Screen> operator()(const api::ClockStep&) { return make<ClockScreen>(); }
    std::unique_ptr<Screen> operator()(const api::EnrolStep&) { return make<EnrolScreen>(); }
    std::unique_ptr<Screen> operator()(const api::CardActsStep&) { return make<CardActsScreen>(); }
    std::unique_ptr<Screen> operator()(const api::RunStep&) { return make<RunScreen>(); }
    std::unique_ptr<Screen> operator()(const api::MissingStep&) { return make<MissingScreen>(); }
    std::unique_ptr<Screen> operator()(const api::HeadStep&) { return make<HeadScreen>(); }
    std::unique_ptr<Screen> operator()(const api::DecideStep&) { return make<DecideScreen>(); }
    std::unique_ptr<Screen> operator()(const api::SuspendedStep&) { return make<SuspendedScreen>(); }
    std::unique_ptr<Screen> operator()(const api::FinishedStep&) { return make<FinishedScreen>(); }

    template<typename Made>
    std::unique_ptr<Screen> make() {
        return std::make_unique<Made>(style, std::move(say));
    }
};

// What beside the step's number makes it another screen.
struct Asked {
    std::string operator()(const api::ConfirmStep& step) const { return step.what; }
    std::string operator()(const api::EnrolStep& step) const { return step.person; }
    std::string operator()(const api::CardActsStep& step) const { return step.what; }
    std::string operator()(const api::RunStep& step) const { return step.what + step.text.english(); }
    std::string operator()(const api::MissingStep& step) const { return step.what + step.name; }
    std::string operator()(const api::HeadStep& step) const {
        return step.person + std::to_string(step.mistyped);
    }
    template<typename Alone>
    requires(std::is_same_v<Alone, api::AttendStep> || std::is_same_v<Alone, api::ClockStep> ||
             std::is_same_v<Alone, api::DecideStep> || std::is_same_v<Alone, api::SuspendedStep> ||
             std::is_same_v<Alone, api::FinishedStep>) std::string
    operator()(const Alone&) const {
        return {};
    }
};

} // namespace

std::unique_ptr<Screen> makeScreen(const api::Snapshot& snapshot, const Style& style, Screen::Say say) {
    return std::visit(Maker{style, std::move(say)}, snapshot.current);
}

std::string screenKey(const api::Snapshot& snapshot) {
    return snapshot.stepId + " " + std::to_string(snapshot.current.index()) + " " +
           std::visit(Asked(), snapshot.current);
}

} // namespace strongroom::ui
