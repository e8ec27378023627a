// Statements: the exact ASCII bytes that cards and HSM keys sign (PROTOCOL P1, P2, P3). First line
// "Strongroom <kind> v1", then "name: value" lines in one fixed order, each ended by LF; "-" stands for none.
// Digests, nonces and keys are 64 lower-case hex characters. Invariant: one struct has exactly one text, and
// the reader accepts only that text. The first byte 'S' is never DER, so that no statement can be a TBS.
// Cannot do: sign or verify; a verifier rebuilds the bytes from entries and compares before verifying.
#pragma once

#include "core/base/bytes.h"
#include "core/base/entry_reference.h"
#include "core/base/mode.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace strongroom::base {

// What an approval is for (PROTOCOL P2).
enum class Operation {
    signCertificate,
    signCrl,
    signOcsp,
    backup,
    erase,
    restore,
    destroy,
    roster,
    policy,
    deviation,
};
inline constexpr std::size_t operationCount = 10;
const char* nameOf(Operation operation) noexcept; // "sign-certificate", ...
Result<Operation> operationFromName(std::string_view name);

enum class Decision { approve, decline };
const char* nameOf(Decision decision) noexcept;
Result<Decision> decisionFromName(std::string_view name);

// Why an HSM key signed a key proof.
enum class ProofPurpose { generated, drill, restored };
const char* nameOf(ProofPurpose purpose) noexcept;
Result<ProofPurpose> proofPurposeFromName(std::string_view name);

// Whether a signer of the transcript agrees with it.
enum class TranscriptChoice { agree, disagree };
const char* nameOf(TranscriptChoice choice) noexcept;
Result<TranscriptChoice> transcriptChoiceFromName(std::string_view name);

// The exact bytes an approval is about: "<kind>:<byte length>:<SHA-256>".
struct Subject {
    std::string kind; // tbs-certificate, tbs-crl, tbs-ocsp, manifest, erase-order, ..., list
    std::uint64_t length = 0;
    Digest digest;

    std::string text() const;
    static Result<Subject> fromText(std::string_view text);
    bool operator==(const Subject&) const = default;
};

// A random number of 32 bytes that makes a statement fresh.
using Nonce = Digest;
Result<Nonce> nonceOf(ByteView bytes); // exactly 32 bytes, not all zero

struct ChallengeStatement {
    Mode mode = Mode::production;
    Digest authority;
    std::string ceremony; // "0001-found-root"
    std::string role;
    Digest card; // SPKI SHA-256 of the card's signing key
    Nonce nonce;
    EntryReference head;
    bool operator==(const ChallengeStatement&) const = default;
};

struct FoundingStatement {
    Mode mode = Mode::production;
    Digest authority;
    EntryReference head; // of policy_proposed
    Digest roster;
    Digest policy;
    std::uint64_t officers = 0; // number of cards
    bool operator==(const FoundingStatement&) const = default;
};

struct ApprovalStatement {
    Mode mode = Mode::production;
    Digest authority;
    std::string ceremony;
    std::string step;
    Digest plan;
    EntryReference policy;  // authority_founded or the later policy_changed in force
    EntryReference request; // approval_requested
    Operation operation = Operation::signCertificate;
    std::optional<Digest> key;            // SPKI SHA-256 of the acting HSM key
    std::optional<std::string> algorithm; // "ecdsa-with-SHA384"
    Subject subject;
    std::optional<Digest> lint; // of the canonical lint report with waivers
    std::string role;
    Digest card;
    Decision decision = Decision::decline;
    std::optional<Digest> reason; // SHA-256 of its UTF-8
    bool operator==(const ApprovalStatement&) const = default;
};

struct ShareProofStatement {
    Mode mode = Mode::production;
    Digest authority;
    std::string ceremony;
    std::string set; // "user-pin.1"
    std::uint64_t member = 0;
    Digest commitment;
    Digest envelope; // SHA-256 of the file
    Digest card;
    Nonce nonce;
    EntryReference head;
    bool operator==(const ShareProofStatement&) const = default;
};

struct RecordKeyStatement {
    Mode mode = Mode::production;
    Digest authority;
    std::string ceremony;
    Digest key;
    std::string token;              // serial
    std::optional<Digest> previous; // SHA-256 of the last note's text
    Digest card;
    EntryReference head;
    bool operator==(const RecordKeyStatement&) const = default;
};

struct KeyProofStatement {
    Mode mode = Mode::production;
    Digest authority;
    std::string ceremony;
    Digest key;
    ProofPurpose purpose = ProofPurpose::generated;
    std::optional<std::string> medium; // its id in the plan's materials
    Nonce nonce;
    bool operator==(const KeyProofStatement&) const = default;
};

struct TranscriptStatement {
    Mode mode = Mode::production;
    Digest authority;
    std::string ceremony;
    std::uint64_t size = 0; // entries covered
    Digest transcript;      // SHA-256 of its canonical JSON
    std::string role;
    Digest card;
    TranscriptChoice choice = TranscriptChoice::disagree;
    std::optional<Digest> reason;
    bool operator==(const TranscriptStatement&) const = default;
};

using Statement = std::variant<ChallengeStatement, FoundingStatement, ApprovalStatement, ShareProofStatement,
                               RecordKeyStatement, KeyProofStatement, TranscriptStatement>;

// badArgument when a text is empty, is "-", or has a character outside 0x20..0x7E.
Result<Bytes> writeStatement(const Statement& statement);

// badFormat for what is not a statement of ours, notCanonical for another spelling of one; the detail names
// the line.
Result<Statement> readStatement(ByteView bytes);

} // namespace strongroom::base
