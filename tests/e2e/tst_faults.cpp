// What is missing, full, read-only or pulled under a rehearsal is refused in one sentence, and nothing is
// lost: when the cause is gone, --continue ends well. Files that are missing and media that are full or
// read-only are made so by tests/support/kill_point, which needs no rights. Also the modes, which are never
// mixed.
#include "rooms.h"

#include "core/base_io/clock.h"
#include "core/engine/engine.h"
#include "core/engine/intake.h"
#include "core/simulator/desk.h"
#include "tests/support/simulated_token.h"

#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>

using namespace strongroom;
using namespace strongroom::test;

class TestFaults : public Rooms {
    Q_OBJECT

private slots:
    // Without the file beside it the program says which, and the folder can be continued once it is there.
    // The helper reads the plan's samples before there is a folder.
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
        const bool isBegun = part != QLatin1String("strongroom-helper");
        QCOMPARE(QFile::exists(room), isBegun);
        const Said said =
            run(bin + "/strongroom", {"rehearse", foundRoot(), isBegun ? "--continue" : "--out", room});
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
        spec.sticks = {{"backup-a"}, {"backup-b"}};
        return spec;
    }

    static engine::Site siteOf(const QString& room, const simulator::SimulatedDesk& desk) {
        engine::Site site;
        site.devices["primary"] = {desk.deviceModule("primary"), ""};
        for (const char* stick : {"backup-a", "backup-b"})
            site.media[stick].path = (room + "/media/" + stick).toStdString();
        return site;
    }
};

STRONGROOM_TEST_MAIN(TestFaults)
#include "tst_faults.moc"
