#include "core/audit/head.h"

#include "core/audit/decimal.h"
#include "core/base/hex.h"
#include "core/base/words.h"

namespace strongroom::audit {

std::string toText(const Head& head) {
    return std::to_string(head.size) + ":" + head.chain.hex();
}

Result<Head> headFromText(std::string_view text) {
    const std::size_t colon = text.find(':');
    const auto size = numberFromText(text.substr(0, colon));
    if (colon == std::string_view::npos || !size)
        return Error{ErrorCode::badFormat, "a head is written <size>:<64 hex characters>"};
    SR_ASSIGN(const Digest chain, base::digestFromHex(text.substr(colon + 1)));
    return Head{*size, chain};
}

std::string spokenHead(const Head& head) {
    return std::to_string(head.size) + " " + base::pgpText(head.chain);
}

Result<Head> typedHead(std::string_view text) {
    if (const auto exact = headFromText(text))
        return exact;
    const std::size_t blank = text.find_first_of(" \t\n");
    const auto size = numberFromText(text.substr(0, blank));
    if (!size || *size == 0 || blank == std::string_view::npos)
        return Error{ErrorCode::badFormat,
                     "a head is the number of entries and 32 words, or <size>:<64 hex characters>"};
    SR_ASSIGN(const Digest chain, base::digestFromPgpWords(text.substr(blank)));
    return Head{*size, chain};
}

} // namespace strongroom::audit
