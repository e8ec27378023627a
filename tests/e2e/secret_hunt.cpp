#include "secret_hunt.h"

#include "core/base/hex.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

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

std::vector<std::string> huntIn(const std::string& place, std::string_view text,
                                const std::vector<Needle>& needles) {
    std::vector<std::string> found;
    for (const Needle& needle : needles)
        if (text.find(needle.bytes) != std::string_view::npos)
            found.push_back(needle.what + " in " + place);
    return found;
}

std::vector<std::string> hunt(const std::filesystem::path& folder, const std::vector<Needle>& needles) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_symlink() || !entry.is_regular_file())
            continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        for (std::string& one : huntIn(entry.path().string(), text, needles))
            found.push_back(std::move(one));
    }
    return found;
}

} // namespace strongroom::test
