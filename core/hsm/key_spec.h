// A key pair to be generated, and what a key may be used for. Each purpose has one template, in key_spec.cpp;
// there is no way to ask for another. Invariant: every private key is a private, sensitive token object with
// exactly one use.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace strongroom::hsm {

enum class KeyPurpose {
    caSigning,      // sign only; extractable under a trusted wrapping key until setNotExtractable
    recordSigning,  // sign only, never extractable
    cardSigning,    // sign only, never extractable
    cardDecryption, // RSA: decrypt only; EC: derive only; never extractable
};
const char* nameOf(KeyPurpose purpose) noexcept; // "ca-signing", "record-signing", ...
Result<KeyPurpose> keyPurposeFromName(std::string_view name);

struct KeySpec {
    std::string algorithm; // "P-256", "P-384", "P-521", "RSA-2048" to "RSA-8192" in steps of 1024
    Bytes id;              // CKA_ID, chosen and recorded beforehand; 1 to 64 bytes
    std::string label;     // for people only
    KeyPurpose purpose = KeyPurpose::caSigning;
};

// The bits of an RSA algorithm, 0 for an EC curve; unsupported for what is not offered.
Result<unsigned> rsaBitsOf(std::string_view algorithm);

// One line for the record: the template as name=value pairs in a fixed order.
std::string describeTemplate(const KeySpec& spec);

} // namespace strongroom::hsm
