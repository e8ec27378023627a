// Approvals and signatures (PROTOCOL P2, P10): one request, one act; a number is used once.
#include "core/authority/replay/fold.h"
#include "core/authority/replay/tbs_rules.h"
#include "core/authority/statements.h"
#include "core/ossl/digest.h"
#include "core/pki/certificate.h"
#include "core/pki/serial_number.h"
#include "core/pki/signed_object.h"

#include <algorithm>

namespace strongroom::authority {

namespace {

constexpr std::int64_t tbsLifeSeconds = 24 * 60 * 60; // PROTOCOL P2

} // namespace

Result<void> Fold::operator()(const ApprovalRequested& body) {
    Request request;
    SR_ASSIGN(const base::Operation operation, base::operationFromName(body.operation));
    if (!m_state.policy || body.quorum != m_state.policy->rule(operation).quorum)
        return broken("a request with another quorum than the policy's");
    request.reference = m_reference;
    request.step = m_entry.step;
    request.requested = body;
    m_state.requests.push_back(std::move(request));
    return {};
}

Result<void> Fold::operator()(const ApprovalGiven& body) {
    SR_TRY(needCard(body.person, body.card));
    Request* request = find(body.request);
    if (request == nullptr || request->used || request->isVoid)
        return broken("an approval for a request that is not open");
    SR_ASSIGN(const base::Operation operation, base::operationFromName(request->requested.operation));
    SR_ASSIGN(const base::Decision decision, base::decisionFromName(body.decision));
    const custody::Officer& officer = *m_state.roster.byPerson(body.person);
    const std::vector<custody::Vote> given = votesOn(m_state, *request);
    if (body.role != custody::nameOf(officer.role))
        return broken(body.person + " decided in another role than the roster's");
    if (const auto allowed =
            custody::mayVote(*m_state.policy, m_state.roster, operation,
                             {body.card, body.person, officer.role, decision}, given, rolesActed(m_state));
        !allowed)
        return broken("an approval that does not count: " + allowed.error().detail);
    // What the person said with a card that no longer counts is said anew.
    request->given.insert_or_assign(body.person, body);
    request->isVoid =
        custody::tally(*m_state.policy, m_state.validCards(), operation, votesOn(m_state, *request)).state ==
        custody::TallyState::lost;
    return {};
}

Result<void> Fold::operator()(const TbsPrepared& body) {
    const KeyState* key = m_state.keyByDigest(body.key);
    if (key == nullptr || key->intended.purpose != "ca")
        return broken("something is to be signed with a key that was not generated for it");
    SR_TRY(checkNewNumber(body));
    if (!body.bytes.empty())
        SR_TRY(checkTbs(body));
    if (m_state.preparedObject(body.digest) != nullptr)
        return broken("the same bytes are to be signed twice");
    SR_ASSIGN(const std::vector<RevocationRecorded> revoked, revokedBy(m_state, body.key));
    m_state.prepared.push_back({body, m_reference, m_entry.time, m_entry.step, revoked.size()});
    return {};
}

Result<void> Fold::operator()(const SignatureIntended& body) {
    const PreparedObject* prepared = m_state.preparedObject(body.digest);
    const Request* request = find(body.request);
    if (prepared == nullptr || prepared->burned || prepared->step != m_entry.step)
        return broken("a signature over bytes that this step did not prepare");
    const KeyState* key = m_state.keyByDigest(prepared->prepared.key);
    if (key == nullptr || key->drilledMedia.size() < 2)
        return broken("a signature with a key of which no two media passed their drill");
    SR_ASSIGN(const std::vector<RevocationRecorded> revoked, revokedBy(m_state, prepared->prepared.key));
    if (prepared->isCrl() && revoked.size() != prepared->revoked)
        return broken("a CRL is to be signed that lacks what was revoked since it was prepared");
    if (m_entry.time.seconds - prepared->time.seconds > tbsLifeSeconds)
        return broken("a signature more than 24 hours after its bytes were prepared");
    if (request == nullptr || request->step != m_entry.step)
        return broken("a signature under a request of another step");
    SR_ASSIGN(const base::Subject subject, base::Subject::fromText(request->requested.subject));
    if (subject.kind != prepared->prepared.kind || subject.digest != body.digest)
        return broken("a signature over other bytes than were approved");
    return use(body.request);
}

Result<void> Fold::operator()(const ObjectSigned& body) {
    const auto* intended = pending<SignatureIntended>();
    if (intended == nullptr || m_state.ceremony->pendingIntent->reference.seq != body.intent)
        return broken("an object was signed without its intent");
    const PreparedObject& prepared = *m_state.preparedObject(intended->digest);
    SR_ASSIGN(const Bytes tbs, pki::tbsOf(body.bytes));
    if (ossl::sha256(tbs) != intended->digest)
        return broken("the signed object does not hold the bytes that were approved");
    if ("tbs-" + body.kind != prepared.prepared.kind || body.object != prepared.prepared.object)
        return broken("a signed object of another kind or name than was approved");
    IssuedObject issued{body.object,
                        body.kind,
                        prepared.prepared.profile,
                        prepared.prepared.number,
                        prepared.prepared.key,
                        body.bytes,
                        m_reference,
                        m_entry.step};
    if (prepared.isCrl()) {
        m_state.crls.push_back(std::move(issued));
        return {};
    }
    if (!m_state.certificates.try_emplace(body.object, std::move(issued)).second)
        return broken("two certificates are named '" + body.object + "'");
    return {};
}

Result<void> Fold::operator()(const SignatureUnknownNotReleased& body) {
    const auto* intended = pending<SignatureIntended>();
    if (intended == nullptr || m_state.ceremony->pendingIntent->reference.seq != body.intent)
        return broken("a signature of unknown outcome without its intent");
    for (PreparedObject& prepared : m_state.prepared)
        if (prepared.prepared.digest == intended->digest) {
            if (prepared.prepared.number != body.number)
                return broken("another number was burned than that of the bytes to be signed");
            prepared.burned = true;
        }
    return {};
}

Result<void> Fold::operator()(const RequestAccepted& body) {
    if (ossl::sha256(body.request) != body.file)
        return broken("the accepted request is not the file that the entry names");
    m_state.accepted.push_back(body);
    return {};
}

Result<void> Fold::operator()(const RevocationRecorded& body) {
    SR_ASSIGN(const Digest issuer, keyOfCa(m_state, body.issuer));
    const bool isIssued =
        std::any_of(m_state.certificates.begin(), m_state.certificates.end(), [&](const auto& pair) {
            return pair.second.number == body.serial && pair.second.key == issuer &&
                   pair.first != body.issuer;
        });
    if (!isIssued)
        return broken("a certificate was revoked that '" + body.issuer + "' did not issue");
    // RFC 5280 5.3.1: 7 has no meaning, and 8 stands in delta CRLs alone.
    if (body.reason > 10 || body.reason == 7 || body.reason == 8)
        return broken("a certificate was revoked for a reason that no CRL can give");
    for (const RevocationRecorded& earlier : m_state.revocations)
        if (earlier.serial == body.serial && earlier.issuer == body.issuer)
            return broken("certificate " + body.serial + " was revoked twice");
    m_state.revocations.push_back(body);
    return {};
}

// PROTOCOL P10: a number is used once, whatever became of what carried it; CRL numbers rise.
Result<void> Fold::checkNewNumber(const TbsPrepared& body) const {
    SR_TRY(pki::checkNumber(body.number));
    for (const PreparedObject& earlier : m_state.prepared) {
        if (earlier.prepared.kind != body.kind)
            continue;
        if (!earlier.isCrl() && earlier.prepared.number == body.number)
            return broken("serial number " + body.number + " is used twice");
        if (earlier.isCrl() && earlier.prepared.key == body.key &&
            pki::compareNumbers(body.number, earlier.prepared.number) <= 0)
            return broken("CRL number " + body.number + " does not rise");
    }
    return {};
}

Result<void> Fold::checkTbs(const TbsPrepared& body) const {
    if (ossl::sha256(body.bytes) != body.digest)
        return broken("the bytes to be signed do not have the digest that the entry names");
    return checkTbsBytes(m_state, body, body.bytes);
}

} // namespace strongroom::authority
