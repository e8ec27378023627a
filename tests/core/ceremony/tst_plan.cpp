// Plans and policies as authors write them: what is read, and how each mistake is named with its line.
#include "sample_plan.h"

#include "core/ceremony/plan.h"
#include "core/ceremony/policy_reader.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::ceremony;
using namespace strongroom::ceremony::test;

namespace {

const std::string smallPlan = R"(format: strongroom-plan/1
id: small
title: A small plan
version: "1"
uses: {policy: small-authority}
hsms: [primary]
roles:
  administrator: {people: 1}
  officer: {people: 3, quorum: 2, card: true}
  guest: {people: 0..4}
acts:
- act: One
  sections:
  - section: First
    steps:
    - {read: administrator, text: {en: "Hello.", de: "Guten Tag."}}
    - {hsm: primary, prove: blank, minutes: 5}
  - section: Second
    session: {hsm: primary, quorum: officer}
    steps:
    - {enrol: officer}
    - {generate: root-key, algorithm: P-384}
)";

} // namespace

class TestPlan : public QObject {
    Q_OBJECT

private slots:
    void readsAPlan() {
        const auto plan = readPlan(smallPlan, "small.yaml");
        QVERIFY2(plan.has_value(), plan ? "" : plan.error().detail.c_str());
        const std::vector<const PlanStep*> steps = plan->steps();
        QCOMPARE(steps.size(), std::size_t(4));
        QCOMPARE(steps[1]->id, std::string("1.1.2"));
        QCOMPARE(steps[1]->minutes, std::uint64_t(5));
        QVERIFY(!steps[1]->session);
        QCOMPARE(steps[3]->id, std::string("1.2.2"));
        QCOMPARE(steps[3]->session->quorum, std::string("officer"));
        QVERIFY(steps[3]->kind->needsSession());
        QCOMPARE(plan->personsOf("officer"),
                 (std::vector<std::string>{"officer-1", "officer-2", "officer-3"}));
        QCOMPARE(plan->personsOf("guest").size(), std::size_t(4));
    }

    void namesTheMistake_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("with");
        QTest::addColumn<QString>("said");
        QTest::newRow("unknown key") << "minutes: 5"
                                     << "minuts: 5"
                                     << "small.yaml:17";
        QTest::newRow("unknown step") << "{enrol: officer}"
                                      << "{enroll: officer}"
                                      << "small.yaml:21";
        QTest::newRow("unknown role") << "{enrol: officer}"
                                      << "{enrol: clerk}"
                                      << "'clerk' is no role";
        QTest::newRow("role without card") << "{enrol: officer}"
                                           << "{enrol: guest}"
                                           << "has no card";
        QTest::newRow("unknown HSM") << "{hsm: primary, prove"
                                     << "{hsm: other, prove"
                                     << "'other'";
        QTest::newRow("session of nobody") << "quorum: officer}\n    steps"
                                           << "quorum: clerk}\n    steps"
                                           << "'clerk'";
        QTest::newRow("algorithm") << "P-384"
                                   << "P-385"
                                   << "P-385";
        QTest::newRow("alias") << "{read: administrator"
                               << "&a {read: administrator"
                               << "small.yaml:16";
        QTest::newRow("two kinds") << "{enrol: officer}"
                                   << "{enrol: officer, agree: policy}"
                                   << "small.yaml:21";
        QTest::newRow("leading zero") << "minutes: 5"
                                      << "minutes: 05"
                                      << "small.yaml:17";
        QTest::newRow("format") << "strongroom-plan/1"
                                << "strongroom-plan/2"
                                << "strongroom-plan/2";
        QTest::newRow("no acts") << "acts:"
                                 << "akts:"
                                 << "small.yaml:11";
    }
    void namesTheMistake() {
        QFETCH(QString, what);
        QFETCH(QString, with);
        QFETCH(QString, said);
        const std::string text = replaced(smallPlan, what.toStdString(), with.toStdString());
        QVERIFY(!text.empty());
        const auto plan = readPlan(text, "small.yaml");
        QVERIFY(!plan.has_value());
        QCOMPARE(plan.error().code, ErrorCode::planInvalid);
        QVERIFY2(QString::fromStdString(plan.error().detail).contains(said), plan.error().detail.c_str());
    }

    void shippedFilesAreGood() {
        const std::string plan = fileText("plans/found-root.yaml"),
                          policy = fileText("policies/small-authority.yaml");
        QVERIFY(!plan.empty() && !policy.empty());
        const auto read = readPlan(plan, "found-root.yaml");
        QVERIFY2(read.has_value(), read ? "" : read.error().detail.c_str());
        const auto agreed = readPolicy(policy, "small-authority.yaml");
        QVERIFY2(agreed.has_value(), agreed ? "" : agreed.error().detail.c_str());
        QCOMPARE(agreed->userPin.fewestMembers(), std::size_t(3));
    }

    void policyBelowItsRulesIsRefused_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("with");
        QTest::newRow("threshold 1") << "user-pin: {threshold: 3"
                                     << "user-pin: {threshold: 1";
        QTest::newRow("no spare member") << "user-pin: {threshold: 3, members: 5}"
                                         << "user-pin: {threshold: 5, members: 5}";
        QTest::newRow("SO below user") << "so-pin: {threshold: 3"
                                       << "so-pin: {threshold: 2";
        QTest::newRow("MBK below user") << "mbk: {threshold: 3"
                                        << "mbk: {threshold: 2";
        QTest::newRow("no witness") << "witnesses: 1"
                                    << "witnesses: 0";
        QTest::newRow("unknown role") << "roles: [officer], quorum: 3, of"
                                      << "roles: [clerk], quorum: 3, of";
    }
    void policyBelowItsRulesIsRefused() {
        QFETCH(QString, what);
        QFETCH(QString, with);
        const std::string text =
            replaced(fileText("policies/small-authority.yaml"), what.toStdString(), with.toStdString());
        QVERIFY(!text.empty());
        const auto policy = readPolicy(text, "small-authority.yaml");
        QVERIFY(!policy.has_value());
        QCOMPARE(policy.error().code, ErrorCode::planInvalid);
    }

    // Where it stands and what to do, for what joins several keys too.
    void policyProblemsHaveTheirPlace_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("with");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const char* what, const char* with, const char* said) {
            QTest::newRow(name) << what << with << said;
        };
        row("MBK below the minimum", "mbk: {threshold: 3", "mbk: {threshold: 2",
            "p.yaml:11:8: share set mbk: M >= minimum: 2 persons would reach the key, the minimum is 3; "
            "raise "
            "'threshold', or lower 'minimum'");
        row("minimum", "minimum: 3", "minimum: 6",
            "p.yaml:6:10: operation roster: M >= minimum: fewer persons than the minimum may not change the "
            "rules; raise 'quorum', or lower 'minimum'");
        row("own rule", "of: 5}\nrecord", "of: 5}\n  erase: {roles: [officer], quorum: 3, of: 3}\nrecord",
            "p.yaml:7:10: operation erase: N >= M+1: the loss of one card must leave enough; raise 'of', or "
            "lower 'quorum'");
        row("threshold above members", "so-pin: {threshold: 3", "so-pin: {threshold: 6",
            "p.yaml:10:11: share set so-pin: a group has at most 16 members, of which 1 to all are needed; "
            "change 'threshold' or 'members'");
        row("record", "record: {roles: [officer], quorum: 3", "record: {roles: [officer], quorum: 2",
            "p.yaml:7:9: record: M >= minimum: ");
        row("exclusions", "  - [officer, witness]\n", "",
            "p.yaml:13:3: exclusions: officer and witness must exclude each other: who acts does not attest; "
            "add that pair");
        row("idle", "idle-minutes: 20", "idle-minutes: 200",
            "p.yaml:16:15: '200' is not a whole number from 1 to 120");
    }
    void policyProblemsHaveTheirPlace() {
        QFETCH(QString, what);
        QFETCH(QString, with);
        QFETCH(QString, said);
        const std::string text =
            replaced(fileText("policies/small-authority.yaml"), what.toStdString(), with.toStdString());
        const auto reading = readWholePolicy(text, "p.yaml");
        QVERIFY(reading.has_value());
        QCOMPARE(reading->problems.size(), std::size_t(1));
        QVERIFY2(QString::fromStdString(reading->problems.front()).startsWith(said),
                 reading->problems.front().c_str());
    }

    void digestTextIsSorted() {
        const Digest zero;
        QCOMPARE(planDigestText({{"policy", "p", zero}, {"plan", "x", zero}}),
                 "plan x " + zero.hex() + "\npolicy p " + zero.hex() + "\n");
    }
};

STRONGROOM_TEST_MAIN(TestPlan)
#include "tst_plan.moc"
