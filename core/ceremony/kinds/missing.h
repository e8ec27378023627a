// What a step answers while something that it needs is missing. A device or medium is waited for: the
// ceremony goes on by itself when it is there. Private to kinds/.
#pragma once

#include "core/ceremony/next.h"

#include <string>
#include <string_view>

namespace strongroom::ceremony {

Wait waitForHsm(const std::string& device);
Wait waitForMedium(const std::string& medium);

// planInvalid: the plan put the step into a section that opens no session with an HSM.
Error withoutSession(std::string_view keyword);

} // namespace strongroom::ceremony
