// The hunt for secrets: looks for byte strings in every file below some folders, raw and as hex, base64 (at
// every alignment) and upper case. It must prove itself on a planted copy before an empty answer counts.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace strongroom::test {

struct Needle {
    std::string what; // "user PIN", "words 4-7 of officer-2's share of mbk.1"
    std::string bytes;
};

// A secret in each form in which it could lie somewhere.
std::vector<Needle> formsOf(const std::string& what, std::string_view secret);

class SecretHunt {
public:
    // Of at least 8 bytes each, by which they are looked up: thousands cost little more than one.
    explicit SecretHunt(std::vector<Needle> needles);

    const std::vector<Needle>& needles() const noexcept { return m_needles; }
    // "<what> in <place>" for each find.
    std::vector<std::string> in(const std::string& place, std::string_view text) const;
    // The names and the bytes of all files. Links are not followed.
    std::vector<std::string> below(const std::filesystem::path& folder) const;

private:
    std::vector<Needle> m_needles;
    std::unordered_map<std::string_view, std::vector<std::size_t>> m_starting; // with these 8 bytes
    std::vector<bool> m_isFirst, m_isSecond;                                   // by a byte's value
};

} // namespace strongroom::test
