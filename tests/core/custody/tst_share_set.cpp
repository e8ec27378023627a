// Share sets: prepared, opened with cards, rebuilt; commitments byte for byte; each bad share named with its
// holder.
#include "custody_testing.h"

#include "core/custody/share_envelope.h"
#include "core/custody/share_set.h"
#include "core/ossl/digest.h"
#include "core/ossl/key.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::custody;
using namespace strongroom::custody::testing;

namespace {

const Digest authority = filled(0x5a);

struct Room {
    std::vector<ossl::PrivateKey> cards;
    std::vector<ShareHolder> holders;

    explicit Room(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            cards.push_back(std::move(*ossl::PrivateKey::generate("P-256")));
            holders.push_back({"officer-" + std::to_string(i + 1), cards.back().publicKey().spki()});
        }
    }
    PreparedShareSet prepare(const SplitPlan& plan, SetId id = {SetKind::userPin, 1},
                             std::uint16_t identifier = 99) {
        auto prepared = prepareShareSet(authority, Mode::training, id, plan, identifier, holders,
                                        secretOf(sampleSecret()));
        if (!prepared)
            qFatal("%s", prepared.error().detail.c_str());
        return std::move(*prepared);
    }
    std::vector<OpenedShare> open(const PreparedShareSet& prepared, std::vector<std::uint64_t> members) {
        std::vector<OpenedShare> opened;
        for (const std::uint64_t member : members) {
            auto share = openShare(prepared.set, member, prepared.envelopes[member - 1], cards[member - 1]);
            if (!share)
                qFatal("%s", share.error().detail.c_str());
            opened.push_back({member, std::move(*share)});
        }
        return opened;
    }
};

} // namespace

class TestShareSet : public QObject {
    Q_OBJECT

private slots:
    void setIdsGoBothWays() {
        for (const char* text : {"user-pin.1", "so-pin.12", "mbk.9007199254740991"})
            QCOMPARE(SetId::fromText(text)->text(), std::string(text));
        for (const char* bad : {"", "mbk", "mbk.", "mbk.0", "mbk.01", "mbk.-1", "mbk.1 ", "pin.1",
                                "user-pin.1.2", "mbk.9007199254740992", "MBK.1"})
            QVERIFY2(!SetId::fromText(bad), bad);
    }

    void commitmentsByteForByte() {
        const auto shares = splitSecret(secretOf(sampleSecret()), SplitPlan::of(2, 3), 4);
        const std::string words = plainText(*(*shares)[2].words());
        const SetId id{SetKind::soPin, 7};
        QCOMPARE(*shareCommitment(authority, id, 3, (*shares)[2]),
                 ossl::sha256(base::viewOf("Strongroom share commitment v1\n" + authority.hex() +
                                           "\nso-pin.7\n3\n" + words + "\n")));
        Bytes bytes = base::bytesOf("Strongroom secret commitment v1\n" + authority.hex() + "\nso-pin.7\n");
        base::append(bytes, sampleSecret());
        QCOMPARE(secretCommitment(authority, id, secretOf(sampleSecret())), ossl::sha256(bytes));
    }

    void threeOfFiveCardsRebuildTheSecret() {
        Room room(5);
        const PreparedShareSet prepared = room.prepare(SplitPlan::of(3, 5));
        QCOMPARE(prepared.set.members.size(), std::size_t(5));
        for (const ShareMember& member : prepared.set.members) {
            QCOMPARE(member.envelope, ossl::sha256(prepared.envelopes[member.member - 1]));
            QCOMPARE(member.holder, room.cards[member.member - 1].publicKey().spkiDigest());
            QCOMPARE(prepared.set.memberOf(member.person)->member, member.member);
            QCOMPARE(prepared.set.memberHolding(member.holder)->member, member.member);
        }
        int rebuilt = 0;
        forEachSubset<std::uint64_t>({1, 2, 3, 4, 5}, [&](const std::vector<const std::uint64_t*>& subset) {
            std::vector<std::uint64_t> members;
            for (const auto* member : subset)
                members.push_back(*member);
            const auto secret = rebuildSecret(prepared.set, room.open(prepared, members));
            // More than enough is as good as enough: the ceremony proves with M+1 cards.
            QCOMPARE(secret.has_value(), members.size() >= 3);
            QCOMPARE(suffices(prepared.set.plan, members), members.size() >= 3);
            if (secret) {
                QCOMPARE(plain(*secret), sampleSecret());
                ++rebuilt;
            } else {
                QCOMPARE(secret.error().code, ErrorCode::denied);
            }
        });
        QCOMPARE(rebuilt, 16);
    }

    void sameShareTwiceCountsOnce() {
        Room room(3);
        const PreparedShareSet prepared = room.prepare(SplitPlan::of(2, 3));
        QVERIFY(!rebuildSecret(prepared.set, room.open(prepared, {2, 2})));
        const std::vector<std::uint64_t> twice{2, 2};
        QVERIFY(!suffices(prepared.set.plan, twice));
    }

    void twoLevels() {
        Room room(6);
        const SplitPlan plan{2, {{2, 3}, {2, 3}}};
        const PreparedShareSet prepared = room.prepare(plan);
        QCOMPARE(plain(*rebuildSecret(prepared.set, room.open(prepared, {1, 3, 4, 5}))), sampleSecret());
        QVERIFY(!rebuildSecret(prepared.set, room.open(prepared, {1, 2, 3, 4})));
    }

    void badSharesAreNamed() {
        Room room(3);
        const PreparedShareSet prepared = room.prepare(SplitPlan::of(2, 3));
        const ShareSet& set = prepared.set;
        const auto expect = [](const Result<Slip39Share>& result, ErrorCode code) {
            QVERIFY(!result);
            QCOMPARE(base::errorCodeName(result.error().code), base::errorCodeName(code));
            QVERIFY2(result.error().detail.starts_with("officer-2's share (member 2 of user-pin.1): "),
                     result.error().detail.c_str());
        };
        // An envelope altered on the disk.
        Bytes altered = prepared.envelopes[1];
        altered.back() ^= 1;
        expect(openShare(set, 2, altered, room.cards[1]), ErrorCode::digestMismatch);
        // Another officer's card.
        expect(openShare(set, 2, prepared.envelopes[1], room.cards[0]), ErrorCode::keyMismatch);
        // The record names an envelope that was sealed for another set, authority or mode.
        const auto foreign = [&](Digest otherAuthority, Mode mode, SetId id) {
            const auto other = prepareShareSet(otherAuthority, mode, id, set.plan, set.identifier,
                                               room.holders, secretOf(sampleSecret()));
            ShareSet forged = set;
            forged.members[1].envelope = other->set.members[1].envelope;
            expect(openShare(forged, 2, other->envelopes[1], room.cards[1]), ErrorCode::shareForeign);
        };
        foreign(filled(1), Mode::training, set.id);
        foreign(authority, Mode::production, set.id);
        foreign(authority, Mode::training, {SetKind::userPin, 2});
        // Right lines, but the words are of another split: with another identifier, and with the same.
        for (const std::uint16_t identifier : {std::uint16_t(98), set.identifier}) {
            const auto other = splitSecret(secretOf(sampleSecret()), set.plan, identifier);
            const ShareContent content{authority, Mode::training, set.id, set.plan, 2, set.members[1].holder};
            const auto envelope = sealShare(content, (*other)[1], room.cards[1].publicKey());
            ShareSet forged = set;
            forged.members[1].envelope = ossl::sha256(*envelope);
            expect(openShare(forged, 2, *envelope, room.cards[1]),
                   identifier == set.identifier ? ErrorCode::shareAltered : ErrorCode::shareForeign);
        }
        QCOMPARE(openShare(set, 4, prepared.envelopes[1], room.cards[1]).error().code,
                 ErrorCode::badArgument);
    }

    void wrongSecretIsNoticed() {
        Room room(3);
        PreparedShareSet prepared = room.prepare(SplitPlan::of(2, 3));
        prepared.set.secretCommitment.bytes[0] ^= 1;
        const auto secret = rebuildSecret(prepared.set, room.open(prepared, {1, 2}));
        QCOMPARE(secret.error().code, ErrorCode::shareAltered);
    }

    void sharesOfAnotherSetAreRefusedAtTheQuorum() {
        Room room(3);
        const PreparedShareSet ours = room.prepare(SplitPlan::of(2, 3));
        const PreparedShareSet theirs = room.prepare(SplitPlan::of(2, 3), {SetKind::soPin, 1}, 100);
        const auto secret = rebuildSecret(ours.set, room.open(theirs, {1, 2}));
        QCOMPARE(secret.error().code, ErrorCode::shareForeign);
    }

    void plansObeyTheRules() {
        for (const SplitPlan& good :
             {SplitPlan::of(2, 3), SplitPlan::of(3, 5), SplitPlan::of(15, 16), SplitPlan{2, {{2, 3}, {2, 3}}},
              SplitPlan{2, {{1, 1}, {1, 1}, {1, 1}}}, SplitPlan{1, {{2, 2}, {2, 2}}}})
            QVERIFY(validatePlan(good));
        const auto rule = [](const SplitPlan& plan) {
            const auto valid = validatePlan(plan);
            return valid ? std::string("accepted") : valid.error().detail;
        };
        QVERIFY(rule(SplitPlan::of(1, 1)).starts_with("M >= 2"));
        QVERIFY(rule(SplitPlan{1, {{2, 3}, {1, 1}}}).starts_with("M >= 2"));
        QVERIFY(rule(SplitPlan::of(3, 3)).starts_with("N >= M+1"));
        QVERIFY(rule(SplitPlan{2, {{2, 3}, {2, 2}}}).starts_with("N >= M+1"));
        QVERIFY(rule(SplitPlan::of(1, 3)).find("SLIP-0039") != std::string::npos);
        QVERIFY(rule(SplitPlan::of(4, 3)) != "accepted" && rule(SplitPlan::of(2, 17)) != "accepted");
        QVERIFY(rule(SplitPlan{2, {{2, 3}}}) != "accepted" && rule(SplitPlan{}) != "accepted");
    }

    void oneCardOneShare() {
        Room room(3);
        room.holders[2].spki = room.holders[0].spki;
        const auto prepared = prepareShareSet(authority, Mode::training, {SetKind::mbk, 1},
                                              SplitPlan::of(2, 3), 1, room.holders, secretOf(sampleSecret()));
        QCOMPARE(prepared.error().code, ErrorCode::denied);
        const auto tooFew = prepareShareSet(authority, Mode::training, {SetKind::mbk, 1}, SplitPlan::of(2, 4),
                                            1, room.holders, secretOf(sampleSecret()));
        QCOMPARE(tooFew.error().code, ErrorCode::badArgument);
    }

    void identifiersAreNotReused() {
        std::vector<std::uint16_t> used;
        for (std::uint16_t i = 0; i < 0x8000; ++i)
            if (i % 64 != 5)
                used.push_back(i);
        for (int i = 0; i < 20; ++i) {
            const auto drawn = drawIdentifier(used);
            QVERIFY(drawn);
            QCOMPARE(*drawn % 64, 5);
        }
    }

    void livesInOrder() {
        using enum SetState;
        const std::vector<SetState> all{prepared, proven, switching, active, retired, dead};
        int allowed = 0;
        for (const SetState from : all)
            for (const SetState to : all)
                allowed += mayFollow(from, to) ? 1 : 0;
        QCOMPARE(allowed, 9);
        QVERIFY(mayFollow(prepared, proven) && mayFollow(switching, active) && mayFollow(retired, dead));
        QVERIFY(!mayFollow(prepared, active) && !mayFollow(retired, active) && !mayFollow(dead, prepared));
    }
};

STRONGROOM_TEST_MAIN(TestShareSet)
#include "tst_share_set.moc"
