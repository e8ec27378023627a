// Policy and quorum: one canonical form, every rule has a policy or vote that breaks only it, and the refusal
// names it.
#include "custody_testing.h"
#include "roster_testing.h"

#include "core/custody/policy.h"
#include "core/custody/quorum.h"
#include "tests/support/test_main.h"

#include <functional>

using namespace strongroom;
using namespace strongroom::custody;
using namespace strongroom::custody::testing;
using base::Decision;
using base::Operation;

namespace {

Policy sample() {
    return simplePolicy("small-authority", 3, 5);
}

Vote voteOf(const Roster& roster, const char* person, Decision decision = Decision::approve) {
    const Officer* officer = roster.byPerson(person);
    return {officer->card(), officer->person, officer->role, decision};
}

} // namespace

class TestPolicy : public QObject {
    Q_OBJECT

private slots:
    void oneCanonicalForm() {
        Policy policy = sample();
        policy.mbk = SplitPlan{2, {{2, 3}, {3, 5}}};
        policy.between = BetweenCeremonies::filled;
        policy.idleMinutes = 5;
        policy.rule(Operation::erase) = {{Role::officer, Role::administrator}, 4, 6};
        const std::string text = base::writeCanonical(policy.canonical());
        const auto read = Policy::fromCanonical(*base::readCanonical(text));
        QVERIFY2(read, read ? "" : read.error().detail.c_str());
        QVERIFY(*read == policy);
        QCOMPARE(read->digest(), policy.digest());
        QVERIFY(text.find("\"erase\":{\"of\":6,\"quorum\":4,\"roles\":[\"officer\",\"administrator\"]}") !=
                std::string::npos);
        QVERIFY(text.starts_with("{\"between\":\"filled\",\"exclusions\":[[\"officer\",\"witness\"],"));
        QVERIFY(text.find("\"mbk\":{\"group_threshold\":2,\"groups\":[{\"members\":3,\"threshold\":2},"
                          "{\"members\":5,\"threshold\":3}]}") != std::string::npos);
    }

    void readingRefusesOtherForms() {
        const std::string good = base::writeCanonical(sample().canonical());
        for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
                 {"\"erased\"", "\"\""},
                 {"\"format\":1", "\"format\":2"},
                 {"\"idle_minutes\":20,", ""},
                 {"\"minimum\":3", "\"maximum\":3"},
                 {"\"threshold\":3", "\"threshold\":0"},
                 {"\"threshold\":3", "\"threshold\":300"},
                 {"[\"officer\",\"witness\"]", "[\"officer\"]"},
                 {"[\"officer\",\"witness\"]", "[\"officer\",\"ghost\"]"},
                 {"\"erase\":{", "\"erased\":{"},
                 {"\"quorum\":3", "\"quorum\":\"3\""}}) {
            std::string text = good;
            QVERIFY2(text.find(from) != std::string::npos, from.c_str());
            text.replace(text.find(from), from.size(), to);
            const auto value = base::readCanonical(text);
            QVERIFY2(!value || !Policy::fromCanonical(*value), to.c_str());
        }
    }

    void everyRuleIsNamed_data() {
        QTest::addColumn<std::function<void(Policy&)>>("breakIt");
        QTest::addColumn<QByteArray>("rule");
        const auto row = [](const char* name, std::function<void(Policy&)> breakIt, const char* rule) {
            QTest::newRow(name) << std::move(breakIt) << QByteArray(rule);
        };
        row(
            "no id", [](Policy& p) { p.id.clear(); }, "id: it has no name");
        row(
            "minimum", [](Policy& p) { p.minimum = 1; }, "minimum: M >= 2");
        row(
            "alone", [](Policy& p) { p.rule(Operation::signCrl).quorum = 1; }, "operation sign-crl: M >= 2");
        row(
            "no spare", [](Policy& p) { p.rule(Operation::backup).of = 3; }, "operation backup: N >= M+1");
        row(
            "no role", [](Policy& p) { p.rule(Operation::erase).roles.clear(); }, "operation erase: no role");
        row(
            "role twice",
            [](Policy& p) {
                p.rule(Operation::erase).roles = {Role::officer, Role::officer};
            },
            "named twice");
        row(
            "witness approves", [](Policy& p) { p.rule(Operation::erase).roles.push_back(Role::witness); },
            "operation erase: role witness never approves");
        row(
            "auditor approves", [](Policy& p) { p.rule(Operation::erase).roles.push_back(Role::auditor); },
            "operation erase: role auditor never approves");
        row(
            "easy roster", [](Policy& p) { p.rule(Operation::roster).quorum = 2; },
            "operation roster: M >= minimum");
        row(
            "easy deviation", [](Policy& p) { p.rule(Operation::deviation).quorum = 2; },
            "operation deviation: M >= minimum");
        row(
            "easy user PIN", [](Policy& p) { p.userPin = SplitPlan::of(2, 5); },
            "share set user-pin: M >= minimum");
        row(
            "easy MBK",
            [](Policy& p) { p.userPin = p.soPin = SplitPlan::of(4, 5), p.mbk = SplitPlan::of(3, 5); },
            "share set mbk: M(MBK) >= M(user)");
        row(
            "easy SO",
            [](Policy& p) { p.userPin = p.mbk = SplitPlan::of(4, 5), p.soPin = SplitPlan::of(3, 5); },
            "share set so-pin: M(SO) >= M(user)");
        row(
            "easy two-level",
            [](Policy& p) {
                p.mbk = SplitPlan{1, {{3, 5}, {2, 3}}};
            },
            "share set mbk: M >= minimum");
        row(
            "unsplit", [](Policy& p) { p.minimum = 2, p.soPin = SplitPlan::of(3, 3); },
            "share set so-pin: N >= M+1");
        row(
            "record quorum", [](Policy& p) { p.record.quorum = 2; }, "record: M >= minimum");
        row(
            "no witness", [](Policy& p) { p.record.witnesses = 0; }, "record: at least one witness");
        row(
            "witness in the quorum", [](Policy& p) { p.record.roles.push_back(Role::witness); },
            "record: role witness does not count");
        row(
            "guests sign", [](Policy& p) { p.record.roles.push_back(Role::guest); }, "record: role guest");
        row(
            "no exclusions", [](Policy& p) { p.exclusions.clear(); }, "exclusions: officer and witness");
        row(
            "self-exclusion", [](Policy& p) { p.exclusions.emplace_back(Role::guest, Role::guest); },
            "exclusions: guest excludes itself");
        row(
            "idle", [](Policy& p) { p.idleMinutes = 0; }, "idle_minutes");
    }
    void everyRuleIsNamed() {
        QFETCH(std::function<void(Policy&)>, breakIt);
        QFETCH(QByteArray, rule);
        Policy policy = sample();
        QVERIFY(validate(policy));
        breakIt(policy);
        const auto valid = validate(policy);
        QVERIFY(!valid);
        QCOMPARE(valid.error().code, ErrorCode::planInvalid);
        QVERIFY2(valid.error().detail.find(rule.toStdString()) != std::string::npos,
                 valid.error().detail.c_str());
    }

    void rosterMustBeLargeEnough() {
        Roster roster = sampleRoster();
        QVERIFY(validate(sample(), roster));
        QVERIFY(roster.remove("officer-5"));
        QVERIFY(!validate(sample(), roster));
        // Two cards of one human being do not make two persons.
        QVERIFY(roster.add(cardOf(Role::officer, 5, "Officer 1")));
        QVERIFY(!validate(sample(), roster));
        Roster noWitness = sampleRoster();
        QVERIFY(noWitness.remove("witness-1"));
        QVERIFY(validate(sample(), noWitness).error().detail.find("record") != std::string::npos);
        Roster disguised = sampleRoster();
        QVERIFY(disguised.add(cardOf(Role::witness, 2, "Officer 3")));
        QVERIFY(validate(sample(), disguised).error().detail.find("same person") != std::string::npos);
    }

    void votesObeyTheRules() {
        const Roster roster = [] {
            Roster made = sampleRoster();
            if (!made.add(cardOf(Role::administrator, 2, "Officer 4")))
                std::abort();
            return made;
        }();
        Policy policy = sample();
        policy.rule(Operation::backup) = {{Role::officer, Role::administrator}, 3, 6};
        const auto refusal = [&](const Vote& vote, std::vector<Vote> given = {},
                                 std::vector<ActingRole> acted = {},
                                 Operation operation = Operation::backup) {
            const auto answer = mayVote(policy, roster, operation, vote, given, acted);
            return answer ? std::string("may") : answer.error().detail;
        };
        const Vote one = voteOf(roster, "officer-1");
        QCOMPARE(refusal(one), std::string("may"));
        Vote stranger = one;
        stranger.card = filled(1);
        QVERIFY(refusal(stranger).find("not on the roster") != std::string::npos);
        Vote borrowed = voteOf(roster, "officer-2");
        borrowed.person = "officer-1";
        QVERIFY(refusal(borrowed).find("officer-2's, not officer-1's") != std::string::npos);
        Vote promoted = voteOf(roster, "witness-1");
        promoted.role = Role::officer;
        QVERIFY(refusal(promoted).find("enrolled as witness") != std::string::npos);
        QVERIFY(refusal(voteOf(roster, "witness-1")).find("does not let role witness decide") !=
                std::string::npos);
        QVERIFY(refusal(voteOf(roster, "administrator-1"), {}, {}, Operation::erase).find("does not let") !=
                std::string::npos);
        QVERIFY(refusal(one, {one}).find("one card, one vote") != std::string::npos);
        // A changed mind is the same card again.
        QVERIFY(refusal(voteOf(roster, "officer-1", Decision::decline), {one}).find("one card") !=
                std::string::npos);
        QVERIFY(refusal(voteOf(roster, "administrator-2"), {voteOf(roster, "officer-4")})
                    .find("one person, one vote") != std::string::npos);
        QVERIFY(refusal(one, {}, {{"officer-1", Role::witness}}).find("exclude each other") !=
                std::string::npos);
        QVERIFY(refusal(voteOf(roster, "administrator-2"), {}, {{"officer-4", Role::officer}})
                    .find("one approving role") != std::string::npos);
        QCOMPARE(refusal(one, {}, {{"officer-1", Role::officer}, {"officer-2", Role::witness}}),
                 std::string("may"));
    }

    void everyCombinationOfVotes() {
        const Roster roster = sampleRoster();
        const Policy policy = sample();
        // Each of five officers approves, declines, or has not decided: 243 cases.
        for (int code = 0; code < 243; ++code) {
            std::vector<Vote> votes;
            std::uint64_t approvals = 0, declines = 0;
            for (int i = 0, rest = code; i < 5; ++i, rest /= 3) {
                if (rest % 3 == 0)
                    continue;
                const std::string person = "officer-" + std::to_string(i + 1);
                const Decision decision = rest % 3 == 1 ? Decision::approve : Decision::decline;
                (decision == Decision::approve ? approvals : declines) += 1;
                votes.push_back(voteOf(roster, person.c_str(), decision));
            }
            // Noise that must not count: a second vote, a witness.
            if (!votes.empty())
                votes.push_back(votes.front());
            votes.push_back(voteOf(roster, "witness-1"));
            const Tally result = tally(policy, roster, Operation::signCertificate, votes);
            QCOMPARE(result.approvals, approvals);
            QCOMPARE(result.declines, declines);
            QCOMPARE(result.mayStillVote.size(), std::size_t(5 - approvals - declines));
            const TallyState expected = approvals >= 3     ? TallyState::granted
                                        : 5 - declines < 3 ? TallyState::lost
                                                           : TallyState::open;
            QCOMPARE(result.state, expected);
        }
    }

    void recordNeedsItsQuorumAndAWitness() {
        const Roster roster = sampleRoster();
        const auto cards = [&](std::vector<const char*> persons) {
            std::vector<Digest> digests;
            for (const char* person : persons)
                digests.push_back(roster.byPerson(person)->card());
            return digests;
        };
        const auto answer = [&](std::vector<const char*> persons) {
            return recordQuorum(sample(), roster, cards(std::move(persons))).has_value();
        };
        QVERIFY(answer({"officer-1", "officer-3", "officer-5", "witness-1"}));
        QVERIFY(!answer({"officer-1", "officer-3", "officer-5"}));
        QVERIFY(!answer({"officer-1", "officer-3", "witness-1"}));
        QVERIFY(!answer({"officer-1", "officer-3", "officer-3", "witness-1"}));
        QVERIFY(!answer({"officer-1", "officer-3", "auditor-1", "witness-1"}));
        auto foreign = cards({"officer-1", "officer-3", "officer-5", "witness-1"});
        foreign.push_back(filled(9));
        QVERIFY(!recordQuorum(sample(), roster, foreign));
    }

    void rolesKeepApart() {
        for (const Role role : {Role::administrator, Role::officer, Role::witness, Role::auditor,
                                Role::safeController, Role::guest}) {
            QCOMPARE(*roleFromName(nameOf(role)), role);
            QVERIFY(!mayHoldShares(role) || mayApprove(role));
        }
        QVERIFY(!mayApprove(Role::witness) && !mayApprove(Role::auditor) && !mayHoldShares(Role::witness));
        QVERIFY(!roleFromName("Officer"));
    }
};

STRONGROOM_TEST_MAIN(TestPolicy)
#include "tst_policy.moc"
