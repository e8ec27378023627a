// Secrets that activate: the 32 bytes behind a share set, the PIN that is derived from them (PROTOCOL P7),
// and the PINs of the training tray's simulated cards.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/custody/share_set.h"

#include <cstdint>
#include <string_view>

namespace strongroom::custody {

// 32 bytes: the system's generator XOR `tokenRandom`, the 32 bytes of a token's C_GenerateRandom; good as
// long as either is.
Result<Secret> drawActivationSecret(const Secret& tokenRandom);

enum class PinAlphabet { base32, hex, decimal };
const char* nameOf(PinAlphabet alphabet) noexcept;
Result<PinAlphabet> pinAlphabetFromName(std::string_view name);

enum class ShortPin { refused, waived }; // waived: by an approved waiver on record

struct PinRules {
    PinAlphabet alphabet = PinAlphabet::base32;
    std::uint64_t minimumLength = 4;  // ulMinPinLen
    std::uint64_t maximumLength = 32; // ulMaxPinLen or the profile's limit
    ShortPin shortPin = ShortPin::refused;
};

// L = min(maximumLength, 32). `denied` when L is under minimumLength or the PIN would have less than 80 bits.
Result<std::uint64_t> pinLength(const PinRules& rules);

Result<Secret> derivePin(const Secret& secret, const Digest& authority, const SetId& set,
                         const PinRules& rules);

// A simulated card's PIN and SO PIN in the training tray: 8 digits, from public values on purpose.
Result<Secret> trainingCardPin(const Digest& authority, std::string_view trayName);
Result<Secret> trainingCardSoPin(const Digest& authority, std::string_view trayName);

} // namespace strongroom::custody
