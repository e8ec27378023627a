// The hunt for secrets: looks for byte strings in every file below some folders, raw and as hex, base64 (at
// every alignment) and upper case. It must prove itself on a planted copy before an empty answer counts.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace strongroom::test {

struct Needle {
    std::string what; // "user PIN", "words 4-7 of officer-2's share of mbk.1"
    std::string bytes;
};

// A secret in each form in which it could lie somewhere.
std::vector<Needle> formsOf(const std::string& what, std::string_view secret);

// "<what> in <file>" for each find. Links are not followed.
std::vector<std::string> hunt(const std::filesystem::path& folder, const std::vector<Needle>& needles);
std::vector<std::string> huntIn(const std::string& place, std::string_view text,
                                const std::vector<Needle>& needles);

} // namespace strongroom::test
