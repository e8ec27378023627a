// The steps that sign, as the machine sees them: what comes next for which entries. And profiles bound to a
// plan, with each mistake named by its file and line.
#include "next_views.h"
#include "small_plan.h"

#include "core/authority/replay.h"
#include "core/ceremony/machine.h"
#include "core/ceremony/profile_reader.h"
#include "core/ossl/digest.h"
#include "tests/support/sample_authority.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

using namespace strongroom;
using namespace strongroom::ceremony;
using namespace strongroom::ceremony::test;
using strongroom::tests::SampleAuthority;

namespace {

const std::string planText = SmallPlan{.uses = "{policy: none, root: small-root, crl: small-crl}",
                                       .roles = {"administrator: {people: 1}", "witness: {people: 1}",
                                                 "officer: {people: 5, card: true}"},
                                       .materials = {"{id: out, item: stick}"},
                                       .session = "{hsm: primary, quorum: officer}",
                                       .steps = {"{certify: root, key: root-key, second-look: true}"}}
                                 .text();

const std::string rootText = R"(format: strongroom-profile/1
id: small-root
kind: root
title: A root
keys: [P-384]
signature: ecdsa-with-SHA384
subject:
  - {type: CN, value: Root}
validity: 20 years
extensions:
  basic-constraints: {path-length: 1}
  key-usage: [keyCertSign, cRLSign]
  subject-key-identifier: sha256
)";

} // namespace

class TestSigningSteps : public QObject {
    Q_OBJECT

private slots:
    void bindsProfilesAndWhatTheyInherit() {
        Plan plan = *readPlan(planText, "plan.yaml");
        const auto parent = readProfileFile(rootText, "small-root.yaml");
        const std::string childText =
            "format: strongroom-profile/1\nid: small-root\ninherits: base-root\nvalidity: 10 years\n";
        const auto child = readProfileFile(childText, "child.yaml");
        const auto base = readProfileFile(replaced(rootText, "id: small-root", "id: base-root"), "base.yaml");
        QVERIFY(parent && child && base);
        QCOMPARE(child->inherits(), std::string("base-root"));
        QVERIFY(bindProfile(plan, "root", {*parent}).has_value());
        QCOMPARE(plan.certificateProfile("root")->validity.length->count, 20u);
        QVERIFY(bindProfile(plan, "root", {*child, *base}).has_value());
        QCOMPARE(plan.certificateProfile("root")->validity.length->count, 10u);
        QVERIFY(checkProfiles(plan).has_value());
    }

    void namesTheMistake_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("with");
        QTest::addColumn<QString>("said");
        QTest::newRow("unknown key") << "title: A root"
                                     << "titel: A root"
                                     << "root.yaml:";
        QTest::newRow("deep") << "{path-length: 1}"
                              << "{path-length: many}"
                              << "root.yaml:11:";
        QTest::newRow("in a list") << "{type: CN, value: Root}"
                                   << "{type: CN, valeu: Root}"
                                   << "root.yaml:8:";
        QTest::newRow("another id") << "id: small-root"
                                    << "id: other-root"
                                    << "root.yaml:";
        QTest::newRow("alias") << "title: A root"
                               << "title: *x"
                               << "root.yaml:4:";
    }
    void namesTheMistake() {
        QFETCH(QString, what);
        QFETCH(QString, with);
        QFETCH(QString, said);
        Plan plan = *readPlan(planText, "plan.yaml");
        const auto file =
            readProfileFile(replaced(rootText, what.toStdString(), with.toStdString()), "root.yaml");
        const Result<void> bound = file ? bindProfile(plan, "root", {*file}) : Result<void>(file.error());
        QVERIFY(!bound && bound.error().code == ErrorCode::planInvalid);
        QVERIFY2(QString::fromStdString(bound.error().detail).startsWith(said), bound.error().detail.c_str());
    }

    void aStepNamesAProfileOfItsKind() {
        Plan plan = *readPlan(replaced(planText, "{certify: root, key: root-key, second-look: true}",
                                       "{crl: {issuer: root, profile: root}}"),
                              "plan.yaml");
        QVERIFY(bindProfile(plan, "root", {*readProfileFile(rootText, "root.yaml")}).has_value());
        const auto checked = checkProfiles(plan);
        QVERIFY(!checked && checked.error().code == ErrorCode::planInvalid);
        QVERIFY(checked.error().detail.find("plan.yaml:19") != std::string::npos);
    }

    void nothingIsPreparedBeforeTwoDrills() {
        Room room;
        const auto refused = room.next();
        QVERIFY(std::holds_alternative<Refuse>(refused));
        room.sample.backUp();
        QVERIFY(doing<PrepareTbs>(room.next()).has_value());
        QCOMPARE(doing<PrepareTbs>(room.next())->device, std::string("primary"));
    }

    void looksApprovesAndSigns() {
        Room room;
        room.sample.backUp();
        room.sample.signCertificate();
        room.keepEntries(1); // tbs_prepared alone
        QCOMPARE(showing<api::MissingStep>(room.next())->name, std::string("out"));
        room.now.media.insert("out");
        QVERIFY(doing<WriteForSecondLook>(room.next()).has_value());
        const auto& prepared = room.state.prepared.front();
        room.add(authority::MediumWritten{
            "out", "look/root-" + prepared.prepared.number + ".tbs", prepared.prepared.digest, {}});
        const auto look = showing<api::ConfirmStep>(room.next());
        QVERIFY(look && look->what == "second-look" && !look->subjects.empty());
        room.add(authority::Confirmed{"second-look", {"administrator-1"}, {}});
        const auto wanted = doing<RequestApproval>(room.next());
        QVERIFY(wanted && wanted->subject.digest == prepared.prepared.digest);
        QVERIFY(wanted->operation == base::Operation::signCertificate);
    }

    void oldOrBurnedBytesAreMadeAnew() {
        Room room;
        room.sample.backUp();
        room.sample.signCertificate();
        room.keepEntries(1);
        QVERIFY(!doing<PrepareTbs>(room.next()));
        const authority::AuthorityState fresh = room.state;
        room.state.lastTime = room.state.prepared.front().time.plusSeconds(24 * 3600 + 1);
        QVERIFY(doing<PrepareTbs>(room.next()).has_value());
        room.state = fresh;
        room.state.prepared.front().burned = true;
        QVERIFY(doing<PrepareTbs>(room.next()).has_value());
    }

    void whatWasSignedIsWrittenAndThenTheStepIsDone() {
        Room room;
        room.sample.backUp();
        room.sample.signCertificate();
        room.keepEntries(room.all().size());
        // The sample wrote the DER alone.
        QVERIFY(doing<WriteSigned>(room.next()).has_value());
        room.add(authority::ArtefactWritten{"certificates/root.pem", "-", {}});
        QVERIFY(std::holds_alternative<Done>(room.next()));
    }

private:
    // The sample's entries of its signing step, seen as those of the plan's only step.
    struct Room {
        Room() : plan(*readPlan(planText, "plan.yaml")), sample(folder.path().toStdString()) {
            sample.foundToOpenCheckpoint();
            now.devices = {"primary"};
        }
        const std::vector<authority::Recorded>& all() const {
            return sample.state().ceremony->steps.at("5.1.1");
        }
        void keepEntries(std::size_t count) {
            state = sample.state();
            entries.assign(all().begin(), all().begin() + std::ptrdiff_t(count));
            isCopied = true;
        }
        void add(authority::EntryBody body) {
            entries.push_back({{state.size++, {}}, state.lastTime, "1.1.1", std::move(body)});
        }
        Next next() {
            const authority::AuthorityState& seen = isCopied ? state : sample.state();
            const PlanStep& step = *plan.steps().front();
            return step.kind->next({plan, seen, now, step, entries});
        }

        QTemporaryDir folder;
        Plan plan;
        SampleAuthority sample;
        Volatile now;
        authority::AuthorityState state;
        std::vector<authority::Recorded> entries;
        bool isCopied = false;
    };
};

STRONGROOM_TEST_MAIN(TestSigningSteps)
#include "tst_signing_steps.moc"
