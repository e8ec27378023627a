#include "core/audit/checkpoint.h"

#include "core/audit/decimal.h"
#include "core/audit/names.h"
#include "core/base/hex.h"

#include <algorithm>

namespace strongroom::audit {

namespace {

constexpr std::string_view originPrefix = "strongroom.invalid/";

// Takes a text apart line by line and word by word; any surprise makes it bad for good.
class Lines {
public:
    explicit Lines(std::string_view text) : m_rest(text) {}

    // The next line without its LF, which begins with `prefix`; what follows the prefix.
    std::string_view line(std::string_view prefix) {
        const std::size_t end = m_rest.find('\n');
        if (end == std::string_view::npos || !m_rest.starts_with(prefix) || end < prefix.size()) {
            m_good = false;
            return {};
        }
        const std::string_view value = m_rest.substr(prefix.size(), end - prefix.size());
        m_rest.remove_prefix(end + 1);
        return value;
    }

    // The value of a Result or optional; a missing one makes the text bad.
    template<typename Wrapped>
    auto valueOf(const Wrapped& wrapped) {
        if (wrapped)
            return *wrapped;
        m_good = false;
        return std::decay_t<decltype(*wrapped)>{};
    }

    bool goodToTheEnd() const { return m_good && m_rest.empty(); }

private:
    std::string_view m_rest;
    bool m_good = true;
};

std::optional<CheckpointKind> kindFromName(std::string_view name) {
    using enum CheckpointKind;
    for (const CheckpointKind kind : {open, suspend, erase, close})
        if (name == nameOf(kind))
            return kind;
    return std::nullopt;
}

Result<Digest> digestFromBase64(std::string_view text) {
    SR_ASSIGN(const Bytes bytes, base::fromBase64(text));
    Digest digest;
    if (bytes.size() != digest.bytes.size())
        return Error{ErrorCode::badFormat, "a root hash has 32 bytes"};
    std::copy(bytes.begin(), bytes.end(), digest.bytes.begin());
    return digest;
}

std::string originOf(const Digest& authority) {
    return std::string(originPrefix) + authority.hex();
}

} // namespace

const char* nameOf(CheckpointKind kind) noexcept {
    switch (kind) {
    case CheckpointKind::open: return "open";
    case CheckpointKind::suspend: return "suspend";
    case CheckpointKind::erase: return "erase";
    case CheckpointKind::close: return "close";
    }
    return "unknown";
}

std::string checkpointText(const Checkpoint& checkpoint) {
    return originOf(checkpoint.authority) + "\n" + std::to_string(checkpoint.size) + "\n" +
           base::toBase64(checkpoint.root.view()) + "\nchain " + checkpoint.chain.hex() + "\nmode " +
           base::nameOf(checkpoint.mode) + "\nceremony " + checkpoint.ceremony + " " +
           nameOf(checkpoint.kind) + "\ntime " + base::toRfc3339(checkpoint.time) + "\n";
}

Result<Checkpoint> checkpointFromText(std::string_view text) {
    Lines lines(text);
    Checkpoint checkpoint;
    checkpoint.authority = lines.valueOf(base::digestFromHex(lines.line(originPrefix)));
    checkpoint.size = lines.valueOf(numberFromText(lines.line("")));
    checkpoint.root = lines.valueOf(digestFromBase64(lines.line("")));
    checkpoint.chain = lines.valueOf(base::digestFromHex(lines.line("chain ")));
    checkpoint.mode = lines.valueOf(base::modeFromName(lines.line("mode ")));
    const std::string_view ceremony = lines.line("ceremony ");
    const std::size_t space = std::min(ceremony.find(' '), ceremony.size());
    checkpoint.ceremony = ceremony.substr(0, space);
    checkpoint.kind = lines.valueOf(kindFromName(ceremony.substr(std::min(space + 1, ceremony.size()))));
    checkpoint.time = lines.valueOf(base::fromRfc3339(lines.line("time ")));
    if (!lines.goodToTheEnd() || checkpoint.size == 0 || !isName(checkpoint.ceremony))
        return Error{ErrorCode::badFormat, "the text is not a checkpoint"};
    return checkpoint;
}

std::string manifestText(const ManifestClaim& claim) {
    return originOf(claim.authority) + "/manifest\n" + claim.manifest.hex() + "\n" +
           std::to_string(claim.size) + "\n";
}

Result<ManifestClaim> manifestClaimFromText(std::string_view text) {
    Lines lines(text);
    ManifestClaim claim;
    constexpr std::string_view ending = "/manifest";
    const std::string_view origin = lines.line(originPrefix);
    if (!origin.ends_with(ending))
        return Error{ErrorCode::badFormat, "the text is not about a manifest"};
    claim.authority = lines.valueOf(base::digestFromHex(origin.substr(0, origin.size() - ending.size())));
    claim.manifest = lines.valueOf(base::digestFromHex(lines.line("")));
    claim.size = lines.valueOf(numberFromText(lines.line("")));
    if (!lines.goodToTheEnd())
        return Error{ErrorCode::badFormat, "the text is not about a manifest"};
    return claim;
}

} // namespace strongroom::audit
