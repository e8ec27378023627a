#include "core/ceremony/kinds/pin_acts.h"

#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/kinds/share_acts.h"

namespace strongroom::ceremony {

namespace {

bool isOf(const std::string& set, custody::SetKind kind) {
    return set.starts_with(std::string(custody::nameOf(kind)) + ".");
}

} // namespace

bool wasActivated(const Context& context, custody::SetKind kind) {
    return context.lastWhere<authority::ShareSetActive>(
               [&](const auto& body) { return isOf(body.set, kind); }) != nullptr;
}

bool wasRetired(const Context& context, custody::SetKind kind) {
    return context.lastWhere<authority::ShareSetRetired>(
               [&](const auto& body) { return isOf(body.set, kind); }) != nullptr;
}

std::optional<Next> askForBothSoPins(const Context& context, const std::string& device,
                                     std::string_view what) {
    const auto* intent =
        std::get_if<authority::PinSwitchIntended>(&context.state.ceremony->pendingIntent->body);
    if (intent == nullptr || intent->call != "C_SetPIN")
        return std::nullopt;
    if (!context.now.devices.contains(device))
        return waitForHsm(device);
    api::CardActsStep acts;
    acts.what = what;
    acts.text = {SR_TEXT("The change of the SO PIN was cut short: a quorum releases the new and the old "
                         "one, to see which of them the HSM has."),
                 {}};
    for (const std::string& set : {intent->set, context.state.tokens.at(device).soSet})
        askForReleases(context, context.state.sets.at(set), acts);
    if (acts.open.empty())
        return std::nullopt;
    return waitFor(std::move(acts));
}

} // namespace strongroom::ceremony
