#include "core/ceremony/kinds/missing.h"

namespace strongroom::ceremony {

Wait waitForHsm(const std::string& device) {
    return {api::MissingStep{"hsm", device, {SR_TEXT("Connect the HSM '%1'."), {device}}}, {}};
}

Wait waitForMedium(const std::string& medium) {
    return {api::MissingStep{"medium", medium, {SR_TEXT("Plug in the medium '%1'."), {medium}}}, {}};
}

Error withoutSession(std::string_view keyword) {
    return {ErrorCode::planInvalid, "'" + std::string(keyword) + "' stands in a section without a session"};
}

} // namespace strongroom::ceremony
