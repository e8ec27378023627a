#include "core/audit/head.h"

#include "core/audit/decimal.h"
#include "core/base/hex.h"

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

} // namespace strongroom::audit
