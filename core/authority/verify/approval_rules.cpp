#include "core/authority/verify/approval_rules.h"

#include "core/authority/replay/tbs_rules.h"
#include "core/authority/roster_change.h"
#include "core/authority/statements.h"
#include "core/ossl/digest.h"
#include "core/pki/signed_object.h"

#include <algorithm>

namespace strongroom::authority {

namespace {

using base::Operation;

constexpr std::uint64_t maxObjectBytes = 64 * 1024 * 1024;
constexpr std::int64_t tbsLifeSeconds = 24 * 60 * 60; // PROTOCOL P2

std::string_view subjectKindOf(Operation operation) {
    switch (operation) {
    case Operation::signCertificate: return "tbs-certificate";
    case Operation::signCrl: return "tbs-crl";
    case Operation::signOcsp: return "tbs-ocsp";
    case Operation::backup: return "manifest";
    case Operation::erase: return "erase-order";
    case Operation::restore: return "restore-order";
    case Operation::destroy: return "destroy-order";
    case Operation::roster: return "roster";
    case Operation::policy: return "policy";
    case Operation::deviation: return "deviation";
    }
    return "";
}

bool isSigning(Operation operation) {
    return operation == Operation::signCertificate || operation == Operation::signCrl ||
           operation == Operation::signOcsp;
}

base::Subject subjectOf(std::string_view kind, ByteView bytes) {
    return {std::string(kind), bytes.size(), ossl::sha256(bytes)};
}

} // namespace

struct ApprovalRules::Visitor {
    ApprovalRules& rules;
    const Place& place;
    const AuthorityState& state = place.before;

    Result<void> operator()(const CeremonyOpened&) {
        rules.m_prepared.clear();
        rules.m_acted.clear();
        return {};
    }

    Result<void> operator()(const TbsPrepared& body) {
        base::Subject subject{body.kind, body.bytes.size(), body.digest};
        if (body.bytes.empty()) {
            SR_ASSIGN(const Bytes bytes, readObject(body.digest));
            SR_TRY(checkTbsBytes(state, body, bytes));
            subject.length = bytes.size();
        } else if (ossl::sha256(body.bytes) != body.digest) {
            return brokenRule("the bytes to be signed do not have the digest that the entry names");
        }
        if (keyWith(body.key) == nullptr)
            return brokenRule("something is to be signed with a key that was not generated");
        const Digest lint = ossl::sha256(base::viewOf(base::writeCanonical(body.lint)));
        rules.m_prepared[body.digest] = {subject,    body.key.hex(), body.algorithm,
                                         lint.hex(), body.object,    place.entry.time};
        return {};
    }

    Result<void> operator()(const ManifestPrepared& body) {
        const base::Subject subject = subjectOf("manifest", body.manifest);
        rules.m_prepared[subject.digest] = {subject, "", "", "", "", place.entry.time};
        return {};
    }

    Result<void> operator()(const RosterProposed& body) {
        SR_ASSIGN(const custody::Roster roster, rosterAfter(state, body));
        const base::Subject subject = rosterSubject(roster);
        rules.m_prepared[subject.digest] = {subject, "", "", "", "", place.entry.time};
        return {};
    }

    Result<void> operator()(const ApprovalRequested& body) {
        SR_ASSIGN(const Operation operation, base::operationFromName(body.operation));
        SR_ASSIGN(const base::Subject subject, base::Subject::fromText(body.subject));
        SR_TRY(base::nonceOf(body.nonce));
        if (!state.anchor || !state.policy)
            return brokenRule("an approval was asked for before the founding");
        if (body.quorum != state.policy->rule(operation).quorum)
            return brokenRule("an approval was asked for with another quorum than the policy's");
        if (subject.kind == "list")
            return Error{ErrorCode::unsupported, "approvals of lists are not known to this version"};
        if (subject.kind != subjectKindOf(operation))
            return brokenRule("an approval of '" + body.operation + "' is not about a " + subject.kind);
        if (!isSigning(operation) && operation != Operation::backup && operation != Operation::roster)
            return {};
        const auto prepared = rules.m_prepared.find(subject.digest);
        if (prepared == rules.m_prepared.end() || prepared->second.subject != subject)
            return brokenRule("an approval was asked for of bytes that are not on record");
        const Prepared& bytes = prepared->second;
        if (isSigning(operation) &&
            (body.key != bytes.key || body.algorithm != bytes.algorithm || body.lint != bytes.lint))
            return brokenRule("key, algorithm or lint report are not those of the bytes to be signed");
        return {};
    }

    Result<void> operator()(const ApprovalGiven& body) {
        SR_ASSIGN(const custody::Officer* officer, officerWith(place, body.person, body.card));
        SR_ASSIGN(const base::Decision decision, base::decisionFromName(body.decision));
        const Request* request = state.request(body.request);
        if (request == nullptr)
            return brokenRule("an approval for a request that is not on record");
        if (body.role != custody::nameOf(officer->role))
            return brokenRule(body.person + " approved in another role");
        SR_ASSIGN(const Bytes statement, approvalStatement(state, *request, *officer, decision, body.reason));
        SR_TRY(verifyCard(*officer, statement, body.signature));
        SR_ASSIGN(const Operation operation, base::operationFromName(request->requested.operation));
        const custody::Vote vote{body.card, body.person, officer->role, decision};
        if (const auto may = custody::mayVote(*state.policy, state.roster, operation, vote,
                                              votesOn(state, *request), rules.m_acted);
            !may)
            return brokenRule(may.error().detail);
        if (decision == base::Decision::approve)
            rules.m_acted.push_back({body.person, officer->role});
        return {};
    }

    Result<void> operator()(const SignatureIntended& body) {
        SR_ASSIGN(const Request* request, granted(body.request));
        SR_ASSIGN(const base::Subject subject, base::Subject::fromText(request->requested.subject));
        SR_ASSIGN(const Operation operation, base::operationFromName(request->requested.operation));
        const auto prepared = rules.m_prepared.find(body.digest);
        if (!isSigning(operation) || subject.digest != body.digest || prepared == rules.m_prepared.end())
            return brokenRule("a signature over other bytes than were approved");
        if (place.entry.time.seconds - prepared->second.time.seconds > tbsLifeSeconds)
            return brokenRule("a signature more than 24 hours after its bytes were made");
        return {};
    }

    Result<void> operator()(const ObjectSigned& body) {
        const auto& intent = state.ceremony->pendingIntent;
        const auto* intended = intent ? std::get_if<SignatureIntended>(&intent->body) : nullptr;
        if (intended == nullptr || intent->reference.seq != body.intent)
            return brokenRule("an object was signed without its intent");
        const auto prepared = rules.m_prepared.find(intended->digest);
        if (prepared == rules.m_prepared.end() || prepared->second.subject.kind != "tbs-" + body.kind ||
            prepared->second.object != body.object)
            return brokenRule("a signed object of another kind or name than was approved");
        SR_ASSIGN(const Bytes tbs, pki::tbsOf(body.bytes));
        if (ossl::sha256(tbs) != intended->digest)
            return brokenRule("the signed object does not hold the bytes that were approved");
        SR_ASSIGN(const Digest issuer, base::digestFromHex(prepared->second.key));
        const KeyState* key = keyWith(issuer);
        if (key == nullptr)
            return brokenRule("an object was signed with a key that was not generated");
        if (const auto verified = pki::verifySigned(body.bytes, key->spki); !verified)
            return Error{ErrorCode::signatureInvalid, "the signed object: " + verified.error().detail};
        return {};
    }

    Result<void> operator()(const EraseIntended& body) {
        SR_TRY(grantedFor(body.request, Operation::erase));
        const Bytes order = eraseOrder(body.token, body.inventory, body.checkpoint, body.copies);
        return isSubject(body.request, "erase-order", base::textOf(order));
    }
    Result<void> operator()(const HsmLost& body) { return grantedFor(body.request, Operation::deviation); }

    Result<void> operator()(const RosterChanged& body) {
        SR_TRY(grantedFor(body.request, Operation::roster));
        if (!state.proposedRoster || state.proposedRoster->reference != body.proposal)
            return brokenRule("the roster was changed without the proposal that the entry names");
        return isSubject(body.request, "roster",
                         base::writeCanonical(state.proposedRoster->roster.canonical()));
    }

    Result<void> operator()(const PolicyChanged& body) {
        SR_TRY(grantedFor(body.request, Operation::policy));
        SR_ASSIGN(const custody::Policy policy, custody::Policy::fromCanonical(body.policy));
        if (const auto valid = custody::validate(policy, state.roster); !valid)
            return brokenRule(valid.error().detail);
        return isSubject(body.request, "policy", base::writeCanonical(body.policy));
    }

    // It is not asked which request it names: one with exactly this subject must have been granted.
    Result<void> operator()(const ManifestSigned& body) {
        const auto backup = state.backups.find(body.number);
        if (backup == state.backups.end())
            return brokenRule("a manifest was signed that nobody prepared");
        return someGranted(Operation::backup, subjectOf("manifest", backup->second.prepared.manifest));
    }
    Result<void> operator()(const RestoreIntended& body) {
        const auto backup = state.backups.find(body.number);
        if (backup == state.backups.end())
            return brokenRule("a restore from a backup that nobody prepared");
        const Digest manifest = ossl::sha256(backup->second.prepared.manifest);
        const Request* request = state.request(body.request);
        // The second key of an order comes under the request that the first one used.
        if (request == nullptr || request->items.empty())
            SR_TRY(grantedFor(body.request, Operation::restore));
        return isSubject(body.request, "restore-order",
                         base::textOf(restoreOrder(manifest, body.medium, body.token)));
    }

    template<typename Other>
    Result<void> operator()(const Other&) {
        return {};
    }

    Result<Bytes> readObject(const Digest& digest) {
        const std::string name = "objects/" + digest.hex();
        SR_ASSIGN(const std::optional<Bytes> bytes, place.folder.read(name, maxObjectBytes));
        if (!bytes)
            return Error{ErrorCode::fileMissing, "the file " + name + " is missing"};
        if (ossl::sha256(*bytes) != digest)
            return Error{ErrorCode::digestMismatch, "the file " + name + " is not the one on record"};
        return *bytes;
    }

    const KeyState* keyWith(const Digest& digest) const {
        for (const auto& [name, key] : state.keys)
            if (key.key == digest)
                return &key;
        return nullptr;
    }

    // PROTOCOL P2: an act is done under a request that was granted and has served no other act.
    Result<const Request*> granted(const EntryReference& reference) {
        const Request* request = state.request(reference);
        if (request == nullptr || request->used || request->isVoid)
            return brokenRule("an act without an open request");
        if (const auto enough = checkGranted(state, *request); !enough)
            return brokenRule("an act before its quorum approved: " + enough.error().detail);
        return request;
    }
    Result<void> grantedFor(const EntryReference& reference, Operation operation) {
        SR_ASSIGN(const Request* request, granted(reference));
        if (request->requested.operation != base::nameOf(operation))
            return brokenRule("an act under a request for '" + request->requested.operation + "'");
        return {};
    }
    Result<void> isSubject(const EntryReference& reference, std::string_view kind, const std::string& bytes) {
        if (state.request(reference)->requested.subject != subjectOf(kind, base::viewOf(bytes)).text())
            return brokenRule("another " + std::string(kind) + " than was approved");
        return {};
    }
    Result<void> someGranted(Operation operation, const base::Subject& subject) {
        const bool found =
            std::any_of(state.requests.begin(), state.requests.end(), [&](const Request& request) {
                return request.requested.operation == base::nameOf(operation) &&
                       request.requested.subject == subject.text() && !request.isVoid && !request.used &&
                       checkGranted(state, request);
            });
        if (!found)
            return brokenRule(std::string("there is no granted request for this ") + base::nameOf(operation));
        return {};
    }
};

Result<void> ApprovalRules::check(const Place& place, const EntryBody& body) {
    return std::visit(Visitor{*this, place}, body);
}

} // namespace strongroom::authority
