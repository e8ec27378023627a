// Whether bytes are DER: libcrypto also reads BER, in which one value has many encodings and many digests.
#pragma once

#include "core/base/bytes.h"

namespace strongroom::ossl {

// True for exactly one element in which every length is definite and minimal, SEQUENCE and SET are
// constructed and nothing else of the universal class is, and BOOLEAN, INTEGER, BIT STRING, NULL and OBJECT
// IDENTIFIER have their one form (X.690 10 and 11). At most 32 levels. Cannot do: know the type behind a
// context tag, a DEFAULT that must be left out, or the order of a SET OF.
bool isDer(ByteView bytes) noexcept;

} // namespace strongroom::ossl
