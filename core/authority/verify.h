// verify: is the record in a folder what it claims to be? The chain, the rules of replay, every signature of
// every card and key, the checkpoints, the approvals, and the files that entries name (PROTOCOL P3). The
// folder is an authority's, or a record-<n>/ or close-*/ folder of a medium: all have the same layout.
// Nothing in it is believed: keys come from the record alone, and whether the record is the right one is
// told by an anchor from paper. Invariant: reads only, in memory of about 100 bytes an entry. Cannot do: see
// whether entries were cut from the end unless a head or a note from elsewhere is given (FORMAT.md 9).
#pragma once

#include "core/audit/head.h"
#include "core/base/bytes.h"
#include "core/base/mode.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace strongroom::authority {

// What the verifier has in hand, and does not take from the folder.
struct VerifyOptions {
    std::optional<Digest> anchor;     // from paper
    std::optional<audit::Head> head;  // a head that the record must contain
    std::optional<std::string> since; // the bytes of a checkpoint note that the record must contain
};

struct VerifyReport {
    Digest authority;
    std::string name;
    Mode mode = Mode::production;
    audit::Head head;
    std::optional<Digest> anchor;       // the record's own; none before its founding
    bool anchored = false;              // it is the one that was given
    std::string ceremony;               // id of the newest, "" when there is none yet
    bool closed = false;                // by a valid `close` note over its last entry (PROTOCOL P5)
    std::optional<audit::Head> closing; // what that note covers, as on paper; none while open
    std::uint64_t tail = 0;             // entries after that note; 0 while open
    std::uint64_t uncovered = 0;        // entries after the newest valid note; in a closed record its tail
    std::uint64_t checkpoints = 0;
    std::optional<std::uint64_t> newerThanGiven; // entries after the head or note given
    std::vector<std::string> exposures;          // what old backup keys still open, a sentence each
    std::vector<std::string> warnings;           // plain sentences: nothing is broken, somebody should look

    std::uint64_t size() const noexcept { return head.size; }
};

// recordBroken, signatureInvalid or digestMismatch, naming the entry, its type and its byte, or the file;
// anchorMismatch and headMismatch for what contradicts the options; badFormat when options.since is no
// checkpoint; an error of the file when the record cannot be read.
Result<VerifyReport> verifyFolder(const std::filesystem::path& folder, const VerifyOptions& options);

} // namespace strongroom::authority
