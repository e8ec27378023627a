#include "core/authority/replay/intents.h"

namespace strongroom::authority {

bool endsErase(const EntryBody& body) {
    const auto* proven = std::get_if<EmptinessProven>(&body);
    return proven != nullptr && proven->stage == "reset";
}

bool endsIntent(const EntryBody& intent, const EntryBody& body) {
    const auto pair = [&]<typename Intent, typename Outcome>() {
        return std::holds_alternative<Intent>(intent) && std::holds_alternative<Outcome>(body);
    };
    return std::holds_alternative<IntentSettled>(body) ||
           pair.operator()<CardInitIntended, CardInitialised>() ||
           pair.operator()<CardKeysIntended, CardKeysGenerated>() ||
           pair.operator()<PinSwitchIntended, TokenInitialised>() ||
           pair.operator()<PinSwitchIntended, ShareSetActive>() ||
           pair.operator()<KeyGenerationIntended, KeyGenerated>() ||
           pair.operator()<WrapIntended, KeysWrapped>() ||
           pair.operator()<MediumWriteIntended, MediumWritten>() ||
           pair.operator()<DrillIntended, DrillPassed>() ||
           pair.operator()<AttributeChangeIntended, AttributeChanged>() ||
           pair.operator()<SignatureIntended, ObjectSigned>() ||
           pair.operator()<SignatureIntended, SignatureUnknownNotReleased>() ||
           (std::holds_alternative<EraseIntended>(intent) && endsErase(body)) ||
           pair.operator()<RestoreIntended, KeyRestored>();
}

} // namespace strongroom::authority
