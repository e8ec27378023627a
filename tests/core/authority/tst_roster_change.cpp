// A card is lost and another one takes its place, as replay and the verifier see it: what the lost card said
// no longer counts, nobody comes onto the roster without its quorum, and no medium goes that a key needs.
#include "core/authority/exposure.h"
#include "core/authority/replay.h"
#include "core/authority/roster_change.h"
#include "core/authority/verify.h"
#include "tests/support/sample_authority.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

using namespace strongroom;
using namespace strongroom::authority;
using strongroom::tests::must;
using strongroom::tests::SampleAuthority;

namespace {

struct Room {
    Room() : sample(folder.path().toStdString()) { sample.foundToOpenCheckpoint(); }

    void lose(const std::string& person) {
        sample.add(CardLost{person, SampleAuthority::card(person).officer.card(), {"officer-1"}});
    }
    // Another card for the person, which answers its challenge.
    CardEnrolled newCard(const std::string& person) {
        const auto sign = must(ossl::PrivateKey::generate("P-256"));
        const auto decrypt = must(ossl::PrivateKey::generate("P-256"));
        CardEnrolled body = sample.enrolment(person);
        body.serial = "spare";
        body.signSpki = sign.publicKey().spki();
        body.decryptSpki = decrypt.publicKey().spki();
        body.algorithm = "ecdsa-with-SHA256";
        const Bytes statement = must(challengeStatement(
            sample.state(), body.role, sign.publicKey().spkiDigest(), body.nonce, body.head));
        body.signature = must(sign.sign(must(sign.publicKey().usualAlgorithm()), statement));
        return body;
    }
    base::EntryReference propose(const RosterProposed& proposal) { return sample.add(proposal); }
    base::EntryReference request() {
        return sample.request(base::Operation::roster, rosterSubject(sample.state().proposedRoster->roster));
    }
    std::string verified() {
        const auto report = verifyFolder(sample.folder(), {sample.state().anchor, {}, {}});
        return report ? "ok" : report.error().detail;
    }
    // What the verifier says of an entry that replay was not asked about.
    std::string verifiedWith(EntryBody body) {
        sample.addUnchecked(std::move(body));
        return verified();
    }

    QTemporaryDir folder;
    SampleAuthority sample;
};

const SampleAuthority::Persons others{"officer-1", "officer-3", "officer-4"};

bool says(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

} // namespace

#define SAYS(text, part)                                                                                     \
    do {                                                                                                     \
        const std::string said = (text);                                                                     \
        QVERIFY2(says(said, part), said.c_str());                                                            \
    } while (false)

class TestRosterChange : public QObject {
    Q_OBJECT

private slots:
    void anotherCardTakesThePlace() {
        Room room;
        room.lose("officer-2");
        const CardEnrolled added = room.newCard("officer-2");
        const auto proposal = room.propose({{added}, {"officer-2"}});
        const auto asked = room.request();
        room.sample.approve(asked, others);
        const custody::Roster roster = room.sample.state().proposedRoster->roster;
        room.sample.add(RosterChanged{proposal, asked, roster.digest()});
        QCOMPARE(room.verified(), std::string("ok"));
        const AuthorityState& state = room.sample.state();
        QCOMPARE(state.roster.officers()[1].person, std::string("officer-2"));
        QCOMPARE(state.roster.officers()[1].serial, std::string("spare"));
        QVERIFY(state.holder("officer-2") != nullptr && !state.proposedRoster);
        // The share stays where it was sealed.
        QVERIFY(state.holder(*state.sets.at("user-pin.1").set.memberOf("officer-2")) == nullptr);
        QVERIFY(replay(room.sample.folder() / "record.jsonl").value() == state);
    }

    void theLostCardsVoteNoLongerCounts() {
        Room room;
        const auto proposal = [&] {
            room.lose("officer-5");
            return room.propose({{room.newCard("officer-5")}, {"officer-5"}});
        }();
        const auto asked = room.request();
        room.sample.approve(asked, {"officer-1", "officer-2", "officer-3"});
        room.lose("officer-2");
        const Digest roster = room.sample.state().proposedRoster->roster.digest();
        SAYS(room.verifiedWith(RosterChanged{proposal, asked, roster}), "before its quorum approved");
    }

    void theLostCardIsRefusedEverywhere() {
        for (const int what : {0, 1, 2, 3}) {
            Room room;
            const Digest card = SampleAuthority::card("officer-2").officer.card();
            const auto asked = room.sample.request(base::Operation::erase, {"erase-order", 3, {}});
            const ApprovalGiven approval = room.sample.approval(asked, "officer-2");
            room.lose("officer-2");
            EntryBody body = what == 0   ? EntryBody(approval)
                             : what == 1 ? EntryBody(ShareOpened{"user-pin.1", "officer-2", 2, card, "disk"})
                             : what == 2 ? EntryBody(room.sample.shareProof("user-pin.1", "officer-2"))
                                         : EntryBody(CardLost{"officer-2", card, {"officer-1"}});
            const std::string said = room.verifiedWith(std::move(body));
            QVERIFY2(says(said, "lost") || says(said, "not the one of officer-2"), said.c_str());
        }
    }

    void aProposalIsAsGoodAsItsCards() {
        {
            Room room;
            room.lose("officer-2");
            CardEnrolled altered = room.newCard("officer-2");
            altered.signature[8] ^= 1;
            SAYS(room.verifiedWith(RosterProposed{{altered}, {"officer-2"}}), "signature");
        }
        Room room;
        room.lose("officer-2");
        const auto refused = [&](const RosterProposed& proposal) {
            const auto roster = rosterAfter(room.sample.state(), proposal);
            return roster ? std::string() : roster.error().detail;
        };
        const CardEnrolled good = room.newCard("officer-2");
        QCOMPARE(refused({{good}, {"officer-2"}}), std::string());
        CardEnrolled lost = room.sample.enrolment("officer-2"), shared = good;
        SAYS(refused({{lost}, {"officer-2"}}), "recorded as lost");
        shared.decryptSpki = SampleAuthority::card("officer-2").officer.decryptSpki;
        SAYS(refused({{shared}, {"officer-2"}}), "a key of the old card of officer-2");
        SAYS(refused({{good}, {}}), "on the roster already");
        SAYS(refused({{good}, {"officer-2", "officer-2"}}), "removed twice");
        SAYS(refused({{good}, {"officer-2", "officer-9"}}), "not on the roster");
        SAYS(refused({{}, {"officer-2"}}), "5 persons with cards are needed");
        SAYS(refused({{}, {}}), "changes nothing");
    }

    void nothingChangesWithoutTheQuorumForExactlyIt() {
        Room room;
        room.lose("officer-2");
        const auto first = room.propose({{room.newCard("officer-2")}, {"officer-2"}});
        const auto asked = room.request();
        room.sample.approve(asked, others);
        // What was approved is the first proposal.
        const auto second = room.propose({{room.newCard("officer-2")}, {"officer-2"}});
        const Digest roster = room.sample.state().proposedRoster->roster.digest();
        QVERIFY(first != second);
        SAYS(room.verifiedWith(RosterChanged{second, asked, roster}), "another roster than was approved");
    }

    void aMediumThatAKeyNeedsStays() {
        Room room;
        room.sample.backUp();
        QCOMPARE(drilledMediaWithout(room.sample.state().keys.at("root-key"), "backup-a"), std::size_t(1));
        const Exposure exposure = exposureOf(room.sample.state(), room.sample.state().sets.at("mbk.1"));
        QCOMPARE(exposure.copies.size(), std::size_t(2));
        QVERIFY(exposureOf(room.sample.state()).empty()); // in use, not retired
        QVERIFY(!isSuperseded(room.sample.state(), room.sample.state().sets.at("mbk.1")));
        SAYS(room.verifiedWith(MediumDestroyed{"backup-a", {"officer-1"}}), "key 'root-key' needs");
        Room other;
        other.sample.backUp();
        SAYS(other.verifiedWith(ShareSetDead{"mbk.1", "said so"}), "not dead while");
    }
};

STRONGROOM_TEST_MAIN(TestRosterChange)
#include "tst_roster_change.moc"
