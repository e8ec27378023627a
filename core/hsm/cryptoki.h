// Private to this folder: PKCS#11 itself. Everything that libp11 lacks or gets wrong is a direct call on the
// function list of the same module (FACTS 1.1).
#pragma once

#include "core/base/error.h"

#include <p11-kit/pkcs11.h>

#include <string>
#include <string_view>

namespace strongroom::hsm {

// Names that the header lacks (PKCS#11 2.40 and 3.0; NSS's own).
constexpr CK_MECHANISM_TYPE mechanismAesKeyWrapPad = 0x210A;
constexpr CK_MECHANISM_TYPE mechanismAesKeyWrapKwp = 0x210B;
constexpr CK_ATTRIBUTE_TYPE attributeNssDb = 0xD5A0DB00;
constexpr CK_RV returnPinTooWeakV3 = 0x1B8;

// The Error for a call that did not answer CKR_OK: "what: CKR_NAME (0x..)".
Error cryptokiError(std::string_view what, CK_RV returnValue);

// Pulled, replaced, or a session or module that is no more.
bool meansTokenGone(CK_RV returnValue) noexcept;

// A text field as PKCS#11 has it: padded with blanks, not ended by a zero (some modules end it so all the
// same).
std::string textOfField(const unsigned char* field, std::size_t size);
std::string textOfVersion(const CK_VERSION& version);

} // namespace strongroom::hsm
