// Plans whose steps stand in an order that cannot be carried out: what each step needs, and what kinds to
// come can ask for.
#include "checked_plan.h"

#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::ceremony;
using namespace strongroom::ceremony::test;

class TestPlanOrder : public QObject {
    Q_OBJECT

private slots:
    // The end of found-root.yaml in other orders, each of which ends stuck or with keys left in the HSM.
    void everyImpossibleOrder_data() {
        QTest::addColumn<QString>("plan");
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("with");
        QTest::addColumn<QString>("at"); // the step with the problem, as it stands in the changed plan
        QTest::addColumn<int>("count");  // which one, from 1
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const char* what, const std::string& with, const char* at,
                            int count, const char* said, const char* plan = "found-root") {
            QTest::newRow(name) << plan << what << QString::fromStdString(with) << at << count << said;
        };
        const char* erase = "    - {hsm: primary, erase: {quorum: officer}}\n";
        const char* transcript = "    - {transcript: {attest: all, choices: [agree, do-not-agree]}}\n";
        const char* close = "    - {close: {checkpoint: all-cards, read-aloud: words}}\n";
        const std::string cameras = "    - {cameras: [\"1\"], action: stop}\n";
        const std::string goNoGo = "    - {go-no-go: {read: administrator, ask: [witness]}}\n";
        const char* openHsm = "the ceremony is closed before the HSM 'primary' is cleared, and the policy "
                              "'small-authority' wants it erased between ceremonies; put '{hsm: primary, "
                              "erase: {quorum: ...}}' before this step";
        row("close before erase", erase, std::string(close) + erase, "close:", 1, openHsm);
        row("erase after close", erase, std::string(close) + erase, "erase:", 1,
            "'erase' comes after 'close', and only 'write' can; move it before 'close', or take it out");
        row("no erase", erase, "", "close:", 1, openHsm);
        row("no erase in a later ceremony", erase, "", "close:", 1, openHsm, "sign-subordinate");
        row("no close", close, "", "write:", 2,
            "the sealed record lies on 'backup-a' already; put 'close' before this step, or take the medium "
            "out");
        row("close before transcript", transcript, std::string(close) + transcript, "close:", 1,
            "the ceremony is closed before its transcript was signed; put 'transcript' before this step");
        row("transcript after close", close, std::string(close) + transcript, "transcript:", 2,
            "'transcript' comes after 'close', and only 'write' can");
        row("cameras after close", close, close + cameras, "cameras:", 2, "'cameras' comes after 'close'");
        row("go-no-go after close", close, close + goNoGo, "go-no-go:", 2, "'go-no-go' comes after 'close'");
        row("closed twice", close, std::string(close) + close, "close:", 2, "'close' comes after 'close'");
        row("no transcript", transcript, "", "close:", 1, "the ceremony is closed before its transcript");
        row("two transcripts", transcript, std::string(transcript) + transcript, "transcript:", 2,
            "the transcript is made already; take this second 'transcript' out");
        row("transcript before erase", erase, std::string(transcript) + erase, "erase:", 1,
            "the HSM is cleared after the transcript, which would not tell it; move 'transcript' behind this "
            "step");
        row("erased twice", erase, std::string(erase) + erase, "erase:", 2,
            "the HSM 'primary' is blank by then, and nothing is left to clear; take this step out");
        row("no restore",
            "    - {restore: {keys: [root-key], from: [backup-a, backup-b], quorum: officer}}\n", "",
            "together:", 1,
            "a key signs in the HSM 'primary' and is not in it by then; put 'restore: {keys: [...], ...}' "
            "before this step",
            "sign-subordinate");
        row("no restore before a rewrap",
            "    - {restore: {keys: [root-key], from: [backup-a, backup-b], quorum: officer}}\n", "",
            "rewrap:", 1,
            "'root-key' is wrapped again in the HSM 'primary' and is not in it by then; put 'restore: {keys: "
            "[root-key], ...}' before this step",
            "lose-a-card");
        row("wrapped again without its drill", "    - {drill: {from: backup-d, with: officer}}\n", "",
            "erase:", 1, "'root-key' is erased before its backup on 'backup-d' was drilled", "lose-a-card");
        const char* clock = "    - {clock: wall-1, tolerance: 60s, by: [administrator, witness]}\n";
        row("signed without a clock", clock, "", "together:", 1,
            "dates are signed that rest on the machine's clock alone; put 'clock' before this step");
        row("closed without a clock", clock, "", "close:", 1,
            "the record's times rest on the machine's clock alone; put 'clock' before this step",
            "lose-a-card");
        row("no workstation", "    - {workstation: check}\n", "", "close:", 1,
            "the record does not say on what machine the ceremony was held; put 'workstation: check' before "
            "this step");
        // Good custom, and no more.
        const char* compare = "    - {compare: [plan, program], with: script, read-aloud: words}\n";
        row("no compare", compare, "", "", 0, "");
        row("nobody attends", "    - {attend: all, minutes: 15, check: identity}\n", "", "", 0, "");
        row("no last copies", "    - {write: {record: [backup-a, backup-b, out], publish: out}}\n", "", "", 0,
            "");
    }
    void everyImpossibleOrder() {
        QFETCH(QString, plan);
        QFETCH(QString, what);
        QFETCH(QString, with);
        QFETCH(QString, at);
        QFETCH(int, count);
        QFETCH(QString, said);
        const std::string text = replaced(fileText("plans/" + plan.toStdString() + ".yaml"),
                                          what.toStdString(), with.toStdString());
        const QString problems = QString::fromStdString(problemsOf(text));
        if (count == 0) {
            QCOMPARE(problems, QString());
            return;
        }
        const QStringList lines = QString::fromStdString(text).split('\n');
        int line = 0;
        for (int found = 0; line < lines.size() && found < count; ++line)
            found += lines.at(line).contains(at) ? 1 : 0;
        const QString wanted = "p.yaml:" + QString::number(line) + ":1: " + said;
        QVERIFY2(problems.contains(wanted), qPrintable(wanted + "\n" + problems));
    }

    // What a policy leaves filled is closed by its record key too, in a session with it.
    void anHsmThatStaysFilled() {
        Plan plan = *readPlan(replaced(fileText("plans/found-root.yaml"),
                                       "    - {hsm: primary, erase: {quorum: officer}}\n", ""),
                              "p.yaml");
        QVERIFY(bindResources(plan).has_value());
        custody::Policy policy = *custody::Policy::fromCanonical(plan.policy);
        policy.between = custody::BetweenCeremonies::filled;
        plan.policy = policy.canonical();
        QCOMPARE(linesOf(validate(plan, now).problems), std::string());
        for (PlanStep& step : plan.acts.back().sections.back().steps)
            if (step.kind->keyword() == "close")
                step.session.reset();
        const std::string problems = linesOf(validate(plan, now).problems);
        QVERIFY2(problems.find("the record's key in the HSM 'primary' seals the record too; add 'session: "
                               "{hsm: primary, quorum: ...}' to the section") != std::string::npos,
                 problems.c_str());
    }

    void aKeySignsOnlyAfterItsDrills() {
        const auto signs = [](Outline& outline) { outline.needDrilledKey("root-key", "signs"); };
        QCOMPARE(problemsWith(0, signs), std::string("p.yaml:99:1: 'root-key' signs before it exists; put "
                                                     "'generate: root-key' before this step\n"));
        QCOMPARE(problemsWith(1, signs),
                 std::string("p.yaml:99:1: 'root-key' signs before it lies on two media; put 'backup' and a "
                             "'drill' from each medium before this step\n"));
        QCOMPARE(problemsWith(4, signs),
                 std::string("p.yaml:99:1: 'root-key' signs before its backup on 'backup-b' was drilled; put "
                             "'drill: {from: backup-b, with: ...}' before this step\n"));
        QCOMPARE(problemsWith(5, signs), std::string());
    }

    void eraseOnlyAfterTheDrills() {
        const auto erases = [](Outline& outline) {
            for (const std::string& key : outline.keys())
                outline.needDrilledKey(key, "is erased");
            outline.take(facts::initialised("primary"));
        };
        QVERIFY(
            QString::fromStdString(problemsWith(3, erases))
                .startsWith("p.yaml:99:1: 'root-key' is erased before its backup on 'backup-a' was drilled"));
        QCOMPARE(problemsWith(5, erases), std::string());
        // New blobs need new drills, and what an erase took away is gone.
        const std::string again =
            replaced(samplePlan, "  - {break: 20m, stay: [witness]}\n",
                     "    - {backup: {keys: [root-key], mbk: officer, to: [backup-a, backup-b]}}\n");
        QVERIFY(problemsWith(6, erases, again).find("'backup-a' was drilled") != std::string::npos);
        QVERIFY(problemsWith(5, erases, again).find("which no earlier step initialised") !=
                std::string::npos);
    }

    void aRequestIsTakenInFirst() {
        const auto certifies = [](Outline& outline) {
            outline.need(facts::takenIn("sub-csr"),
                         "'sub-csr' was not taken in; put 'intake: sub-csr' before this");
        };
        QCOMPARE(problemsWith(5, certifies),
                 std::string("p.yaml:99:1: 'sub-csr' was not taken in; put 'intake: sub-csr' before this\n"));
        QCOMPARE(problemsWith(5,
                              [&](Outline& outline) {
                                  outline.give(facts::takenIn("sub-csr"));
                                  certifies(outline);
                              }),
                 std::string());
    }

    void onlyACaWithItsKeyInTheHsmIssues() {
        const std::string inputs = "inputs:\n  csr: {from: backup-a, sha256: " + std::string(64, '1') + "}\n";
        const std::string section =
            "  - section: Signing\n    session: {hsm: primary, quorum: officer}\n    steps:\n"
            "    - {certify: root, key: root-key}\n    - {certify: sub, request: csr}\n"
            "    - {certify: sub, as: sub-2, request: csr, issuer: sub}\n"
            "    - {revoke: {certificate: sub-2, issuer: sub, reason: superseded}}\n";
        const std::string problems = problemsOf(
            replaced(replaced(samplePlan, "acts:\n- act: Opening", inputs + "acts:\n- act: Opening"),
                     "  - {break: 20m", section + "  - {break: 20m"));
        for (const char* line :
             {"p.yaml:48:1: 'sub' issues 'sub-2' and has no key in the HSM: it was certified "
              "from a request; name the root that this authority has the key of under "
              "'issuer'\n",
              "p.yaml:49:1: 'sub' revokes 'sub-2' and has no key in the HSM"})
            QVERIFY2(problems.find(line) != std::string::npos, problems.c_str());
        QVERIFY2(problems.find("'root' issues") == std::string::npos, problems.c_str());
    }

    void aQuorumOfMoreCardsThanThereAre() {
        const auto asks = [](Outline& outline) { outline.askCards({{outline.holders(), 6}}); };
        QCOMPARE(problemsWith(5, asks),
                 std::string(
                     "p.yaml:99:1: this step needs the cards of 6 persons of one quorum, and 5 are enrolled "
                     "by then; enrol more of them before it, or use a policy with a smaller quorum\n"));
    }

    // A plan that founds nothing finds what the founding left; but not an HSM that was erased, nor a request.
    void aLaterCeremony() {
        Plan plan = samplePlanBound();
        const PlanStep prove = plan.acts[0].sections[0].steps[1];
        QCOMPARE(prove.kind->keyword(), std::string_view("prove"));
        plan.acts.erase(plan.acts.begin());
        std::vector<PlanStep>& steps = plan.acts[0].sections[0].steps;
        PlanStep step = steps.front();
        steps = {prove};
        step.kind = std::make_shared<OutlinedKind>([](Outline& outline) {
            outline.needDrilledKey("root-key", "signs");
            outline.need(facts::issued("root"), "no root");
            outline.need(facts::takenIn("csr"), "no request");
        });
        steps.push_back(step);
        const std::string problems = linesOf(validate(plan, now).problems);
        QCOMPARE(QString::fromStdString(problems).count('\n'), qsizetype(2));
        QVERIFY(problems.find("which no earlier step initialised") != std::string::npos);
        QVERIFY(problems.find("no request") != std::string::npos);
        // A plan that proves nothing blank may find what an abandoned ceremony left.
        steps.erase(steps.begin());
        const std::string mayBeLeft = linesOf(validate(plan, now).problems);
        QVERIFY2(mayBeLeft.ends_with(": no request\n") && mayBeLeft.find('\n') == mayBeLeft.size() - 1,
                 mayBeLeft.c_str());
        steps.insert(steps.begin(), prove);
        // A policy that leaves the HSM filled, which is not blank then.
        custody::Policy policy = *custody::Policy::fromCanonical(plan.policy);
        policy.between = custody::BetweenCeremonies::filled;
        plan.policy = policy.canonical();
        const std::string left = linesOf(validate(plan, now).problems);
        QVERIFY2(left.find("filled between ceremonies, and it cannot be blank") != std::string::npos &&
                     left.ends_with(":36:1: no request\n") && std::count(left.begin(), left.end(), '\n') == 2,
                 left.c_str());
    }
};

STRONGROOM_TEST_MAIN(TestPlanOrder)
#include "tst_plan_order.moc"
