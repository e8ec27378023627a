// What is due when, from the record alone: CRLs and the ceremony that must renew them, ends of certificates,
// drills of media, proofs of shares; and what somebody planning the next ceremony wants to see beside it:
// the keys' ages, the share sets that still open something, what lies in which bag. Pure: no clock; whether a
// date is past is for whoever asks to say. Cannot do: see what was not recorded, such as a medium that
// burned.
#pragma once

#include "core/authority/state.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace strongroom::authority {

// Before a CRL's nextUpdate its successor must be made and published, and people invited: the next ceremony
// is held this long before, at the latest.
inline constexpr std::int64_t ceremonyLeadDays = 30;
// Media are drilled and shares proven once a year.
inline constexpr int checkUpMonths = 12;

enum class DueKind { ceremony, crl, certificate, drill, shareProof };

struct Due {
    DueKind kind = DueKind::ceremony;
    std::string subject; // "root" (issuer or certificate), "backup-a", "so-pin.1 officer-3"
    UtcTime when;
    std::optional<UtcTime> last;    // of what is repeated; none when it was never done
    std::optional<UtcTime> revoked; // a certificate: its revocation, when it is on record
    bool operator==(const Due&) const = default;
};

struct KeyAge {
    std::string key, algorithm, token /* "" while in no HSM */;
    UtcTime made;
    bool operator==(const KeyAge&) const = default;
};

// A share set that is not dead: how many of whom reach what with it.
struct LivingSet {
    std::string set;
    custody::SetState life = custody::SetState::prepared;
    std::uint64_t threshold = 0;
    std::vector<std::string> holders; // whose cards are on the roster and not lost
    std::vector<std::string> opens;   // "token 1234", "backup 1 on backup-a"
    bool operator==(const LivingSet&) const = default;
};

struct BagAt {
    BagRecorded bag;
    UtcTime time;
    bool operator==(const BagAt&) const = default;
};

// Times that the state does not keep: when what is repeated was done last.
struct RecordTimes {
    std::map<std::string, UtcTime> keys;                              // plan's name -> key_generated
    std::map<std::pair<std::string, std::uint64_t>, UtcTime> written; // medium, backup
    std::map<std::pair<std::string, std::uint64_t>, UtcTime> drilled; // medium, backup
    std::map<std::string, UtcTime> prepared;                          // set
    std::map<std::pair<std::string, std::string>, UtcTime> proven;    // set, person
    std::map<std::string, UtcTime> bags;                              // item

    void take(UtcTime time, const EntryBody& body);
};

struct DueReport {
    std::vector<Due> dates;   // by day, then kind and subject
    std::vector<KeyAge> keys; // CA keys, by name
    std::vector<LivingSet> sets;
    std::vector<BagAt> bags; // without those of media that were destroyed
};

// badFormat when a signed object on record cannot be read.
Result<DueReport> dueOf(const AuthorityState& state, const RecordTimes& times);

// Replays the record. Whether the record is the right one is verifyFolder's question.
Result<DueReport> dueOf(const std::filesystem::path& record);

} // namespace strongroom::authority
