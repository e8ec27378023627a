#include "secret_hunt.h"

#include "core/base/hex.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

namespace strongroom::test {

std::vector<Needle> formsOf(const std::string& what, std::string_view secret) {
    std::vector<Needle> forms{{what + " (raw)", std::string(secret)}};
    const std::string hex = base::toHex(base::viewOf(secret));
    std::string upper = hex;
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    forms.push_back({what + " (hex)", hex});
    forms.push_back({what + " (HEX)", upper});
    // Base64 of a longer text that contains the secret: whole groups of three bytes at each alignment.
    for (std::size_t skip = 0; skip < 3; ++skip)
        forms.push_back({what + " (base64 at " + std::to_string(skip) + ")",
                         base::toBase64(base::viewOf(secret.substr(skip, (secret.size() - skip) / 3 * 3)))});
    return forms;
}

namespace {

constexpr std::size_t keyBytes = 8;

std::size_t valueOf(char byte) {
    return static_cast<unsigned char>(byte);
}

} // namespace

SecretHunt::SecretHunt(std::vector<Needle> needles)
    : m_needles(std::move(needles)), m_isFirst(256), m_isSecond(256) {
    for (std::size_t i = 0; i < m_needles.size(); ++i) {
        const std::string_view bytes = m_needles[i].bytes;
        if (bytes.size() < keyBytes)
            std::abort(); // it would be found nowhere
        m_starting[bytes.substr(0, keyBytes)].push_back(i);
        m_isFirst[valueOf(bytes[0])] = m_isSecond[valueOf(bytes[1])] = true;
    }
}

std::vector<std::string> SecretHunt::in(const std::string& place, std::string_view text) const {
    std::set<std::size_t> found;
    for (std::size_t at = 0; at + keyBytes <= text.size(); ++at) {
        if (!m_isFirst[valueOf(text[at])] || !m_isSecond[valueOf(text[at + 1])])
            continue;
        const auto starting = m_starting.find(text.substr(at, keyBytes));
        if (starting != m_starting.end())
            for (const std::size_t i : starting->second)
                if (text.substr(at).starts_with(m_needles[i].bytes))
                    found.insert(i);
    }
    std::vector<std::string> told;
    for (const std::size_t i : found)
        told.push_back(m_needles[i].what + " in " + place);
    return told;
}

std::vector<std::string> SecretHunt::below(const std::filesystem::path& folder) const {
    std::vector<std::string> found;
    const auto look = [&](const std::string& place, std::string_view text) {
        for (std::string& one : in(place, text))
            found.push_back(std::move(one));
    };
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        look("a file's name", entry.path().string());
        if (entry.is_symlink() || !entry.is_regular_file())
            continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        look(entry.path().string(), text);
    }
    return found;
}

} // namespace strongroom::test
