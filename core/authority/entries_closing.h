// Entries of erasing, restoring, closing, and of what changes between ceremonies: roster, policy, custody.
#pragma once

#include "core/authority/entries_custody.h"
#include "core/authority/entries_founding.h"
#include "core/authority/fields.h"

namespace strongroom::authority {

// What a user sees in the HSM just before a session ends. Lines as in hsm::Inventory.
struct InventoryTaken {
    static constexpr std::string_view type = "inventory_taken";
    std::string device, token;
    std::vector<std::string> objects;
    template<class F>
    void fields(F& f) {
        f("device", device), f("objects", objects), f("token", token);
    }
    bool operator==(const InventoryTaken&) const = default;
};

// A medium in the room that carries the record.
struct RecordCopy {
    std::string medium, folder; // "record-214"
    template<class F>
    void fields(F& f) {
        f("folder", folder), f("medium", medium);
    }
    bool operator==(const RecordCopy&) const = default;
};

// The erase order (statements.h) is made of these fields but `request`.
struct EraseIntended {
    static constexpr std::string_view type = "erase_intended";
    std::string token;
    EntryReference request;
    std::vector<std::string> inventory; // as in the newest inventory_taken
    std::string checkpoint;             // "<size>:<SHA-256 of the text>" of the checkpoint `erase`
    std::vector<RecordCopy> copies;     // by medium
    template<class F>
    void fields(F& f) {
        f("checkpoint", checkpoint), f("copies", copies), f("inventory", inventory), f("request", request);
        f("token", token);
    }
    bool operator==(const EraseIntended&) const = default;
};

struct ObjectsDestroyed {
    static constexpr std::string_view type = "objects_destroyed";
    std::string token;
    std::vector<std::string> objects; // that were there, as in the inventory
    template<class F>
    void fields(F& f) {
        f("objects", objects), f("token", token);
    }
    bool operator==(const ObjectsDestroyed&) const = default;
};

struct TokenReset {
    static constexpr std::string_view type = "token_reset";
    std::string token, how; // C_InitToken, button
    template<class F>
    void fields(F& f) {
        f("how", how), f("token", token);
    }
    bool operator==(const TokenReset&) const = default;
};

// A fresh process logged in, found nothing and could not sign (`stage` destroyed), or found the token blank
// (`stage` reset, `proof` the case of PROTOCOL P10).
struct EmptinessProven {
    static constexpr std::string_view type = "emptiness_proven";
    std::string token, stage, proof;
    template<class F>
    void fields(F& f) {
        f("proof", proof), f("stage", stage), f("token", token);
    }
    bool operator==(const EmptinessProven&) const = default;
};

struct HsmLost {
    static constexpr std::string_view type = "hsm_lost";
    std::string device, token, reason;
    EntryReference request;
    template<class F>
    void fields(F& f) {
        f("device", device), f("reason", reason), f("request", request), f("token", token);
    }
    bool operator==(const HsmLost&) const = default;
};

// One key of the backup. All keys of one restore-order (statements.h) name the same request.
struct RestoreIntended {
    static constexpr std::string_view type = "restore_intended";
    std::string token, medium, ckaId;
    std::uint64_t number = 0; // of the backup
    EntryReference request;
    template<class F>
    void fields(F& f) {
        f("cka_id", ckaId), f("medium", medium), f("number", number), f("request", request);
        f("token", token);
    }
    bool operator==(const RestoreIntended&) const = default;
};

struct KeyRestored {
    static constexpr std::string_view type = "key_restored";
    std::string token, ckaId;
    Digest key;
    std::vector<std::string> attributes;
    KeyProof proof;
    template<class F>
    void fields(F& f) {
        f("attributes", attributes), f("cka_id", ckaId), f("key", key), f("proof", proof), f("token", token);
    }
    bool operator==(const KeyRestored&) const = default;
};

struct RevocationRecorded {
    static constexpr std::string_view type = "revocation_recorded";
    std::string issuer;       // the plan's name of the CA
    std::string serial;       // hex
    std::uint64_t reason = 0; // RFC 5280 5.3.1
    UtcTime date;
    template<class F>
    void fields(F& f) {
        f("date", date), f("issuer", issuer), f("reason", reason), f("serial", serial);
    }
    bool operator==(const RevocationRecorded&) const = default;
};

// From here on the card counts nowhere. Its person stays on the roster until that is changed.
struct CardLost {
    static constexpr std::string_view type = "card_lost";
    std::string person;
    Digest card;
    std::vector<std::string> by;
    template<class F>
    void fields(F& f) {
        f("by", by), f("card", card), f("person", person);
    }
    bool operator==(const CardLost&) const = default;
};

// A change of the roster, put on record before its quorum decides on the whole new roster: who leaves it, and
// which cards come. A person in both gets another card in the same place. Each card that comes answered a
// challenge, as at enrolment.
struct RosterProposed {
    static constexpr std::string_view type = "roster_proposed";
    std::vector<CardEnrolled> added;
    std::vector<std::string> removed; // persons
    template<class F>
    void fields(F& f) {
        f("added", added), f("removed", removed);
    }
    bool operator==(const RosterProposed&) const = default;
};

// The proposal is in force, as approved by the policy quorum (`request`). `roster`: digest of the whole new
// one.
struct RosterChanged {
    static constexpr std::string_view type = "roster_changed";
    EntryReference proposal, request;
    Digest roster;
    template<class F>
    void fields(F& f) {
        f("proposal", proposal), f("request", request), f("roster", roster);
    }
    bool operator==(const RosterChanged&) const = default;
};

// A medium is no more: nobody reads a copy of a backup from it again.
struct MediumDestroyed {
    static constexpr std::string_view type = "medium_destroyed";
    std::string medium;
    std::vector<std::string> by;
    template<class F>
    void fields(F& f) {
        f("by", by), f("medium", medium);
    }
    bool operator==(const MediumDestroyed&) const = default;
};

struct PolicyChanged {
    static constexpr std::string_view type = "policy_changed";
    EntryReference request;
    base::Value policy;
    template<class F>
    void fields(F& f) {
        f("policy", policy), f("request", request);
    }
    bool operator==(const PolicyChanged&) const = default;
};

struct TranscriptMade {
    static constexpr std::string_view type = "transcript_made";
    Digest digest;          // of its canonical JSON
    std::uint64_t size = 0; // entries covered
    Digest text;            // of the same for people
    template<class F>
    void fields(F& f) {
        f("digest", digest), f("size", size), f("text", text);
    }
    bool operator==(const TranscriptMade&) const = default;
};

struct TranscriptSigned {
    static constexpr std::string_view type = "transcript_signed";
    std::string person, role, choice /* agree, disagree */, reason;
    Digest card;
    Bytes signature;
    template<class F>
    void fields(F& f) {
        f("card", card), f("choice", choice), f("person", person), f("reason", reason), f("role", role);
        f("signature", signature);
    }
    bool operator==(const TranscriptSigned&) const = default;
};

struct CeremonyClosed {
    static constexpr std::string_view type = "ceremony_closed";
    std::string result; // complete, abandoned
    template<class F>
    void fields(F& f) {
        f("result", result);
    }
    bool operator==(const CeremonyClosed&) const = default;
};

struct Printed {
    static constexpr std::string_view type = "printed";
    std::string document, printer;
    std::uint64_t copies = 0, pages = 0;
    Digest digest;
    std::vector<std::string> by;
    template<class F>
    void fields(F& f) {
        f("by", by), f("copies", copies), f("digest", digest), f("document", document), f("pages", pages);
        f("printer", printer);
    }
    bool operator==(const Printed&) const = default;
};

struct InkSigned {
    static constexpr std::string_view type = "ink_signed";
    std::string document;
    std::vector<std::string> by;
    template<class F>
    void fields(F& f) {
        f("by", by), f("document", document);
    }
    bool operator==(const InkSigned&) const = default;
};

struct Sealed {
    static constexpr std::string_view type = "sealed";
    std::string item, bag;
    std::vector<std::string> by, photos;
    template<class F>
    void fields(F& f) {
        f("bag", bag), f("by", by), f("item", item), f("photos", photos);
    }
    bool operator==(const Sealed&) const = default;
};

struct CustodyMoved {
    static constexpr std::string_view type = "custody_moved";
    std::string item, from, to;
    std::vector<std::string> by;
    template<class F>
    void fields(F& f) {
        f("by", by), f("from", from), f("item", item), f("to", to);
    }
    bool operator==(const CustodyMoved&) const = default;
};

} // namespace strongroom::authority
