// Entries of custody: share sets, PIN changes, the HSM's keys, backups and drills (PROTOCOL P6 to P9).
#pragma once

#include "core/authority/fields.h"

namespace strongroom::authority {

struct ShareMember {
    std::uint64_t member = 0; // 1 to N
    std::string person;
    Digest holder;     // SHA-256 of the decryption key's SPKI
    Digest envelope;   // SHA-256 of envelopes/<set>/<member>.der
    Digest commitment; // PROTOCOL P6
    template<class F>
    void fields(F& f) {
        f("commitment", commitment), f("envelope", envelope), f("holder", holder), f("member", member);
        f("person", person);
    }
    bool operator==(const ShareMember&) const = default;
};

// One group of a SLIP-0039 set; sets that are not two-level have one.
struct ShareGroup {
    std::uint64_t threshold = 0, members = 0;
    template<class F>
    void fields(F& f) {
        f("members", members), f("threshold", threshold);
    }
    bool operator==(const ShareGroup&) const = default;
};

struct ShareSetPrepared {
    static constexpr std::string_view type = "share_set_prepared";
    std::string set; // "user-pin.1"
    std::uint64_t groupThreshold = 1, identifier = 0 /* SLIP-0039, 15 bits */;
    std::vector<ShareGroup> groups;
    std::string token; // serial, or "-" for a token that is still blank and for an MBK
    Digest secretCommitment;
    std::vector<ShareMember> members;
    template<class F>
    void fields(F& f) {
        f("group_threshold", groupThreshold), f("groups", groups), f("identifier", identifier);
        f("members", members), f("secret_commitment", secretCommitment), f("set", set), f("token", token);
    }
    bool operator==(const ShareSetPrepared&) const = default;
};

struct ShareProven {
    static constexpr std::string_view type = "share_proven";
    std::string set, person;
    std::uint64_t member = 0;
    Digest card;
    Bytes nonce;
    EntryReference head;
    Bytes signature;
    template<class F>
    void fields(F& f) {
        f("card", card), f("head", head), f("member", member), f("nonce", nonce), f("person", person),
            f("set", set);
        f("signature", signature);
    }
    bool operator==(const ShareProven&) const = default;
};

struct ShareOpened {
    static constexpr std::string_view type = "share_opened";
    std::string set, person;
    std::uint64_t member = 0;
    Digest card;
    std::string source; // "disk" or the medium from which the envelope was read
    template<class F>
    void fields(F& f) {
        f("card", card), f("member", member), f("person", person), f("set", set), f("source", source);
    }
    bool operator==(const ShareOpened&) const = default;
};

// `call`: C_InitToken, C_InitPIN or C_SetPIN. The old and the new PIN of one user, never both users at once.
struct PinSwitchIntended {
    static constexpr std::string_view type = "pin_switch_intended";
    std::string call, device, token /* serial or "-" */, set, label;
    template<class F>
    void fields(F& f) {
        f("call", call), f("device", device), f("label", label), f("set", set), f("token", token);
    }
    bool operator==(const PinSwitchIntended&) const = default;
};

struct TokenInitialised {
    static constexpr std::string_view type = "token_initialised";
    std::string device, serial, set;
    template<class F>
    void fields(F& f) {
        f("device", device), f("serial", serial), f("set", set);
    }
    bool operator==(const TokenInitialised&) const = default;
};

// The PIN rebuilt from M cards logs in: the set rules from here on.
struct ShareSetActive {
    static constexpr std::string_view type = "share_set_active";
    std::string set, token;
    template<class F>
    void fields(F& f) {
        f("set", set), f("token", token);
    }
    bool operator==(const ShareSetActive&) const = default;
};

struct ShareSetRetired {
    static constexpr std::string_view type = "share_set_retired";
    std::string set, by; // the set that replaced it
    template<class F>
    void fields(F& f) {
        f("by", by), f("set", set);
    }
    bool operator==(const ShareSetRetired&) const = default;
};

struct ShareSetDead {
    static constexpr std::string_view type = "share_set_dead";
    std::string set, reason;
    template<class F>
    void fields(F& f) {
        f("reason", reason), f("set", set);
    }
    bool operator==(const ShareSetDead&) const = default;
};

struct SessionOpened {
    static constexpr std::string_view type = "session_opened";
    std::string device, token, set;
    std::vector<std::string> persons;
    template<class F>
    void fields(F& f) {
        f("device", device), f("persons", persons), f("set", set), f("token", token);
    }
    bool operator==(const SessionOpened&) const = default;
};

struct SessionClosed {
    static constexpr std::string_view type = "session_closed";
    std::string device, token, result; // "closed", or what the token answered
    template<class F>
    void fields(F& f) {
        f("device", device), f("result", result), f("token", token);
    }
    bool operator==(const SessionClosed&) const = default;
};

struct KeyGenerationIntended {
    static constexpr std::string_view type = "key_generation_intended";
    std::string key;     // the plan's name, e.g. root-key
    std::string purpose; // ca, record
    std::string algorithm, ckaId, label, token;
    template<class F>
    void fields(F& f) {
        f("algorithm", algorithm), f("cka_id", ckaId), f("key", key), f("label", label),
            f("purpose", purpose);
        f("token", token);
    }
    bool operator==(const KeyGenerationIntended&) const = default;
};

// A signature over the key-proof statement (PROTOCOL P1): the token holds the private half and uses it.
struct KeyProof {
    Bytes nonce;
    std::string algorithm;
    Bytes signature;
    template<class F>
    void fields(F& f) {
        f("algorithm", algorithm), f("nonce", nonce), f("signature", signature);
    }
    bool operator==(const KeyProof&) const = default;
};

struct KeyGenerated {
    static constexpr std::string_view type = "key_generated";
    std::string key, ckaId;
    Bytes spki;
    std::vector<std::string> attributes; // "CKA_SENSITIVE=1", as read back
    KeyProof proof;
    template<class F>
    void fields(F& f) {
        f("attributes", attributes), f("cka_id", ckaId), f("key", key), f("proof", proof), f("spki", spki);
    }
    bool operator==(const KeyGenerated&) const = default;
};

struct CardSignature {
    std::string person;
    Digest card;
    Bytes signature;
    template<class F>
    void fields(F& f) {
        f("card", card), f("person", person), f("signature", signature);
    }
    bool operator==(const CardSignature&) const = default;
};

struct RecordKeyIntroduced {
    static constexpr std::string_view type = "record_key_introduced";
    Digest key; // SPKI SHA-256; the SPKI is in key_generated
    std::string token, previous /* SHA-256 of the last note's text, or "-" */;
    EntryReference head;
    std::vector<CardSignature> signatures;
    template<class F>
    void fields(F& f) {
        f("head", head), f("key", key), f("previous", previous), f("signatures", signatures),
            f("token", token);
    }
    bool operator==(const RecordKeyIntroduced&) const = default;
};

// Keys are to be wrapped under the MBK of `set`; what comes out is digested in keys_wrapped.
struct WrapIntended {
    static constexpr std::string_view type = "wrap_intended";
    std::string set, token;
    std::vector<std::string> keys; // CKA_IDs
    template<class F>
    void fields(F& f) {
        f("keys", keys), f("set", set), f("token", token);
    }
    bool operator==(const WrapIntended&) const = default;
};

struct WrappedKey {
    std::string ckaId, mechanism;
    Bytes blob;
    template<class F>
    void fields(F& f) {
        f("blob", blob), f("cka_id", ckaId), f("mechanism", mechanism);
    }
    bool operator==(const WrappedKey&) const = default;
};

struct KeysWrapped {
    static constexpr std::string_view type = "keys_wrapped";
    std::string set, checkValue; // KCV, for people only
    std::vector<WrappedKey> keys;
    template<class F>
    void fields(F& f) {
        f("check_value", checkValue), f("keys", keys), f("set", set);
    }
    bool operator==(const KeysWrapped&) const = default;
};

// manifest.json, whole (PROTOCOL P9).
struct ManifestPrepared {
    static constexpr std::string_view type = "manifest_prepared";
    std::uint64_t number = 0;
    Bytes manifest; // the canonical bytes
    template<class F>
    void fields(F& f) {
        f("manifest", manifest), f("number", number);
    }
    bool operator==(const ManifestPrepared&) const = default;
};

struct ManifestSigned {
    static constexpr std::string_view type = "manifest_signed";
    std::uint64_t number = 0;
    EntryReference request; // the one act that its approvals allowed
    std::string note;       // manifest.note, whole
    template<class F>
    void fields(F& f) {
        f("note", note), f("number", number), f("request", request);
    }
    bool operator==(const ManifestSigned&) const = default;
};

struct MediumWriteIntended {
    static constexpr std::string_view type = "medium_write_intended";
    std::string medium, folder;
    template<class F>
    void fields(F& f) {
        f("folder", folder), f("medium", medium);
    }
    bool operator==(const MediumWriteIntended&) const = default;
};

// Written, flushed, read back and compared. `digest`: over "<file name> <SHA-256>" lines, sorted.
struct MediumWritten {
    static constexpr std::string_view type = "medium_written";
    std::string medium, folder;
    Digest digest;
    std::vector<std::string> removed; // .part- folders of an earlier attempt
    template<class F>
    void fields(F& f) {
        f("digest", digest), f("folder", folder), f("medium", medium), f("removed", removed);
    }
    bool operator==(const MediumWritten&) const = default;
};

struct DrillIntended {
    static constexpr std::string_view type = "drill_intended";
    std::string medium, set;
    std::uint64_t number = 0;
    template<class F>
    void fields(F& f) {
        f("medium", medium), f("number", number), f("set", set);
    }
    bool operator==(const DrillIntended&) const = default;
};

struct DrilledKey {
    std::string ckaId;
    Digest key; // SPKI SHA-256
    KeyProof proof;
    template<class F>
    void fields(F& f) {
        f("cka_id", ckaId), f("key", key), f("proof", proof);
    }
    bool operator==(const DrilledKey&) const = default;
};

struct DrillPassed {
    static constexpr std::string_view type = "drill_passed";
    std::string medium, set;
    std::uint64_t number = 0;
    std::vector<DrilledKey> keys;
    template<class F>
    void fields(F& f) {
        f("keys", keys), f("medium", medium), f("number", number), f("set", set);
    }
    bool operator==(const DrillPassed&) const = default;
};

struct AttributeChangeIntended {
    static constexpr std::string_view type = "attribute_change_intended";
    std::string ckaId, attribute, value, token;
    template<class F>
    void fields(F& f) {
        f("attribute", attribute), f("cka_id", ckaId), f("token", token), f("value", value);
    }
    bool operator==(const AttributeChangeIntended&) const = default;
};

struct AttributeChanged {
    static constexpr std::string_view type = "attribute_changed";
    std::string ckaId, attribute, value;
    template<class F>
    void fields(F& f) {
        f("attribute", attribute), f("cka_id", ckaId), f("value", value);
    }
    bool operator==(const AttributeChanged&) const = default;
};

struct BagRecorded {
    static constexpr std::string_view type = "bag_recorded";
    std::string item, number, place;
    std::vector<std::string> by;
    template<class F>
    void fields(F& f) {
        f("by", by), f("item", item), f("number", number), f("place", place);
    }
    bool operator==(const BagRecorded&) const = default;
};

} // namespace strongroom::authority
