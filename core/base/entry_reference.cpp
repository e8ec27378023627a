#include "core/base/entry_reference.h"

#include "core/base/canonical.h"
#include "core/base/hex.h"

#include <charconv>

namespace strongroom::base {

std::string EntryReference::text() const {
    return std::to_string(seq) + ":" + hash.hex();
}

Result<EntryReference> EntryReference::fromText(std::string_view text) {
    const Error bad{ErrorCode::badFormat, "an entry is named '<seq>:<64 hex characters>'"};
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos)
        return bad;
    EntryReference reference;
    const auto [end, error] = std::from_chars(text.data(), text.data() + colon, reference.seq);
    const auto hash = digestFromHex(text.substr(colon + 1));
    if (error != std::errc() || end != text.data() + colon || reference.seq > Value::maxNumber || !hash)
        return bad;
    reference.hash = *hash;
    // "007" is the same number with another text.
    return reference.text() == text ? Result<EntryReference>(reference) : bad;
}

} // namespace strongroom::base
