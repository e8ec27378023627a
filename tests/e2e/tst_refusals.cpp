// What cannot be done is refused in one sentence on standard error, with the exit code that the usage names,
// and leaves nothing half made: when the cause is gone, --continue ends well. Files that are missing and
// media that are full or read-only are made so by tests/support/kill_point, which needs no rights.
#include "kill_point.h"
#include "rehearsal_folder.h"

#include "core/base_io/clock.h"
#include "core/base_io/file_lock.h"
#include "core/engine/engine.h"
#include "core/engine/intake.h"
#include "core/simulator/desk.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <sys/mount.h>
#include <unistd.h>

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QThread>
#include <cerrno>
#include <filesystem>

using namespace strongroom;
using namespace strongroom::test;

namespace {

QByteArray bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(missing)");
}

void writeFile(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace

class TestRefusals : public QObject {
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
        const QString plan = changedPlan("sample: samples/issuing-ca-1-p384.csr", "sample: wrong.csr");
        writeFile(QFileInfo(plan).path() + "/wrong.csr", text);
        QByteArray changed = bytesOf(plan);
        const QByteArray digest = QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex();
        changed.replace("16ea9b65d6871054be1d78a0b74d6a5ff9239c2b80f369c45cc2f240760d9994", digest);
        writeFile(plan, changed);
        const QString room = here("no-request");
        refused(run(strongroomProgram(), {"rehearse", plan, "--out", room}), "another plan name it");
        const Said ended =
            run(strongroomProgram(), {"rehearse", plan, "--continue", room, "--abandon", "No request."});
        QVERIFY2(ended.exitCode == 0, ended.error.constData());
        endsWell(room);
    }

    void anotherPlanIsRefusedWhileOneIsOpen() {
        const QString room = here("open");
        QCOMPARE(rehearseKilled(room, "record", 60).exitCode, -1);
        const QString record = room + "/authority/record.jsonl";
        const QByteArray before = bytesOf(record);
        const QString other = changedPlan("version: \"1.0\"", "version: \"1.1\"");
        refused(run(strongroomProgram(), {"rehearse", other, "--continue", room}), "another plan");
        QCOMPARE(bytesOf(record), before);
    }

    void whoeverHoldsTheAuthorityHasItAlone() {
        const QString record = sharedRoom() + "/authority/record.jsonl";
        const QByteArray before = bytesOf(record);
        const auto lock = base_io::FileLock::acquire((sharedRoom() + "/authority/lock").toStdString());
        SR_VERIFY(lock);
        refused(goOn(sharedRoom()), "another process");
        QCOMPARE(bytesOf(record), before);
    }

    // The second one pulls no card out of the first one's reader either.
    void aSecondRehearsalInTheSameFolderIsRefused() {
        const QString room = copyAfter("policy_proposed");
        const QByteArray before = bytesOf(room + "/authority/record.jsonl");
        const std::unique_ptr<QProcess> first = startGoingOn(room);
        for (int i = 0; i < 600 && bytesOf(room + "/authority/record.jsonl") == before; ++i)
            QThread::msleep(20);
        const Said second = goOn(room);
        refused(second, "another process");
        QVERIFY(!first->waitForFinished(0));
        QVERIFY(first->waitForFinished(60'000));
        QVERIFY2(first->exitCode() == 0, first->readAllStandardError().constData());
        endsWell(room);
    }

    // Without the file beside it the program says which, and the folder can be continued once it is there.
    void aMissingPartOfTheProgramIsNamed_data() {
        QTest::addColumn<QString>("part");
        QTest::newRow("module") << "strongroom-simulator-module.so";
        QTest::newRow("helper") << "strongroom-helper";
        QTest::newRow("verifier") << "strongroom-verify";
    }
    void aMissingPartOfTheProgramIsNamed() {
        QFETCH(QString, part);
        const QString bin = here("bin-" + part), room = here("room-" + part);
        QVERIFY(QDir().mkdir(bin));
        for (const char* name :
             {"strongroom", "strongroom-helper", "strongroom-verify", "strongroom-simulator-module.so"})
            if (part != QLatin1String(name))
                QVERIFY(QFile::copy(QString(STRONGROOM_BIN "/") + name, bin + "/" + name));
        refused(run(bin + "/strongroom", {"rehearse", foundRoot(), "--out", room}), part.toUtf8());
        QVERIFY(!QFile::exists(room + "/authority/record.jsonl"));
        QVERIFY(QFile::copy(QString(STRONGROOM_BIN "/") + part, bin + "/" + part));
        const Said said = run(bin + "/strongroom", {"rehearse", foundRoot(), "--continue", room});
        QVERIFY2(said.exitCode == 0, said.error.constData());
    }

    void aMissingSoftHsmIsNamed() {
        const QString room = here("no-softhsm");
        refused(rehearse(room, failing(ENOENT, "/usr/lib")), "softhsm2");
        QVERIFY(!QFile::exists(room + "/authority"));
        goesOn(room);
    }

    // The PKCS#11 module of the HSM, or what lies behind it.
    void aMissingModuleOfTheHsmIsNamed_data() {
        QTest::addColumn<QString>("file");
        QTest::newRow("module") << "module.so";
        QTest::newRow("inner") << "inner.so";
    }
    void aMissingModuleOfTheHsmIsNamed() {
        QFETCH(QString, file);
        const QString room = copyAfter("confirmed");
        const QByteArray before = bytesOf(room + "/authority/record.jsonl");
        const QString module = room + "/simulator/hsm/primary/" + file;
        QVERIFY(QFile::rename(module, room + "/" + file));
        refused(goOn(room), "hsm/primary");
        QCOMPARE(bytesOf(room + "/authority/record.jsonl"), before);
        QVERIFY(QFile::rename(room + "/" + file, module));
        goesOn(room);
    }

    void anAuthorityThatCannotBeWrittenIsNamed() {
        const QString room = here("no-authority");
        refused(rehearse(room, failing(EROFS, room + "/authority")), "authority");
        QVERIFY(!QFile::exists(room + "/authority"));
        writeFile(room + "/authority", "");
        refused(goOn(room), "is not a folder");
        QVERIFY(QFile::remove(room + "/authority"));
        goesOn(room);
    }

    // In the middle of a ceremony: what was on record stays, and it goes on there.
    void aRecordThatCannotBeWrittenLosesNothing_data() {
        QTest::addColumn<int>("error");
        QTest::newRow("full") << ENOSPC;
        QTest::newRow("read-only") << EROFS;
        QTest::newRow("broken") << EIO;
    }
    void aRecordThatCannotBeWrittenLosesNothing() {
        QFETCH(int, error);
        const QString room = copyAfter("record_key_introduced");
        const QByteArray before = bytesOf(room + "/authority/record.jsonl");
        refused(goOn(room, failing(error, room + "/authority")), "authority");
        QCOMPARE(bytesOf(room + "/authority/record.jsonl"), before);
        goesOn(room);
    }

    void aBadMediumIsNamed_data() { aRecordThatCannotBeWrittenLosesNothing_data(); }
    void aBadMediumIsNamed() {
        QFETCH(int, error);
        const QString room = copyAfter("manifest_signed");
        const QString medium = room + "/media/backup-a";
        refused(goOn(room, failing(error, medium)), "medium 'backup-a'");
        QVERIFY(QDir(medium).isEmpty());
        goesOn(room);
    }

    // By the engine's own door, with the desk that people have: the stick is gone when it is to be written.
    void aPulledMediumIsAskedFor() {
        const QString room = copyAfter("manifest_signed");
        auto desk = simulator::SimulatedDesk::open(deskOf(room));
        SR_VERIFY(desk);
        SR_VERIFY((*desk)->removeMedium("backup-a"));
        engine::EngineSetup setup = setupOf(room + "/authority", Mode::training);
        setup.site = siteOf(room, **desk);
        auto engine = engine::openEngine(std::move(setup));
        SR_VERIFY(engine);
        const auto* missing = std::get_if<api::MissingStep>(&(*engine)->snapshot().current);
        QVERIFY(missing != nullptr);
        QCOMPARE(missing->what, std::string("medium"));
        QCOMPARE(missing->name, std::string("backup-a"));
        SR_VERIFY((*desk)->insertMedium("backup-a"));
        SR_VERIFY((*engine)->poll());
        const api::Snapshot& now = (*engine)->snapshot();
        SR_VERIFY((*engine)->submit({now.stepId, now.version, api::Proceed{}}));
        QVERIFY(bytesOf(room + "/authority/record.jsonl").contains("\"type\":\"medium_written\""));
    }

    void modesAreNotMixed() {
        const QByteArray before = bytesOf(sharedRoom() + "/authority/record.jsonl");
        SR_REFUSED(engine::openEngine(setupOf(sharedRoom() + "/authority", Mode::production)),
                   ErrorCode::wrongMode);
        QCOMPARE(bytesOf(sharedRoom() + "/authority/record.jsonl"), before);
    }

    // Only when the site says so; the authority is then one for production, and no training is held on it.
    void productionOnASimulatorMustBeAccepted() {
        const QString room = here("production");
        QVERIFY(QDir().mkdir(room));
        auto desk = simulator::SimulatedDesk::open(deskOf(room));
        SR_VERIFY(desk);
        const QString authority = room + "/authority";
        engine::EngineSetup setup = setupOf(authority, Mode::production);
        setup.site = siteOf(room, **desk);
        SR_REFUSED(engine::openEngine(std::move(setup)), ErrorCode::wrongMode);
        QVERIFY(!QFile::exists(authority + "/record.jsonl"));
        setup = setupOf(authority, Mode::production);
        setup.site = siteOf(room, **desk);
        setup.site.simulatedHsmAccepted = true;
        {
            const auto engine = engine::openEngine(std::move(setup));
            SR_VERIFY(engine);
            QCOMPARE((*engine)->snapshot().mode, Mode::production);
        }
        const QByteArray record = bytesOf(authority + "/record.jsonl");
        QCOMPARE(record.count("\"mode\":\"production\""), record.count('\n'));
        setup = setupOf(authority, Mode::training);
        setup.site = siteOf(room, **desk);
        SR_REFUSED(engine::openEngine(std::move(setup)), ErrorCode::wrongMode);
        QCOMPARE(bytesOf(authority + "/record.jsonl"), record);
    }

    // A disk of 6 MB, where one can be mounted: SoftHSM2's own writes fail too. Elsewhere the folder is full.
    void aFullDiskLosesNothing() {
        const QString disk = here("disk");
        QVERIFY(QDir().mkdir(disk));
        const bool real = ::mount("tmpfs", disk.toUtf8().constData(), "tmpfs", 0, "size=6m") == 0;
        const auto full =
            real ? QProcessEnvironment::systemEnvironment() : failing(ENOSPC, disk + "/room/simulator");
        const Said first = rehearse(disk + "/room", full);
        const Said second = goOn(disk + "/room", full);
        if (real)
            QVERIFY(::mount("tmpfs", disk.toUtf8().constData(), "tmpfs", MS_REMOUNT, "size=64m") == 0);
        const Said third = goOn(disk + "/room");
        if (real)
            ::umount2(disk.toUtf8().constData(), MNT_DETACH);
        refused(first, "");
        refused(second, "");
        QVERIFY2(third.exitCode == 0, third.error.constData());
    }

private:
    QString here(const QString& name) const { return m_temporary.path() + "/" + name; }

    static void refused(const Said& said, const QByteArray& naming) {
        QVERIFY2(said.exitCode == 1, said.error.constData());
        QVERIFY2(isOneSentence(said.error), said.error.constData());
        QVERIFY2(said.error.contains(naming), said.error.constData());
    }

    static void endsWell(const QString& room) {
        const Said said = run(INSPECT_REHEARSAL, {room});
        QVERIFY2(said.exitCode == 0, said.output.constData());
    }

    static void goesOn(const QString& room) {
        const Said said = goOn(room);
        QVERIFY2(said.exitCode == 0, said.error.constData());
        endsWell(room);
    }

    // A finished rehearsal (its ceremony is open), made once.
    QString sharedRoom() {
        if (!QDir(here("shared")).exists()) {
            const Said said = rehearseWithCopies(here("shared"), here("copies"));
            if (said.exitCode != 0)
                qFatal("%s", said.error.constData());
        }
        return here("shared");
    }

    // A room in which an entry of this type was the last thing that happened. It shares nothing with others.
    QString copyAfter(const QByteArray& type) {
        const QList<QByteArray> lines = bytesOf(sharedRoom() + "/authority/record.jsonl").split('\n');
        const QString room = here("room-" + QString::number(m_copies++));
        for (int i = 0; i < lines.size(); ++i)
            if (lines[i].contains("\"type\":\"" + type + "\"")) {
                std::filesystem::copy(here("copies/" + QString::number(i + 1)).toStdString(),
                                      room.toStdString(), std::filesystem::copy_options::recursive);
                return room;
            }
        qFatal("no entry is a %s", type.constData());
    }

    static engine::EngineSetup setupOf(const QString& authority, Mode mode) {
        static const base_io::SystemClock clock;
        const auto plan = engine::loadPlan(foundRoot().toStdString());
        if (!plan)
            qFatal("%s", plan.error().detail.c_str());
        engine::EngineSetup setup;
        setup.authority = authority.toStdString();
        setup.name = "Refusals";
        setup.mode = mode;
        setup.plan = plan->plan;
        setup.planDigest = plan->digest;
        setup.clock = &clock;
        setup.helper = STRONGROOM_BIN "/strongroom-helper";
        return setup;
    }

    static simulator::DeskSpec deskOf(const QString& room) {
        simulator::DeskSpec spec;
        spec.folder = (room + "/simulator").toStdString();
        spec.media = (room + "/media").toStdString();
        spec.proxyModule = STRONGROOM_SIMULATOR_MODULE;
        spec.softHsm = simulator::Store::findSoftHsm().value();
        spec.devices = {"primary"};
        spec.sticks = {"backup-a", "backup-b"};
        return spec;
    }

    static engine::Site siteOf(const QString& room, const simulator::SimulatedDesk& desk) {
        engine::Site site;
        site.devices["primary"] = {desk.deviceModule("primary"), ""};
        for (const char* stick : {"backup-a", "backup-b"})
            site.media[stick] = (room + "/media/" + stick).toStdString();
        return site;
    }

    // The resources with one change in the plan.
    QString changedPlan(const QByteArray& from, const QByteArray& to) {
        const QString resources = here("resources-" + QString::number(m_copies++));
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

    QTemporaryDir m_temporary;
    int m_copies = 0;
};

STRONGROOM_TEST_MAIN(TestRefusals)
#include "tst_refusals.moc"
