// Known-answer tests of the libcrypto that this process really uses, run once at the start of every program,
// before anything is verified or made: a wrong build, a replaced library or a configuration without the
// default provider is told before it can spoil a record. Values from FIPS 180-4, RFC 5869, SP 800-38D,
// SP 800-38F (RFC 5649) and NIST's vectors for FIPS 186.
// Cannot do: defend against a library that recognises the tests.
#pragma once

#include "core/base/result.h"

namespace strongroom::ossl {

// selfTestFailed, with the name of the first test that failed. The secure heap must be open. About 2 ms.
Result<void> runSelfTests();

} // namespace strongroom::ossl
