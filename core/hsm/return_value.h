// The names of PKCS#11 return values, as the standard spells them: for logs, the record and the words shown
// beside an error (Error::ckRv has the number).
#pragma once

namespace strongroom::hsm {

// "CKR_PIN_INCORRECT"; "CKR_VENDOR_DEFINED" from 0x80000000 on; "CKR_unknown" for what the standard has not.
const char* ckRvName(unsigned long returnValue) noexcept;

} // namespace strongroom::hsm
