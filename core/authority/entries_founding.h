// Entries of a ceremony's frame and of founding: what happened to the room, the people, the policy. Each
// struct is one entry type; its comment says when it is written. Field formats: core/authority/fields.h.
#pragma once

#include "core/authority/fields.h"

namespace strongroom::authority {

// Entry 0 of every record. The mode stands in the envelope; the authority is this entry's hash (PROTOCOL P3).
struct AuthorityCreated {
    static constexpr std::string_view type = "authority_created";
    std::uint64_t format = 1;
    std::string name;
    Bytes nonce; // 32 bytes
    Digest program, plan;
    template<class F>
    void fields(F& f) {
        f("format", format), f("name", name), f("nonce", nonce), f("plan", plan), f("program", program);
    }
    bool operator==(const AuthorityCreated&) const = default;
};

// A candidate record found at an opening: where, and how long.
struct Candidate {
    std::string place; // "disk", or a medium and its folder: "backup-a/close-0001-found-root"
    std::string head;  // "<size>:<hash>"
    template<class F>
    void fields(F& f) {
        f("head", head), f("place", place);
    }
    bool operator==(const Candidate&) const = default;
};

// The first entry of a ceremony. `previous`: SHA-256 of the text of the last `close` note, zeros in the
// first.
struct CeremonyOpened {
    static constexpr std::string_view type = "ceremony_opened";
    std::uint64_t ordinal = 1;
    std::string planId;
    Digest plan, program, previous;
    std::uint64_t tailSize = 0;           // entries after the close checkpoint
    std::vector<std::string> headTypedBy; // persons, none in the first ceremony
    std::uint64_t mistyped = 0;           // attempts at the head that did not match
    std::vector<std::string> tailConfirmedBy;
    std::vector<Candidate> candidates;
    template<class F>
    void fields(F& f) {
        f("candidates", candidates), f("head_typed_by", headTypedBy), f("mistyped", mistyped);
        f("ordinal", ordinal), f("plan", plan), f("plan_id", planId), f("previous", previous);
        f("program", program), f("tail_confirmed_by", tailConfirmedBy), f("tail_size", tailSize);
    }
    bool operator==(const CeremonyOpened&) const = default;
};

struct NamedDigest {
    std::string name;
    Digest sha256;
    template<class F>
    void fields(F& f) {
        f("name", name), f("sha256", sha256);
    }
    bool operator==(const NamedDigest&) const = default;
};

// What the machine was when the ceremony began (RULES C16, C23).
struct WorkstationChecked {
    static constexpr std::string_view type = "workstation_checked";
    std::vector<std::string> interfaces; // network interfaces that are up, loopback left out
    std::string swap;                    // "off" or "on"
    std::string secureHeap;              // "locked", "not-locked"
    std::string system;                  // kernel and release
    std::vector<NamedDigest> libraries;
    template<class F>
    void fields(F& f) {
        f("interfaces", interfaces), f("libraries", libraries), f("secure_heap", secureHeap), f("swap", swap);
        f("system", system);
    }
    bool operator==(const WorkstationChecked&) const = default;
};

// The room's clock was read aloud. From here on the record's time is `wall` plus what has passed since.
struct ClockConfirmed {
    static constexpr std::string_view type = "clock_confirmed";
    UtcTime wall, system;
    std::vector<std::string> by;
    template<class F>
    void fields(F& f) {
        f("by", by), f("system", system), f("wall", wall);
    }
    bool operator==(const ClockConfirmed&) const = default;
};

// People did, heard, compared or saw what the step says; numbers and words that they read out are in
// `values`.
struct Confirmed {
    static constexpr std::string_view type = "confirmed";
    std::string what; // the step kind: read, attend, materials, compare, inspect, cameras, go-no-go, ...
    std::vector<std::string> by;
    std::vector<std::string> values; // "name: value", in the order of the plan
    template<class F>
    void fields(F& f) {
        f("by", by), f("values", values), f("what", what);
    }
    bool operator==(const Confirmed&) const = default;
};

// Somebody came in or went out. `checkedBy` looked at the papers of who came in; "-" at a going out, and
// where the plan does not ask for it.
struct PresenceRecorded {
    static constexpr std::string_view type = "presence_recorded";
    std::string person, name, change /* in, out */, checkedBy;
    template<class F>
    void fields(F& f) {
        f("change", change), f("checked_by", checkedBy), f("name", name), f("person", person);
    }
    bool operator==(const PresenceRecorded&) const = default;
};

struct TokenIdentified {
    static constexpr std::string_view type = "token_identified";
    std::string device; // the plan's name of the HSM
    std::string module, slot, manufacturer, model, serial /* "-" while blank */, firmware;
    Digest moduleDigest;
    template<class F>
    void fields(F& f) {
        f("device", device), f("firmware", firmware), f("manufacturer", manufacturer), f("model", model);
        f("module", module), f("module_digest", moduleDigest), f("serial", serial), f("slot", slot);
    }
    bool operator==(const TokenIdentified&) const = default;
};

// The token holds nothing (PROTOCOL P10): which of the cases a, b, c was proven, and for b the share set of
// the security officer's PIN that opened it.
struct BlankProven {
    static constexpr std::string_view type = "blank_proven";
    std::string device, proof, set = "-";
    template<class F>
    void fields(F& f) {
        f("case", proof), f("device", device), f("set", set);
    }
    bool operator==(const BlankProven&) const = default;
};

struct CardInitIntended {
    static constexpr std::string_view type = "card_init_intended";
    std::string person, reader;
    template<class F>
    void fields(F& f) {
        f("person", person), f("reader", reader);
    }
    bool operator==(const CardInitIntended&) const = default;
};

struct CardInitialised {
    static constexpr std::string_view type = "card_initialised";
    std::string person, serial;
    template<class F>
    void fields(F& f) {
        f("person", person), f("serial", serial);
    }
    bool operator==(const CardInitialised&) const = default;
};

// CKA_IDs are chosen before the call, so that a crash leaves nothing that cannot be recognised.
struct CardKeysIntended {
    static constexpr std::string_view type = "card_keys_intended";
    std::string person, serial, signId, decryptId /* hex, "-" for a card that only signs */;
    template<class F>
    void fields(F& f) {
        f("decrypt_id", decryptId), f("person", person), f("serial", serial), f("sign_id", signId);
    }
    bool operator==(const CardKeysIntended&) const = default;
};

struct CardKeysGenerated {
    static constexpr std::string_view type = "card_keys_generated";
    std::string person;
    Bytes signSpki, decryptSpki; // DER; decryptSpki empty for a card that only signs
    template<class F>
    void fields(F& f) {
        f("decrypt_spki", decryptSpki), f("person", person), f("sign_spki", signSpki);
    }
    bool operator==(const CardKeysGenerated&) const = default;
};

// The card answered a challenge: `signature` over the challenge statement with `nonce` and `head`.
struct CardEnrolled {
    static constexpr std::string_view type = "card_enrolled";
    std::string person, role, name, serial;
    Bytes signSpki, decryptSpki;
    std::string algorithm, certificate /* SHA-256 hex or "-" */;
    Bytes nonce;
    EntryReference head;
    Bytes signature;
    template<class F>
    void fields(F& f) {
        f("algorithm", algorithm), f("certificate", certificate), f("decrypt_spki", decryptSpki),
            f("head", head);
        f("name", name), f("nonce", nonce), f("person", person), f("role", role), f("serial", serial);
        f("sign_spki", signSpki), f("signature", signature);
    }
    bool operator==(const CardEnrolled&) const = default;
};

// A card already on the roster shows itself (sign-in, yearly check-up).
struct CardSignedIn {
    static constexpr std::string_view type = "card_signed_in";
    std::string person;
    Digest card;
    Bytes nonce;
    EntryReference head;
    Bytes signature;
    template<class F>
    void fields(F& f) {
        f("card", card), f("head", head), f("nonce", nonce), f("person", person), f("signature", signature);
    }
    bool operator==(const CardSignedIn&) const = default;
};

struct PolicyProposed {
    static constexpr std::string_view type = "policy_proposed";
    base::Value policy;
    template<class F>
    void fields(F& f) {
        f("policy", policy);
    }
    bool operator==(const PolicyProposed&) const = default;
};

struct FoundingSigned {
    static constexpr std::string_view type = "founding_signed";
    std::string person;
    Digest card;
    Bytes signature;
    template<class F>
    void fields(F& f) {
        f("card", card), f("person", person), f("signature", signature);
    }
    bool operator==(const FoundingSigned&) const = default;
};

struct AuthorityFounded {
    static constexpr std::string_view type = "authority_founded";
    Digest anchor;
    template<class F>
    void fields(F& f) {
        f("anchor", anchor);
    }
    bool operator==(const AuthorityFounded&) const = default;
};

} // namespace strongroom::authority
