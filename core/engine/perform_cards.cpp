// Acts on officers' cards: make a simulated card, enrol, and everything a card is asked to sign or open.
#include "core/authority/statements.h"
#include "core/base/hex.h"
#include "core/engine/backup_medium.h"
#include "core/engine/perform.h"
#include "core/ossl/digest.h"
#include "core/ossl/key.h"
#include "core/ossl/random.h"

namespace strongroom::engine {

namespace {

constexpr std::size_t cardIdBytes = 16;

std::string cardLabel(const std::string& person) {
    return "Strongroom " + person;
}

Result<base::Nonce> freshNonce() {
    SR_ASSIGN(const Bytes random, ossl::randomBytes(32));
    return base::nonceOf(random);
}

Result<Bytes> signFor(Workbench& bench, const custody::Officer& officer, ByteView message) {
    auto signature = bench.cards.sign(officer.signSpki, officer.algorithm, message);
    if (!signature)
        return Error{signature.error().code, officer.person + ": " + signature.error().detail,
                     signature.error().ckRv};
    return signature;
}

struct ChallengeAnswer {
    Bytes nonce;
    base::EntryReference head;
    Bytes signature;
};

Result<ChallengeAnswer> answerChallenge(Workbench& bench, const custody::Officer& officer,
                                        const std::string& role) {
    const authority::AuthorityState& state = bench.state();
    SR_ASSIGN(const base::Nonce nonce, freshNonce());
    const base::EntryReference head = state.headReference();
    SR_ASSIGN(const Bytes statement,
              base::writeStatement(base::ChallengeStatement{state.mode, state.authority, state.ceremony->id,
                                                            role, officer.card(), nonce, head}));
    SR_ASSIGN(Bytes signature, signFor(bench, officer, statement));
    return ChallengeAnswer{base::bytesOf(nonce.view()), head, std::move(signature)};
}

Result<void> signFounding(Workbench& bench, const custody::Officer& officer) {
    SR_ASSIGN(const Bytes statement, authority::foundingStatement(bench.state()));
    SR_ASSIGN(Bytes signature, signFor(bench, officer, statement));
    return bench.record(authority::FoundingSigned{officer.person, officer.card(), std::move(signature)});
}

// The officer's share, opened with the card from the envelope on disk or on a medium.
Result<custody::OpenedShare> openOwnShare(Workbench& bench, const custody::Officer& officer,
                                          const std::string& set, const std::string& source = "disk") {
    const custody::ShareSet& shares = bench.state().sets.at(set).set;
    const custody::ShareMember* member = shares.memberOf(officer.person);
    if (member == nullptr)
        return Error{ErrorCode::shareForeign, officer.person + " holds no share of " + set};
    if (member->holder != officer.holder())
        return Error{ErrorCode::shareForeign, officer.person + " has another card than the share of " + set +
                                                  " was sealed to: the new card opens no old share"};
    SR_ASSIGN(const Bytes envelope, [&]() -> Result<Bytes> {
        if (source == "disk")
            return base_io::readRegularFile(bench.folder.envelope(set, member->member), 64 * 1024);
        // No card opens anything from a medium that is not whole.
        SR_ASSIGN(const MediumBackup medium, readBackup(bench, source));
        return medium.envelopes.at(envelopeName(set, member->member));
    }());
    SR_ASSIGN(const ossl::PrivateKey key, bench.cards.key(officer.decryptSpki));
    auto share = custody::openShare(shares, member->member, envelope, key);
    if (!share)
        return Error{share.error().code,
                     share.error().detail +
                         "; nothing was opened: the others go on without this share, and the "
                         "file is put back from a medium that carries it",
                     share.error().ckRv};
    return custody::OpenedShare{member->member, std::move(*share)};
}

Result<void> proveShare(Workbench& bench, const custody::Officer& officer, const std::string& set) {
    SR_ASSIGN(const custody::OpenedShare opened, openOwnShare(bench, officer, set));
    const authority::AuthorityState& state = bench.state();
    const custody::ShareMember& member = *state.sets.at(set).set.member(opened.member);
    SR_ASSIGN(const base::Nonce nonce, freshNonce());
    const base::EntryReference head = state.headReference();
    SR_ASSIGN(const Bytes statement, base::writeStatement(base::ShareProofStatement{
                                         state.mode, state.authority, state.ceremony->id, set, opened.member,
                                         member.commitment, member.envelope, officer.card(), nonce, head}));
    SR_ASSIGN(Bytes signature, signFor(bench, officer, statement));
    return bench.record(authority::ShareProven{set, officer.person, opened.member, officer.card(),
                                               base::bytesOf(nonce.view()), head, std::move(signature)});
}

Result<void> releaseShare(Workbench& bench, const custody::Officer& officer, const std::string& shares) {
    const auto [set, source] = ceremony::sourceOf(shares);
    SR_ASSIGN(custody::OpenedShare opened, openOwnShare(bench, officer, set, source));
    SR_TRY(bench.record(authority::ShareOpened{set, officer.person, opened.member, officer.card(), source}));
    bench.shares[shares].push_back(std::move(opened));
    bench.now.released[shares].insert(officer.person);
    return {};
}

Result<void> introduceKey(Workbench& bench, const custody::Officer& officer, const std::string& key) {
    SR_ASSIGN(const Bytes statement, recordKeyStatement(bench, key, officer));
    SR_ASSIGN(Bytes signature, signFor(bench, officer, statement));
    bench.introductions.push_back({officer.person, officer.card(), std::move(signature)});
    bench.now.introducedBy.insert(officer.person);
    return {};
}

Result<void> cosign(Workbench& bench, const custody::Officer& officer) {
    if (!bench.checkpoint)
        return Error{ErrorCode::notNow, "no checkpoint is being signed"};
    SR_ASSIGN(const ossl::PrivateKey key, bench.cards.key(officer.signSpki));
    SR_ASSIGN(
        base::NoteSignature signature,
        audit::signAsCard(bench.state().authority, bench.checkpoint->note.text, key, officer.algorithm));
    bench.checkpoint->note.signatures.push_back(std::move(signature));
    bench.now.checkpoint->signedBy.insert(officer.person);
    return {};
}

Result<void> signTranscript(Workbench& bench, const custody::Officer& officer, const ceremony::CardAct& act) {
    const base::TranscriptChoice choice = act.decision == api::Decision::approve
                                              ? base::TranscriptChoice::agree
                                              : base::TranscriptChoice::disagree;
    SR_ASSIGN(const Bytes statement,
              authority::transcriptStatement(bench.state(), officer, choice, act.reason));
    SR_ASSIGN(Bytes signature, signFor(bench, officer, statement));
    return bench.record(authority::TranscriptSigned{officer.person, custody::nameOf(officer.role),
                                                    base::nameOf(choice), act.reason, officer.card(),
                                                    std::move(signature)});
}

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::InitialiseCard& act) {
    if (!bench.enrolSecrets || !bench.enrolSecrets->securityOfficerPin)
        return Error{ErrorCode::badArgument, "a blank card needs a PIN and an SO PIN"};
    const std::string reader = bench.now.enrolling->reader;
    SR_TRY(bench.record(authority::CardInitIntended{act.person, reader}));
    SR_ASSIGN(std::string serial, bench.cards.initialise(reader, *bench.enrolSecrets->securityOfficerPin,
                                                         bench.enrolSecrets->pin, cardLabel(act.person)));
    return bench.record(authority::CardInitialised{act.person, std::move(serial)});
}

Result<void> performAct(Workbench& bench, const ceremony::GenerateCardKeys& act) {
    const std::string reader = bench.now.enrolling->reader;
    SR_ASSIGN(const std::string serial, bench.cards.serialIn(reader));
    SR_TRY(bench.cards.unlockReader(reader, bench.enrolSecrets->pin));
    SR_ASSIGN(const Bytes signId, ossl::randomBytes(cardIdBytes));
    Bytes decryptId;
    if (!act.signOnly) {
        SR_ASSIGN(decryptId, ossl::randomBytes(cardIdBytes));
    }
    SR_TRY(bench.record(authority::CardKeysIntended{act.person, serial, base::toHex(signId),
                                                    act.signOnly ? "-" : base::toHex(decryptId)}));
    SR_ASSIGN(Cards::CardKeys keys, bench.cards.generateKeys(reader, signId, decryptId));
    return bench.record(
        authority::CardKeysGenerated{act.person, std::move(keys.signSpki), std::move(keys.decryptSpki)});
}

Result<authority::CardEnrolled> challengeCard(Workbench& bench, const std::string& person,
                                              const std::string& role) {
    const ceremony::Enrolling enrolling = *bench.now.enrolling;
    const authority::AuthorityState& state = bench.state();
    const authority::CardKeysGenerated* keys = nullptr;
    std::uint64_t newest = 0; // a person may get a second card in the same ceremony
    for (const auto& [step, entries] : state.ceremony->steps)
        for (const authority::Recorded& recorded : entries)
            if (const auto* body = std::get_if<authority::CardKeysGenerated>(&recorded.body);
                body != nullptr && body->person == person && recorded.reference.seq >= newest) {
                keys = body;
                newest = recorded.reference.seq;
            }
    if (keys == nullptr)
        return Error{ErrorCode::objectMissing, "the card of " + person + " has no keys yet"};
    SR_TRY(bench.cards.unlockReader(enrolling.reader, bench.enrolSecrets->pin));
    SR_ASSIGN(const std::string serial, bench.cards.serialIn(enrolling.reader));
    SR_ASSIGN(const ossl::PublicKey publicKey, ossl::PublicKey::fromSpki(keys->signSpki));
    SR_ASSIGN(const ossl::SignatureAlgorithm algorithm, publicKey.usualAlgorithm());
    custody::Officer officer;
    officer.person = person;
    officer.algorithm = ossl::nameOf(algorithm);
    officer.signSpki = keys->signSpki;
    SR_ASSIGN(ChallengeAnswer answer, answerChallenge(bench, officer, role));
    return authority::CardEnrolled{person,
                                   role,
                                   enrolling.name,
                                   serial,
                                   keys->signSpki,
                                   keys->decryptSpki,
                                   officer.algorithm,
                                   "-",
                                   std::move(answer.nonce),
                                   answer.head,
                                   std::move(answer.signature)};
}

namespace {

bool hasShownItself(const authority::CeremonyState& ceremony, const Digest& card) {
    for (const auto& [step, entries] : ceremony.steps)
        for (const authority::Recorded& recorded : entries) {
            if (recorded.reference.seq < ceremony.lastResumed)
                continue;
            const auto* signedIn = std::get_if<authority::CardSignedIn>(&recorded.body);
            const auto* enrolled = std::get_if<authority::CardEnrolled>(&recorded.body);
            if ((signedIn != nullptr && signedIn->card == card) ||
                (enrolled != nullptr && ossl::sha256(enrolled->signSpki) == card))
                return true;
        }
    return false;
}

} // namespace

Result<void> signIn(Workbench& bench, const std::string& person) {
    const authority::AuthorityState& state = bench.state();
    const std::optional<custody::Officer> officer = bench.officer(person);
    if (!officer || hasShownItself(*state.ceremony, officer->card()))
        return {};
    SR_ASSIGN(ChallengeAnswer answer, answerChallenge(bench, *officer, custody::nameOf(officer->role)));
    return bench.record(authority::CardSignedIn{person, officer->card(), std::move(answer.nonce), answer.head,
                                                std::move(answer.signature)});
}

Result<void> performAct(Workbench& bench, const ceremony::EnrolCardAct& act) {
    SR_ASSIGN(authority::CardEnrolled enrolled, challengeCard(bench, act.person, act.role));
    SR_TRY(bench.record(std::move(enrolled)));
    bench.now.enrolling.reset();
    bench.enrolSecrets.reset();
    return {};
}

Result<void> performAct(Workbench& bench, const ceremony::CardAct& act) {
    bench.now.decided.reset();
    const std::optional<custody::Officer> officer = bench.officer(act.open.person);
    if (!officer)
        return Error{ErrorCode::denied, act.open.person + " has no valid card on the roster"};
    if (act.open.kind == api::CardActKind::approve)
        return decideOn(bench, *officer, act);
    if (act.open.kind == api::CardActKind::signTranscript)
        return signTranscript(bench, *officer, act);
    if (act.decision == api::Decision::decline)
        return bench.record(authority::Refused{
            std::string("declined: ") + api::nameOf(act.open.kind) + " " + act.open.subject, "denied",
            act.reason.empty() ? "no reason given" : act.reason, act.open.person});
    switch (act.open.kind) {
    case api::CardActKind::signFounding: return signFounding(bench, *officer);
    case api::CardActKind::proveShare: return proveShare(bench, *officer, act.open.subject);
    case api::CardActKind::releaseShare: return releaseShare(bench, *officer, act.open.subject);
    case api::CardActKind::introduceKey: return introduceKey(bench, *officer, act.open.subject);
    case api::CardActKind::cosign: return cosign(bench, *officer);
    case api::CardActKind::approve:
    case api::CardActKind::signTranscript: break;
    }
    return Error{ErrorCode::unsupported,
                 std::string("no step of this version asks for ") + api::nameOf(act.open.kind)};
}

} // namespace strongroom::engine
