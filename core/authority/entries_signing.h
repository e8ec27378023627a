// Entries of approvals and signatures (PROTOCOL P2, P10): what was put before the officers, who decided what,
// and what the HSM signed.
#pragma once

#include "core/authority/fields.h"

namespace strongroom::authority {

struct LintReported {
    static constexpr std::string_view type = "lint_reported";
    std::string subject; // what was linted, e.g. "throwaway certificate of profile private-root-p384"
    base::Value report;
    template<class F>
    void fields(F& f) {
        f("report", report), f("subject", subject);
    }
    bool operator==(const LintReported&) const = default;
};

// `bytes` empty: over 256 KiB, in objects/<digest>.
struct TbsPrepared {
    static constexpr std::string_view type = "tbs_prepared";
    std::string kind; // tbs-certificate, tbs-crl, tbs-ocsp
    std::string object /* the plan's name */, profile, number /* serial or CRL number, hex */, algorithm;
    Digest key, digest; // key: SPKI SHA-256 of the signing key
    Bytes bytes;
    base::Value lint;
    template<class F>
    void fields(F& f) {
        f("algorithm", algorithm), f("bytes", bytes), f("digest", digest), f("key", key), f("kind", kind);
        f("lint", lint), f("number", number), f("object", object), f("profile", profile);
    }
    bool operator==(const TbsPrepared&) const = default;
};

struct ApprovalRequested {
    static constexpr std::string_view type = "approval_requested";
    std::string operation; // PROTOCOL P2
    std::string subject;   // "<kind>:<length>:<SHA-256>"
    std::string key /* SPKI SHA-256 or "-" */, algorithm, lint;
    Bytes nonce;
    std::uint64_t quorum = 0;
    template<class F>
    void fields(F& f) {
        f("algorithm", algorithm), f("key", key), f("lint", lint), f("nonce", nonce),
            f("operation", operation);
        f("quorum", quorum), f("subject", subject);
    }
    bool operator==(const ApprovalRequested&) const = default;
};

struct ApprovalGiven {
    static constexpr std::string_view type = "approval_given";
    EntryReference request;
    std::string person, role, decision /* approve, decline */, reason /* free text, "" if none */;
    Digest card;
    Bytes signature;
    template<class F>
    void fields(F& f) {
        f("card", card), f("decision", decision), f("person", person), f("reason", reason),
            f("request", request);
        f("role", role), f("signature", signature);
    }
    bool operator==(const ApprovalGiven&) const = default;
};

struct SignatureIntended {
    static constexpr std::string_view type = "signature_intended";
    EntryReference request;
    Digest digest; // of the TBS
    template<class F>
    void fields(F& f) {
        f("digest", digest), f("request", request);
    }
    bool operator==(const SignatureIntended&) const = default;
};

// The published object, whole: on record and flushed before any file or screen shows it.
struct ObjectSigned {
    static constexpr std::string_view type = "object_signed";
    std::uint64_t intent = 0; // seq of signature_intended
    std::string kind;         // certificate, crl
    std::string object;
    Bytes bytes;
    template<class F>
    void fields(F& f) {
        f("bytes", bytes), f("intent", intent), f("kind", kind), f("object", object);
    }
    bool operator==(const ObjectSigned&) const = default;
};

// A dangling signature: the number is burned, the approval void, whatever was signed was never released.
struct SignatureUnknownNotReleased {
    static constexpr std::string_view type = "signature_unknown_not_released";
    std::uint64_t intent = 0;
    std::string number;
    template<class F>
    void fields(F& f) {
        f("intent", intent), f("number", number);
    }
    bool operator==(const SignatureUnknownNotReleased&) const = default;
};

struct ArtefactWritten {
    static constexpr std::string_view type = "artefact_written";
    std::string file; // relative to the authority's folder or to the medium
    std::string medium /* "-" for the authority's folder */;
    Digest digest;
    template<class F>
    void fields(F& f) {
        f("digest", digest), f("file", file), f("medium", medium);
    }
    bool operator==(const ArtefactWritten&) const = default;
};

struct RequestAccepted {
    static constexpr std::string_view type = "request_accepted";
    std::string input; // the plan's name
    Digest file, key;  // of the file's bytes; of the requested key's SPKI
    Bytes request;     // the file as it was read
    template<class F>
    void fields(F& f) {
        f("file", file), f("input", input), f("key", key), f("request", request);
    }
    bool operator==(const RequestAccepted&) const = default;
};

} // namespace strongroom::authority
