// A certificate request that nobody in the room has asked for: valid, self-signed by its own key, and in the
// name of the expected requester.
#pragma once

#include <string_view>

namespace strongroom::simulator {

std::string_view foreignRequest() noexcept; // PEM

} // namespace strongroom::simulator
