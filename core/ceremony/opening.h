// How a further ceremony opens (PROTOCOL P10, "Next opening"), as a pure function: two people type the paper
// head before anything is written; of the records found on the disk and on media, those that contain it are
// candidates; the longest goes on, and two people confirm its tail against the closing sheet. Two records
// that went different ways, or none that contains the head, stop everything. Cannot do: see that whole
// entries were cut from the end of a tail; the closing sheet does.
#pragma once

#include "core/api/command.h"
#include "core/audit/head.h"
#include "core/authority/entries_founding.h"
#include "core/ceremony/next.h"
#include "core/ceremony/plan.h"
#include "core/ceremony/volatile.h"

namespace strongroom::ceremony {

// What a record that was examined says of its newest ceremony.
struct Ending {
    std::uint64_t ordinal = 0;
    std::string ceremony;
    std::uint64_t size = 0; // of its close checkpoint, 0 while it has none
    Digest note;            // SHA-256 of that checkpoint's text
    std::vector<Text> tail; // one line for each entry after it
};

// A record as it lies on the disk or on a medium. Its chain was read; everything else only once it is
// examined.
struct FoundRecord {
    std::string place;          // "disk", "backup-a/close-0001-found-root"
    std::vector<Digest> hashes; // of its entries, in order
    std::optional<Ending> ending;
    std::string fault; // why it cannot be used, "" when nothing is known against it

    bool contains(const audit::Head& head) const noexcept;
    audit::Head head() const;
};
inline constexpr const char* disk = "disk";

// The engine verifies the record and fills in `ending` or `fault`.
struct ExamineRecord {
    std::string place;
};
// The record at `place` goes on with this entry. What else lies on the disk is set aside first.
struct OpenFrom {
    std::string place;
    authority::CeremonyOpened opened; // without the digests of plan and program
};
using OpeningNext = std::variant<Wait, ExamineRecord, OpenFrom, Refuse>;

OpeningNext opening(const Plan& plan, const std::vector<FoundRecord>& found, const OpeningNow& now);

// What a command makes of it. A head that was mistyped is counted, and the reason comes with it.
struct OpeningChange {
    OpeningNow now;
    std::optional<Error> refusal;
};
Result<OpeningChange> acceptOpening(const Plan& plan, const std::vector<FoundRecord>& found,
                                    const OpeningNow& now, const api::Command& command);

} // namespace strongroom::ceremony
