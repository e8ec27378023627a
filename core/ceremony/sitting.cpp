#include "core/ceremony/sitting.h"

namespace strongroom::ceremony {

namespace {

// One overload for each kind of screen: what is added must say what becomes of the cards.
struct KeepsCards {
    bool operator()(const api::CardActsStep&) const { return true; }
    bool operator()(const api::RunStep&) const { return true; }
    bool operator()(const api::MissingStep&) const { return true; }
    bool operator()(const api::ConfirmStep&) const { return false; }
    bool operator()(const api::AttendStep&) const { return false; }
    bool operator()(const api::ClockStep&) const { return false; }
    bool operator()(const api::EnrolStep&) const { return false; }
    bool operator()(const api::HeadStep&) const { return false; }
    bool operator()(const api::DecideStep&) const { return false; }
    bool operator()(const api::SuspendedStep&) const { return false; }
    bool operator()(const api::FinishedStep&) const { return false; }
};

} // namespace

std::string sectionOf(const api::StepId& step) {
    const std::size_t dot = step.rfind('.');
    return dot == std::string::npos ? step : step.substr(0, dot);
}

std::string sittingAt(const api::StepId& step, const api::Step& shown) {
    return std::visit(KeepsCards{}, shown) ? sectionOf(step) : std::string();
}

} // namespace strongroom::ceremony
