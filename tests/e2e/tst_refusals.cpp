// What people ask for and cannot have is refused in one sentence on standard error, with the exit code that
// the usage names, and leaves nothing half made.
#include "rooms.h"

#include "core/base_io/file_lock.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QThread>

using namespace strongroom;
using namespace strongroom::test;

class TestRefusals : public Rooms {
    Q_OBJECT

private slots:
    void badUsage_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("unknown command") << QStringList{"found"};
        QTest::newRow("no plan") << QStringList{"rehearse", "--out", here("none")};
        QTest::newRow("no folder") << QStringList{"rehearse", foundRoot()};
        QTest::newRow("two plans") << QStringList{"rehearse", foundRoot(), foundRoot(), "--out",
                                                  here("none")};
        QTest::newRow("out and continue")
            << QStringList{"rehearse", foundRoot(), "--out", here("none"), "--continue", here("none")};
        QTest::newRow("unknown option") << QStringList{"rehearse", foundRoot(), "--force", here("none")};
        QTest::newRow("option without value") << QStringList{"rehearse", foundRoot(), "--out"};
        QTest::newRow("empty folder") << QStringList{"rehearse", foundRoot(), "--out", ""};
        QTest::newRow("empty site") << QStringList{"rehearse",   foundRoot(), "--out",
                                                   here("none"), "--site",    ""};
    }
    void badUsage() {
        QFETCH(QStringList, arguments);
        const Said said = run(strongroomProgram(), arguments);
        QCOMPARE(said.exitCode, 2);
        QVERIFY(said.error.startsWith("strongroom: "));
        QVERIFY(said.output.isEmpty());
        QVERIFY(!QDir(here("none")).exists());
    }

    void theOutputFolderMustBeNewOrEmpty() {
        QVERIFY(QDir().mkdir(here("full")));
        writeFile(here("full/mine"), "keep me");
        refused(rehearse(here("full")), "not empty");
        QCOMPARE(QDir(here("full")).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList{"mine"});
        writeFile(here("file"), "keep me");
        refused(rehearse(here("file")), "is not a folder");
        QCOMPARE(bytesOf(here("file")), QByteArray("keep me"));
        refused(rehearse(here("missing/below")), "missing");
    }

    void onlyItsOwnFolderIsContinued() {
        refused(goOn(here("nowhere")), "nothing to continue");
        QVERIFY(QDir().mkdir(here("foreign")));
        writeFile(here("foreign/mine"), "keep me");
        refused(goOn(here("foreign")), "not made by a rehearsal");
        QCOMPARE(QDir(here("foreign")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                 QStringList{"mine"});
    }

    void aBadPlanIsNamedBeforeAnythingIsMade_data() {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("unknown key") << QByteArray("language: en") << QByteArray("language: en\ncolour: red")
                                     << QByteArray("colour");
        QTest::newRow("alias") << QByteArray("{read: administrator, ask: [witness]}")
                               << QByteArray("{read: &who administrator, ask: [*who]}") << QByteArray("");
        QTest::newRow("unknown role")
            << QByteArray("{enrol: witness}") << QByteArray("{enrol: baker}") << QByteArray("baker");
        QTest::newRow("unknown policy")
            << QByteArray("policy: small-authority") << QByteArray("policy: no-such-policy")
            << QByteArray("no-such-policy");
        QTest::newRow("unknown step") << QByteArray("{workstation: check}") << QByteArray("{dance: check}")
                                      << QByteArray("needs one of the keys");
        QTest::newRow("digest of a sample") << QByteArray("sha256: \"8efabab5")
                                            << QByteArray("sha256: \"8efabab6") << QByteArray("issuing-ca-2");
        QTest::newRow("impossible order")
            << QByteArray("    - {enrol: witness}\n") << QByteArray("") << QByteArray("witness");
    }
    void aBadPlanIsNamedBeforeAnythingIsMade() {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QByteArray, said);
        refused(run(strongroomProgram(), {"rehearse", changedPlan(from, to), "--out", here("none")}), said);
        QVERIFY(!QDir(here("none")).exists());
    }

    void aMissingPlanIsNamed() {
        refused(run(strongroomProgram(), {"rehearse", here("no.yaml"), "--out", here("none")}), "no.yaml");
        QVERIFY(!QDir(here("none")).exists());
    }

    void aNameThatBreaksTheLineIsRefused() {
        refused(rehearse(here("two\nlines")), "control character");
        QVERIFY(!QDir(here("two\nlines")).exists());
    }

    // Whoever comes second touches nothing; which one that is nobody can say.
    void ofTwoThatBeginAtOnceOneIsRefused() {
        const QString room = here("race");
        const auto start = [&] {
            auto process = std::make_unique<QProcess>();
            process->start(strongroomProgram(), {"rehearse", foundRoot(), "--out", room});
            return process;
        };
        const std::unique_ptr<QProcess> one = start(), other = start();
        QVERIFY(one->waitForFinished(60'000) && other->waitForFinished(60'000));
        QCOMPARE(one->exitCode() + other->exitCode(), 1);
        const QByteArray error = one->readAllStandardError() + other->readAllStandardError();
        QVERIFY2(isOneSentence(error), error.constData());
        endsWell(room);
    }

    void anAnswerThatDoesNotArriveIsNone() {
        const Said said =
            run("/bin/sh", {"-c", "exec \"$0\" check \"$1\" > /dev/full", strongroomProgram(), foundRoot()});
        refused(said, "standard output");
    }

    // Its digest is that of the plan: the plan's author was handed the wrong file.
    void aRequestThatIsNoneIsRefused() {
        const QByteArray text = "not a request\n";
        const QString plan = changedPlan("    sample: samples/issuing-ca-1-p384.csr\n", "");
        QByteArray changed = bytesOf(plan);
        const QByteArray digest = QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex();
        changed.replace("16ea9b65d6871054be1d78a0b74d6a5ff9239c2b80f369c45cc2f240760d9994", digest);
        writeFile(plan, changed);
        const QString room = here("no-request");
        refused(run(strongroomProgram(), {"rehearse", plan, "--out", room}), "has no file");
        writeFile(room + "/media/in/issuing-ca-1.csr", text);
        refused(run(strongroomProgram(), {"rehearse", plan, "--continue", room}), "another plan name it");
        const Said ended =
            run(strongroomProgram(), {"rehearse", plan, "--continue", room, "--abandon", "No request."});
        QVERIFY2(ended.exitCode == 0, ended.error.constData());
        endsWell(room);
    }

    void anotherModelOfHsmIsRefused() {
        const QString plan = changedPlan("model: SoftHSM*", "model: CryptoServer*");
        const QString room = here("model");
        refused(run(strongroomProgram(), {"rehearse", plan, "--out", room}),
                "expects an HSM model 'CryptoServer*'");
        QVERIFY(!bytesOf(room + "/authority/record.jsonl").contains("\"type\":\"blank_proven\""));
    }

    void anotherPlanIsRefusedWhileOneIsOpen() {
        const QString room = here("open");
        QCOMPARE(rehearseKilled(room, "record", 60).exitCode, -1);
        const QString record = room + "/authority/record.jsonl";
        const QByteArray before = bytesOf(record);
        const QString other = changedPlan("version: \"1.0\"", "version: \"1.1\"");
        refused(run(strongroomProgram(), {"rehearse", other, "--continue", room}), "another plan");
        QCOMPARE(bytesOf(record), before);
        // The first entry names its plan, too.
        const QString created = copyAfter("authority_created");
        const QByteArray alone = bytesOf(created + "/authority/record.jsonl");
        QCOMPARE(alone.count('\n'), 1);
        refused(run(strongroomProgram(), {"rehearse", other, "--continue", created}),
                "this authority was begun with another plan");
        QCOMPARE(bytesOf(created + "/authority/record.jsonl"), alone);
        goesOn(created);
    }

    // Only the seal of an abandoned ceremony is missing, because a card is: nobody decides anything any more.
    void whatIsAbandonedIsNotAbandonedAgain() {
        const QString room = copyAfter("manifest_signed"), card = room + "/simulator/cards/witness-1";
        const auto abandon = [&] {
            return run(strongroomProgram(),
                       {"rehearse", foundRoot(), "--continue", room, "--abandon", "It is late."});
        };
        QVERIFY(QFile::rename(card, room + "/witness-1"));
        refused(abandon(), "witness-1");
        refused(abandon(), "abandoned and closed already");
        QVERIFY(QDir(card).removeRecursively()); // a blank one, in its place
        QVERIFY(QFile::rename(room + "/witness-1", card));
        const Said sealed = goOn(room);
        QVERIFY2(sealed.exitCode == 0, sealed.error.constData());
    }
    // A ceremony that was complete and cannot get all its signatures is sealed by those who are there.
    void whatIsClosedIsStillAbandoned() {
        const QString room = copyAfter("ceremony_closed");
        const Said sealed = run(strongroomProgram(), {"rehearse", foundRoot(), "--continue", room,
                                                      "--abandon", "A card is lost."});
        QVERIFY2(sealed.exitCode == 0, sealed.error.constData());
        const Said said = run(STRONGROOM_BIN "/strongroom-verify", {room + "/authority"});
        QVERIFY2(said.exitCode == 0 && said.output.contains("CLOSED"), said.output.constData());
    }

    void whoeverHoldsTheAuthorityHasItAlone() {
        const QString record = sharedRoom() + "/authority/record.jsonl";
        const QByteArray before = bytesOf(record);
        const auto lock = base_io::FileLock::acquire((sharedRoom() + "/authority/lock").toStdString());
        QVERIFY2(lock, lock ? "" : lock.error().detail.c_str());
        refused(goOn(sharedRoom()), "another process");
        QCOMPARE(bytesOf(record), before);
    }

    // The second one pulls no card out of the first one's reader either.
    void aSecondRehearsalInTheSameFolderIsRefused() {
        const QString room = copyAfter("policy_proposed");
        const QByteArray before = bytesOf(room + "/authority/record.jsonl");
        const std::unique_ptr<QProcess> first = startGoingOn(foundRoot(), room);
        for (int i = 0; i < 600 && bytesOf(room + "/authority/record.jsonl") == before; ++i)
            QThread::msleep(20);
        const Said second = goOn(room);
        refused(second, "another process");
        QVERIFY(!first->waitForFinished(0));
        QVERIFY(first->waitForFinished(60'000));
        QVERIFY2(first->exitCode() == 0, first->readAllStandardError().constData());
        endsWell(room);
    }

private:
    // The resources with one change in the plan.
    QString changedPlan(const QByteArray& from, const QByteArray& to) {
        const QString resources = hereNew("resources");
        QDir().mkdir(resources);
        QDir().mkdir(resources + "/plans");
        for (const char* folder : {"policies", "profiles", "plans/samples"})
            QFile::link(QString(STRONGROOM_RESOURCES "/") + folder, resources + "/" + folder);
        QByteArray plan = bytesOf(foundRoot());
        if (plan.count(from) != 1)
            qFatal("the plan does not say '%s' once", from.constData());
        plan.replace(from, to);
        writeFile(resources + "/plans/found-root.yaml", plan);
        return resources + "/plans/found-root.yaml";
    }
};

STRONGROOM_TEST_MAIN(TestRefusals)
#include "tst_refusals.moc"
