// Plans that cannot be run as they stand: each mistake with the line and the words that a person reads; what
// kinds to come can ask for; profiles that fail their lint; and the figures of a plan that is right.
#include "sample_plan.h"

#include "core/ceremony/outline.h"
#include "core/ceremony/sitting.h"
#include "core/ceremony/timing.h"
#include "core/ceremony/validate.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::ceremony;
using namespace strongroom::ceremony::test;

namespace {

const UtcTime now{1'800'000'000};

std::string linesOf(const std::vector<base::YamlProblem>& problems) {
    std::string text;
    for (const base::YamlProblem& problem : problems)
        text += problem.line() + "\n";
    return text;
}

// Reads, binds and validates; the problems as lines.
std::string problemsOf(const std::string& text) {
    auto reading = readWholePlan(text, "p.yaml");
    if (!reading)
        return reading.error().detail;
    if (!reading->problems.empty())
        return linesOf(reading->problems);
    if (const auto bound = bindResources(reading->plan); !bound)
        return bound.error().detail;
    return linesOf(validate(reading->plan, now).problems);
}

// With these lines before the second drill.
Forecast forecastWith(const std::string& lines) {
    std::string text = samplePlan;
    text.insert(text.find("    - {drill: {from: backup-b"), lines);
    Plan plan = *readPlan(text, "p.yaml");
    if (!bindResources(plan))
        throw std::runtime_error("the resources do not bind");
    return validate(plan, now);
}

// Of all cards, with a reader for each.
std::uint64_t insertionsIn(const Forecast& forecast) {
    std::uint64_t sum = 0;
    for (const CardForecast& card : forecast.insertions)
        sum += card.withReaderOfItsOwn;
    return sum;
}

Plan samplePlanBound() {
    Plan plan = *readPlan(samplePlan, "p.yaml");
    if (!bindResources(plan))
        throw std::runtime_error("the resources do not bind");
    return plan;
}

// Kinds as they are to come: what they say of themselves is all that the walk knows.
class OutlinedKind final : public PlannedStep {
public:
    explicit OutlinedKind(std::function<void(Outline&)> said) : m_said(std::move(said)) {}
    std::string_view keyword() const override { return "outlined"; }
    Text title() const override { return {}; }
    Next next(const Context&) const override { return Done{}; }
    bool needsSession() const override { return true; }
    void outline(Outline& outline) const override { m_said(outline); }

private:
    std::function<void(Outline&)> m_said;
};

// The sample with one more step behind step `after` (from 0) of the section of the keys.
std::string problemsWith(std::ptrdiff_t after, std::function<void(Outline&)> said,
                         const std::string& text = samplePlan) {
    Plan plan = *readPlan(text, "p.yaml");
    if (!bindResources(plan))
        return "the resources do not bind";
    std::vector<PlanStep>& steps = plan.acts[1].sections[0].steps;
    PlanStep step = steps.front();
    step.line = 99;
    step.kind = std::make_shared<OutlinedKind>(std::move(said));
    steps.insert(steps.begin() + after, std::move(step));
    return linesOf(validate(plan, now).problems);
}

} // namespace

class TestValidate : public QObject {
    Q_OBJECT

private slots:
    void theSampleIsRight() { QCOMPARE(problemsOf(samplePlan), std::string()); }

    void everyMistakeWithItsLine_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("with");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const char* what, const std::string& with, const char* said) {
            QTest::newRow(name) << what << QString::fromStdString(with) << said;
        };
        const char* enrolOfficer = "    - {enrol: officer, each-minutes: 3}\n";
        const char* proveBlank = "    - {hsm: primary, prove: blank}\n";
        const char* agree = "    - {agree: policy, by: all-cards}\n";
        const char* initialise = "    - {hsm: primary, initialise: {pin: officer, so-pin: officer}}\n";
        const char* backup = "    - {backup: {keys: [root-key], mbk: officer, to: [backup-a, backup-b]}}\n";
        const char* record = "    - {generate: record-key}\n";
        // Keys and types.
        row("unknown key", "minutes: 3", "minuts: 3",
            "p.yaml:25:80: a step has the unknown key 'minuts'; did you mean 'minutes'?\n");
        row("wrong type", "minutes: 3", "minutes: soon",
            "p.yaml:25:89: 'soon' is not a whole number from 1 to 1440: write digits only, no leading 0\n");
        row("unknown kind", "{enrol: witness}", "{witness: enrol}",
            "p.yaml:28:7: a step has 'witness' and needs one of the keys ");
        row("unknown contingency", "[spare-card, abandon]", "[spare-card, fire]",
            "p.yaml:42:29: 'fire' is not one of spare-card, spare-hsm, spoilt-bag, wrong-object-signed or "
            "abandon\n");
        row("unknown place", "colour: red, to: safe-1", "colour: red, to: safe-3",
            "p.yaml:17:5: 'safe-3' is no place of this plan; name one from 'places'\n");
        row("duty of nobody", "who: administrator", "who: clerk",
            "p.yaml:44:5: 'clerk' is no role of this plan; name a role from 'roles'\n");
        row("role excluded that is none", "excludes: [officer]", "excludes: [clerk]",
            "p.yaml:13:3: role 'safe-controller' excludes 'clerk', which is no role here\n");
        row("session on an HSM that is none", "session: {hsm: primary", "session: {hsm: spare",
            "p.yaml:36:1: the section's session names 'spare', which is none of this plan's 'hsms'\n");
        row("one medium", "to: [backup-a, backup-b]", "to: [backup-a]",
            "p.yaml:38:1: a backup goes to at least two media; name them under 'to'\n");
        // Order.
        row("agree before the cards", enrolOfficer, "",
            "p.yaml:28:1: the cards of role 'officer' are not enrolled before the founding; put 'enrol: "
            "officer' "
            "before this step\n");
        row("enrol after the founding", "    - {enrol: witness}\n    - {agree: policy, by: all-cards}\n",
            "    - {agree: policy, by: all-cards}\n    - {enrol: witness}\n",
            "p.yaml:29:1: cards are enrolled before the founding; move this step before 'agree'\n");
        row("enrolled twice", "    - {enrol: witness}\n", "    - {enrol: witness}\n    - {enrol: witness}\n",
            "p.yaml:29:1: the cards of role 'witness' are enrolled already; take this step out\n");
        row("founded twice", agree,
            "    - {agree: policy, by: all-cards}\n    - {agree: policy, by: all-cards}\n",
            "p.yaml:30:1: the authority is founded already; take this second 'agree' out\n");
        row("initialise without proof of blank", proveBlank, "",
            "p.yaml:29:1: the HSM 'primary' is not proven blank before this step; put '{hsm: primary, prove: "
            "blank}' before it\n");
        row("blank after initialise", initialise,
            "    - {hsm: primary, initialise: {pin: officer, so-pin: officer}}\n"
            "    - {hsm: primary, prove: blank}\n",
            "p.yaml:31:1: the HSM 'primary' is initialised by then and cannot be blank; move this step "
            "before "
            "'initialise'\n");
        row("session without initialised HSM", initialise, "",
            "p.yaml:35:1: the section's session opens the HSM 'primary', which no earlier step initialised; "
            "put "
            "'initialise' (or 'restore') before it\n");
        row("key without a session", "    session: {hsm: primary, quorum: officer}\n", "",
            "p.yaml:35:1: this step uses the HSM, but its section opens no session; add 'session: {hsm: ..., "
            "quorum: ...}' to the section\n");
        row("key twice", record,
            "    - {generate: root-key, algorithm: P-384}\n    - {generate: record-key}\n",
            "p.yaml:37:1: 'root-key' is generated already; give this key another name\n");
        row("record key twice", record, "    - {generate: record-key}\n    - {generate: record-key}\n",
            "p.yaml:38:1: the record key is generated already; take this step out\n");
        row("backup without record key", record, "",
            "p.yaml:37:1: the record key signs the backup's manifest, and it does not exist yet; put "
            "'generate: "
            "record-key' before this step\n");
        row("backup of no key", "keys: [root-key]", "keys: [root-key, sub-key]",
            "p.yaml:38:1: 'sub-key' is backed up before it exists; put 'generate: sub-key' before this "
            "step\n");
        row("drill without backup", backup, "",
            "p.yaml:38:1: nothing was written to 'backup-a' before this drill; put a 'backup' to 'backup-a' "
            "before it\n");
        // Roles that hold no share.
        row("user PIN of the witness", "{pin: officer,", "{pin: witness,",
            "p.yaml:30:1: 'pin: witness' names a role that holds no shares: they are split over the "
            "officers' cards; write 'pin: officer'\n");
        row("SO PIN of the witness", "so-pin: officer", "so-pin: witness",
            "p.yaml:30:1: 'so-pin: witness' names a role that holds no shares");
        row("backup key of the witness", "mbk: officer", "mbk: witness",
            "p.yaml:38:1: 'mbk: witness' names a role that holds no shares");
        row("drill with the witness", "from: backup-b, with: officer", "from: backup-b, with: witness",
            "p.yaml:40:1: 'with: witness' names a role that holds no shares");
        row("session of the witness", "quorum: officer}\n    steps", "quorum: witness}\n    steps",
            "p.yaml:36:1: 'quorum: witness' names a role that holds no shares");
        // Plan against policy.
        row("too few officers", "officer: {people: 5", "officer: {people: 4",
            "p.yaml:29:1: the policy 'small-authority' splits the user PIN over 5 cards, and 4 officers are "
            "enrolled; change 'people' of role 'officer', or use another policy\n");
        row("another quorum", "quorum: 3, card", "quorum: 2, card",
            "p.yaml:12:3: role 'officer' says quorum 2, and the policy 'small-authority' opens the HSM with "
            "3 "
            "shares; make them agree\n");
        row("cards beside the backup", "  - {id: bags,",
            "  - {id: cards, item: card, quantity: 3, to: safe-2}\n  - {id: bags,",
            "p.yaml:19:5: 'safe-2' would hold a backup together with 3 cards, which open it; take the cards "
            "to "
            "another place\n");
        row("one file for two inputs", "acts:\n- act: Opening",
            "inputs:\n  one: {from: backup-a, sha256: " + std::string(64, '1') +
                ", file: a.csr}\n  two: {from: backup-a, sha256: " + std::string(64, '2') +
                ", file: a.csr}\nacts:\n- act: Opening",
            "p.yaml:22:3: inputs 'one' and 'two' are both 'a.csr' of 'backup-a'; say under 'file' which file "
            "is which\n");
        row("a root that revokes itself", "  - {break: 20m",
            "  - {revoke: {certificate: root, reason: superseded}}\n  - {break: 20m",
            "a root cannot revoke itself");
        row("destroyed while it is needed", "  - {break: 20m",
            "  - {destroy: {medium: backup-a, by: officer}}\n  - {break: 20m",
            "p.yaml:41:1: 'backup-a' is destroyed while 'root-key' has no two other media");
        row("destroyed twice", "  - {break: 20m",
            "  - {destroy: {medium: backup-a, by: officer}}\n  - {destroy: {medium: backup-a, by: officer}}\n"
            "  - {break: 20m",
            "p.yaml:42:1: 'backup-a' is destroyed already; take this step out\n");
        row("no witness", "card: sign-only, initials", "initials", "p.yaml:28:1: role 'witness' has no card");
    }
    void everyMistakeWithItsLine() {
        QFETCH(QString, what);
        QFETCH(QString, with);
        QFETCH(QString, said);
        const std::string problems = problemsOf(replaced(samplePlan, what.toStdString(), with.toStdString()));
        QVERIFY2(problems.find(said.toStdString()) != std::string::npos, problems.c_str());
    }

    void allMistakesAreTold() {
        const std::string bad =
            replaced(replaced(replaced(samplePlan, "    - {hsm: primary, prove: blank}\n", ""),
                              "    - {enrol: witness}\n", ""),
                     "    - {generate: record-key}\n", "");
        const std::string problems = problemsOf(bad);
        for (const char* line : {"p.yaml:27:1: the cards of role 'witness'", "p.yaml:28:1: the HSM 'primary'",
                                 "p.yaml:35:1: the record key signs"})
            QVERIFY2(problems.find(line) != std::string::npos, problems.c_str());
        // In the order of the file, and the reader's own as well.
        const auto reading = readWholePlan(
            replaced(replaced(samplePlan, "minutes: 3", "minuts: 3"), "from: backup-a", "form: backup-a"),
            "p.yaml");
        QCOMPARE(reading->problems.size(), std::size_t(2)); // nobody asks for the stick that 'form' hides
        QCOMPARE(reading->problems.front().place.line, 25);
    }

    void aKeyFitsItsRootsProfile_data() {
        QTest::addColumn<QString>("algorithm");
        QTest::newRow("P-256") << "P-256";
        QTest::newRow("RSA-4096") << "RSA-4096";
    }
    void aKeyFitsItsRootsProfile() {
        QFETCH(QString, algorithm);
        const std::string problems = problemsOf(replaced(
            fileText("plans/found-root.yaml"), "algorithm: P-384", "algorithm: " + algorithm.toStdString()));
        QCOMPARE(QString::fromStdString(problems),
                 "p.yaml:78:1: 'root-key' is generated as " + algorithm +
                     ", which the profile 'private-root-p384' does not take; write 'algorithm: P-384' at "
                     "'generate: root-key', or name another profile under 'uses'\n");
    }

    // A step's own next update, not only the profile's; and no lowered lint makes it longer.
    void aStepsNextUpdateIsLinted() {
        const std::string text = fileText("plans/found-root.yaml");
        const std::string longer = replaced(text, "next-update: 11 months", "next-update: 14 months");
        const std::string problems = problemsOf(longer);
        QVERIFY2(
            problems.starts_with("p.yaml:78:1: the CRL of 'root' with next-update '14 months' fails lint "
                                 "L42 (") &&
                problems.ends_with("; change 'next-update' here\n"),
            problems.c_str());
        QCOMPARE(problemsOf(replaced(text, "next-update: 11 months", "next-update: 12 months")),
                 std::string());
        Plan plan = *readPlan(longer, "p.yaml");
        QVERIFY(bindResources(plan).has_value());
        plan.crlProfiles.at("crl").lints = {{"L42", "warning"}};
        const std::string lowered = linesOf(validate(plan, now).problems);
        QVERIFY2(lowered.find("makes no object: the new CRL is valid for longer than 12 months") !=
                     std::string::npos,
                 lowered.c_str());
    }

    // A role that is wrong in itself is told, and nobody is counted by it.
    void aWrongRoleIsToldOnce_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("with");
        QTest::newRow("people") << "officer: {people: 5"
                                << "officer: {people: five";
        QTest::newRow("no people") << "officer: {people: 5, quorum"
                                   << "officer: {quorum";
        QTest::newRow("card") << "{people: 1, card: sign-only"
                              << "{people: 1, card: sing-only";
        QTest::newRow("enrolled under another name") << "{enrol: officer, each"
                                                     << "{enrol: officers, each";
    }
    void aWrongRoleIsToldOnce() {
        QFETCH(QString, what);
        QFETCH(QString, with);
        auto reading = readWholePlan(replaced(samplePlan, what.toStdString(), with.toStdString()), "p.yaml");
        QVERIFY(reading.has_value());
        const std::string told = linesOf(reading->problems);
        QVERIFY2(reading->problems.size() == 1, told.c_str());
        QVERIFY(bindResources(reading->plan).has_value());
        const std::string counted = linesOf(validate(reading->plan, now).problems);
        QVERIFY2(counted.find("are enrolled;") == std::string::npos, counted.c_str());
        QVERIFY2(counted.find("are enrolled by then") == std::string::npos, counted.c_str());
        QVERIFY2(counted.find("make them agree") == std::string::npos, counted.c_str());
    }

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

    void profilesAreLinted_data() {
        QTest::addColumn<QString>("use");
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("with");
        QTest::addColumn<QString>("said");
        QTest::newRow("root that signs with another digest")
            << "root"
            << "signature: ecdsa-with-SHA384"
            << "signature: ecdsa-with-SHA256"
            << "the profile 'private-root-p384' makes no object: ecdsa-with-SHA256 does not fit this key";
        QTest::newRow("outlives its issuer") << "sub"
                                             << "validity: 10 years"
                                             << "validity: 21 years"
                                             << "the profile 'private-issuing-p384' fails lint L34 (";
        QTest::newRow("path too long") << "sub"
                                       << "path-length: 0"
                                       << "path-length: 1"
                                       << "the profile 'private-issuing-p384' fails lint L27 (";
        QTest::newRow("signature of another key") << "sub"
                                                  << "signature: ecdsa-with-SHA384"
                                                  << "signature: sha256WithRSAEncryption"
                                                  << "the profile 'private-issuing-p384' makes no object: ";
        QTest::newRow("CRL valid too long") << "crl"
                                            << "next-update: 11 months"
                                            << "next-update: 13 months"
                                            << "the profile 'private-crl-p384' fails lint L42 (";
    }
    void profilesAreLinted() {
        QFETCH(QString, use);
        QFETCH(QString, what);
        QFETCH(QString, with);
        QFETCH(QString, said);
        Plan plan = samplePlanBound();
        const std::string name = *plan.use(use.toStdString());
        const std::string text =
            replaced(fileText("profiles/pki/" + name + ".yaml"), what.toStdString(), with.toStdString());
        auto file = readProfileFile(text, name + ".yaml");
        QVERIFY(file.has_value());
        const auto bound = bindProfile(plan, use.toStdString(), {std::move(*file)});
        QVERIFY2(bound.has_value(), bound ? "" : bound.error().detail.c_str());
        const std::string problems = linesOf(validate(plan, now).problems);
        QVERIFY2(QString::fromStdString(problems).startsWith("p.yaml:6:"), problems.c_str());
        QVERIFY2(problems.find(said.toStdString()) != std::string::npos, problems.c_str());
        QCOMPARE(QString::fromStdString(problems).count('\n'), qsizetype(1)); // the others are not blamed
    }

    void aRoleWithoutPeopleDoesNothing() {
        const std::string problems =
            problemsOf(replaced(samplePlan, "administrator: {people: 1}", "administrator: {people: 0}"));
        QVERIFY2(problems.find("role 'administrator' has no people, and this step needs one") !=
                     std::string::npos,
                 problems.c_str());
    }

    // A role stands for its first person; a person who is named must be one of the plan.
    void whoConfirmsIsSomebody() {
        const auto with = [](const char* who) {
            return problemsOf(replaced(samplePlan, "read: administrator", std::string("read: ") + who));
        };
        QCOMPARE(with("officer-5"), std::string());
        QCOMPARE(with("safe-controller"), std::string());
        QCOMPARE(with("safe-controller-3"), std::string());
        for (const char* nobody : {"officer-6", "auditor-1", "officer-0"})
            QVERIFY2(!with(nobody).empty(), nobody);
        QVERIFY(with("officer-6").find("'officer-6' is nobody of this plan") != std::string::npos);
    }

    // Rules that are seldom used, too: with too few cards the authority could never follow them.
    void everyOperationHasItsCards() {
        Plan plan = samplePlanBound();
        custody::Policy policy = *custody::Policy::fromCanonical(plan.policy);
        policy.rule(base::Operation::destroy).of = 6;
        plan.policy = policy.canonical();
        const std::string problems = linesOf(validate(plan, now).problems);
        QVERIFY2(problems.find("'destroy' decided by 3 of 6 cards, and 5") != std::string::npos,
                 problems.c_str());
    }

    void loweredLintsDoNotStop() {
        Plan plan = samplePlanBound();
        plan.certificateProfiles.at("root").keyUsage = {pki::KeyUsage::keyCertSign};
        QVERIFY(!validate(plan, now).problems.empty());
        plan.certificateProfiles.at("root").lints = {{"L20", "warning"}};
        const auto problems = validate(plan, now).problems;
        QVERIFY2(problems.empty(), linesOf(problems).c_str());
    }

    void minutes() {
        Plan plan = samplePlanBound();
        planMinutes(plan);
        const Forecast forecast = validate(plan, now);
        QCOMPARE(forecast.acts.size(), std::size_t(2));
        // Six cards agree to the policy, five prove their shares; enrolment has its own time.
        QCOMPARE(forecast.acts[0].second, std::uint64_t(3 + 1 + 5 * 3 + 1 + 1 + 1 + 2 * (6 + 5)));
        std::uint64_t insertions = 0;
        for (const CardForecast& card : forecast.insertions)
            insertions += card.withOneReader;
        QCOMPARE(forecast.acts[1].second, 5 + 20 + 2 * (insertions - 6 - 6 - 5));
        QCOMPARE(forecast.minutes(), forecast.acts[0].second + forecast.acts[1].second);
        QCOMPARE(plan.acts[0].sections[0].steps[0].minutes, std::uint64_t(3)); // as the plan says
    }

    // A card stays for its sitting. Who is in acts first, then whoever came least often, by turns.
    void insertionsByHand() {
        CardTable table(Readers::oneForEachCard);
        table.pass("a");
        table.ask({{{"a", "b", "c"}, 2}}); // b and c: a was there already
        table.ask({{{"a", "c"}, 1}});      // c's card is in
        QCOMPARE(table.insertions(), (std::map<std::string, std::uint64_t>{{"a", 1}, {"b", 1}, {"c", 1}}));
        table.ask({{{"a", "b", "c"}, 3}}); // only a's is not
        QCOMPARE(table.insertions(), (std::map<std::string, std::uint64_t>{{"a", 2}, {"b", 1}, {"c", 1}}));
        table.endSitting();
        table.ask({{{"a", "b"}, 1}, {{"a", "c"}, 2}}); // b; then c and a
        QCOMPARE(table.insertions(), (std::map<std::string, std::uint64_t>{{"a", 3}, {"b", 2}, {"c", 2}}));
        table.endSitting();
        table.lend("c");
        table.ask({{{"c"}, 1}});
        QCOMPARE(table.insertions().at("c"), std::uint64_t(3));
        table.lend("a"); // c's card lies there: it will do
        QCOMPARE(table.insertions().at("a"), std::uint64_t(3));
    }

    // A card goes out before another one comes in, and does all that is open while it is there.
    void insertionsByHandWithOneReader() {
        CardTable table(Readers::oneForAll);
        table.ask({{{"a", "b"}, 2}, {{"a", "b"}, 1}}); // a both, b the first
        table.ask({{{"a", "b", "c"}, 2}});             // b's card is in; then c
        QCOMPARE(table.insertions(), (std::map<std::string, std::uint64_t>{{"a", 1}, {"b", 1}, {"c", 1}}));
        table.ask({{{"a", "b"}, 2}});
        QCOMPARE(table.insertions(), (std::map<std::string, std::uint64_t>{{"a", 2}, {"b", 2}, {"c", 1}}));
        table.endSitting();
        table.ask({{{"b"}, 1}});
        QCOMPARE(table.insertions().at("b"), std::uint64_t(3));
    }

    // Cards stay while nothing but card acts, "go" and missing things follow in a section.
    void sittingsByHand() {
        const std::vector<api::Step> keeping{api::CardActsStep{}, api::RunStep{}, api::MissingStep{}};
        for (const api::Step& step : keeping) {
            QCOMPARE(sittingAt("2.1.3", step), std::string("2.1"));
            QCOMPARE(sittingAt("2.1.14/2", step), std::string("2.1"));
            QCOMPARE(sittingAt("2.2.1", step), std::string("2.2"));
            QCOMPARE(sittingAt("-", step), std::string("-"));
        }
        const std::vector<api::Step> ending{api::ConfirmStep{},   api::AttendStep{},  api::ClockStep{},
                                            api::EnrolStep{},     api::HeadStep{},    api::DecideStep{},
                                            api::SuspendedStep{}, api::FinishedStep{}};
        for (const api::Step& step : ending)
            QCOMPARE(sittingAt("2.1.3", step), std::string());
        QCOMPARE(keeping.size() + ending.size(), std::variant_size_v<api::Step>);
    }

    // A section is one sitting for whoever is asked in it, until people are asked for anything else.
    void aSectionIsOneSitting() {
        const std::vector<CardForecast> cards = forecastWith("").insertions;
        QCOMPARE(cards.size(), std::size_t(6));
        for (const CardForecast& card : cards) {
            // Enrolment; founding and initialisation; record key, backup and drills.
            QVERIFY2(card.withReaderOfItsOwn == 3, card.person.c_str());
            QVERIFY2(card.withOneReader > 3, card.person.c_str());
        }
        QCOMPARE(insertionsIn(forecastWith("")), std::uint64_t(6 * 3));
        // The quorum of the second drill comes once more, and it comes from those who came least.
        QCOMPARE(insertionsIn(forecastWith("    - {break: 5m}\n")), std::uint64_t(6 * 3 + 3));
        const Forecast another = forecastWith("  - section: Again\n    steps:\n");
        QCOMPARE(insertionsIn(another), std::uint64_t(6 * 3 + 3));
        for (const CardForecast& card : another.insertions)
            QVERIFY2(card.withReaderOfItsOwn <= 4, card.person.c_str());
        // What the engine does alone, and media that are written, end nothing.
        QCOMPARE(insertionsIn(forecastWith("    - {lint: root, with: throwaway-key}\n")),
                 std::uint64_t(6 * 3));
    }

    // Whoever is asked least often comes next, and every quorum is full.
    void insertionsAreFairAndEnough() {
        for (const CardForecast& card : forecastWith("").insertions)
            if (card.person.starts_with("officer")) {
                // Enrolment 5, founding 5, initialisation 5 less a card in hand; session 3; record key and
                // checkpoint, backup with proofs of 5 and approval of 3, drills 3 and 3, all less a card in
                // hand.
                QVERIFY2(card.withOneReader >= 5 && card.withOneReader <= 9, card.person.c_str());
            }
    }

    void coalitions() {
        const Forecast forecast = validate(samplePlanBound(), now);
        QCOMPARE(forecast.coalitions.size(), std::size_t(3));
        const auto told = [&](std::size_t i) {
            const custody::Coalition& coalition = *forecast.coalitions[i].fewest;
            std::string text = coalition.way + ":";
            for (const std::string& person : coalition.persons)
                text += " " + person;
            for (const std::string& place : coalition.places)
                text += " @" + place;
            return text;
        };
        // The stick in safe-2 needs one controller only: the cheapest way to the key is the backup.
        const std::string outside =
            "MBK and a medium: officer-1 officer-2 officer-3 safe-controller-1 @safe-2";
        QCOMPARE(told(0), outside);
        QCOMPARE(told(1),
                 std::string("SO PIN: officer-1 officer-2 officer-3 safe-controller-1 safe-controller-2 "
                             "@safe-1"));
        QCOMPARE(told(2), outside);
        QVERIFY(forecast.remarks.empty());
        Plan plan = samplePlanBound();
        plan.roles[2].excludes.clear();
        QCOMPARE(validate(plan, now).remarks.size(), std::size_t(1));
        plan.roles.erase(plan.roles.begin() + 2);
        QVERIFY(validate(plan, now).remarks.front().starts_with("Places keep nobody out"));
        QCOMPARE(validate(plan, now).coalitions[0].fewest->persons.size(), std::size_t(3));
    }

    // The author's way of writing: what is refused is refused by line and name, and is all that is to come.
    void theExampleOfAnAuthor() {
        const auto reading = readWholePlan(fileText("../tests/core/ceremony/author_example.yaml"), "e.yaml");
        QVERIFY(reading.has_value());
        const QStringList lines =
            QString::fromStdString(fileText("../tests/core/ceremony/author_example.yaml")).split('\n');
        QVERIFY(lines.size() > 80);
        // An external button, the HSM's own log, paper; and a CRL's profile is named among the others.
        const QStringList toCome{"button", "export-log", "print", "seal", "crl"};
        QCOMPARE(reading->problems.size(), std::size_t(toCome.size()));
        for (const base::YamlProblem& problem : reading->problems) {
            const QString line = lines.at(problem.place.line - 1);
            const bool known = std::any_of(toCome.begin(), toCome.end(),
                                           [&](const QString& kind) { return line.contains(kind + ":"); });
            QVERIFY2(known, problem.line().c_str());
        }
        QCOMPARE(reading->plan.contingencies.size(), std::size_t(5));
        QCOMPARE(reading->plan.duties.size(), std::size_t(2));
        QCOMPARE(reading->plan.duties[1].within.seconds, std::int64_t(2 * 24 * 3600));
        QCOMPARE(reading->plan.order->reference, std::string("B-2027/14"));
        QCOMPARE(reading->plan.places.size(), std::size_t(2));
        QVERIFY(reading->plan.expected.program.has_value());
        QCOMPARE(reading->plan.expected.hsmFirmware, std::string("5.1.*"));
        QCOMPARE(reading->plan.role("officer")->alternates, std::uint64_t(1));
        QVERIFY(reading->plan.role("auditor")->mayBeRemote && reading->plan.role("witness")->initialsScript);
        QVERIFY(reading->plan.material("in")->readOnly && reading->plan.material("hsm")->inBag);
        QCOMPARE(reading->plan.material("bags")->quantity, std::uint64_t(12));
        // A break among the sections is a section of its own.
        QCOMPARE(reading->plan.acts[1].sections.size(), std::size_t(3));
        QCOMPARE(reading->plan.acts[1].sections[2].steps[0].id, std::string("2.3.1"));
        QCOMPARE(reading->plan.acts[1].sections[2].steps[0].kind->minutes(reading->plan, 0),
                 std::uint64_t(20));
    }
};

STRONGROOM_TEST_MAIN(TestValidate)
#include "tst_validate.moc"
