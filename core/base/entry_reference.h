// An entry named by its place and its hash, written "<seq>:<64 hex>": also the head of a record up to that
// entry (PROTOCOL P1). Exactly one text for each.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace strongroom::base {

struct EntryReference {
    std::uint64_t seq = 0;
    Digest hash;

    std::string text() const;
    static Result<EntryReference> fromText(std::string_view text);
    auto operator<=>(const EntryReference&) const = default;
};

} // namespace strongroom::base
