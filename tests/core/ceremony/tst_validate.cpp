// Plans that cannot be run as they stand: each mistake with the line and the words that a person reads, and
// profiles that fail their lint.
#include "checked_plan.h"

#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::ceremony;
using namespace strongroom::ceremony::test;

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
};

STRONGROOM_TEST_MAIN(TestValidate)
#include "tst_validate.moc"
