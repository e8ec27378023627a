// `strongroom-helper prove`: the second process of a drill (PROTOCOL P9). It knows nothing but what it is
// given: the request (core/hsm/prove_request.h) on standard input, user PIN and backup key on descriptor 3.
#pragma once

namespace strongroom::app {

// The exit code: 0 the signatures are on standard output, 1 refused (the reason on standard error).
int proveCommand();
int proveEmptyCommand();

} // namespace strongroom::app
