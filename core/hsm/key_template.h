// Private to this folder: the templates of KeyPurpose as attributes.
#pragma once

#include "core/hsm/attributes.h"
#include "core/hsm/key_spec.h"

namespace strongroom::hsm {

struct KeyPairTemplates {
    CK_MECHANISM_TYPE mechanism = 0;
    Template publicKey;
    Template privateKey;
};

enum class NegativeUsage { said, leftOut }; // Quirks::refusesNegativeUsage

Result<KeyPairTemplates> templatesOf(const KeySpec& spec, NegativeUsage negativeUsage);

} // namespace strongroom::hsm
