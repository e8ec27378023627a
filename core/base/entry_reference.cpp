#include "core/base/entry_reference.h"

#include "core/base/canonical.h"
#include "core/base/hex.h"

#include <charconv>

namespace strongroom::base {

std::string EntryReference::text() const {
    return std::to_string(seq) + ":" + hash.hex();
}

Result<EntryReference> EntryReference::fromText(std::string_view text) {
    const auto bad = [] {
        return Error{ErrorCode::badFormat, "an entry is named '<seq>:<64 hex characters>'"};
    };
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos)
        return bad();
    EntryReference reference;
    const auto [end, error] = std::from_chars(text.data(), text.data() + colon, reference.seq);
    const auto hash = digestFromHex(text.substr(colon + 1));
    if (error != std::errc() || end != text.data() + colon || reference.seq > Value::maxNumber || !hash)
        return bad();
    // "007" is the same number with another text.
    if (colon > 1 && text.front() == '0')
        return bad();
    reference.hash = *hash;
    return reference;
}

} // namespace strongroom::base
