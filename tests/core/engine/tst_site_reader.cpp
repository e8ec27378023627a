// The site file: what a whole one says, and every mistake with its place and what to do.
#include "core/engine/site_reader.h"
#include "tests/support/outcome.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::engine;
using strongroom::tests::outcome;

namespace {

const std::string whole = "format: strongroom-site/1\n"
                          "training: true\n"
                          "simulated-hsm: accepted\n"
                          "printer: office\n"
                          "devices:\n"
                          "  primary:\n"
                          "    module: /opt/hsm.so\n"
                          "    slot: Slot 3\n"
                          "    arguments: configdir=/etc/x\n"
                          "    environment:\n"
                          "      HSM_CONF: /etc/hsm.conf\n"
                          "readers:\n"
                          "  reader-1:\n"
                          "    module: /usr/lib/cards.so\n"
                          "media:\n"
                          "  backup-a: /media/backup-a\n";

} // namespace

class TestSiteReader : public QObject {
    Q_OBJECT

private slots:
    void aWholeFile() {
        const auto site = readSite(whole, "site.yaml");
        QVERIFY2(site, site ? "" : site.error().detail.c_str());
        QVERIFY(site->training && site->simulatedHsmAccepted);
        QCOMPARE(site->printer, std::string("office"));
        const SiteDevice& device = site->devices.at("primary");
        QVERIFY((device.module ==
                 hsm::ModuleSpec{"/opt/hsm.so", {{"HSM_CONF", "/etc/hsm.conf"}}, "configdir=/etc/x"}));
        QCOMPARE(device.slot, std::string("Slot 3"));
        QCOMPARE(site->readers.size(), std::size_t(1));
        QCOMPARE(site->readers[0].name + " " + site->readers[0].module.path,
                 std::string("reader-1 /usr/lib/cards.so"));
        QCOMPARE(site->media.at("backup-a").path.string(), std::string("/media/backup-a"));
    }

    void theReadmeShowsOne() {
        QFile readme(STRONGROOM_README);
        QVERIFY(readme.open(QIODevice::ReadOnly));
        const QByteArray text = readme.readAll();
        const qsizetype start = text.indexOf("format: strongroom-site/1");
        QVERIFY(start > 0);
        const auto site =
            readSite(text.mid(start, text.indexOf("```", start) - start).toStdString(), "README.md");
        QVERIFY2(site, site ? "" : site.error().detail.c_str());
        QVERIFY(site->training && site->devices.size() == 1 && site->readers.size() == 1 &&
                site->media.size() == 2);
    }

    void theLeastIsNothing() {
        const auto site = readSite("format: strongroom-site/1\n", "site.yaml");
        QVERIFY(site);
        QVERIFY(!site->training && !site->simulatedHsmAccepted && site->devices.empty() &&
                site->media.empty());
    }

    void mistakes_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("complaint");
        const auto row = [](const char* name, const char* from, const char* to, const char* complaint) {
            QTest::newRow(name) << from << to << complaint;
        };
        row("another format", "site/1", "site/2", "site.yaml:1:9: ");
        row("an unknown key", "printer:", "print:", "site.yaml:4:1: ");
        row("neither true nor false", "training: true", "training: maybe", "site.yaml:2:11: ");
        row("not accepted", "accepted", "tolerated", "site.yaml:3:16: ");
        row("a relative module", "/opt/hsm.so", "hsm.so",
            "site.yaml:7:13: 'hsm.so' must be an absolute path");
        row("a relative medium", "/media/backup-a", "backup-a", "site.yaml:16:13: ");
        row("no variable", "HSM_CONF", "hsm conf", "site.yaml:11:7: 'hsm conf' names no variable");
        row("no name", "primary:", "Primary HSM:", "site.yaml:6:3: 'Primary HSM' is no name");
        row("no module", "    module: /usr/lib/cards.so\n", "    slot: x\n", "site.yaml:14:5: ");
        row("an alias", "office", "*office", "site.yaml:4:10: ");
    }
    void mistakes() {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, complaint);
        QString text = QString::fromStdString(whole);
        text.replace(text.indexOf(from), from.size(), to);
        const auto site = readSite(text.toStdString(), "site.yaml");
        QVERIFY(!site);
        QVERIFY2(QString::fromStdString(site.error().detail).startsWith(complaint),
                 site.error().detail.c_str());
    }

    void aModuleThatIsNone() {
        QCOMPARE(outcome(checkBlank("primary", {{"/nowhere/hsm.so", {}, {}}, ""})),
                 std::string("moduleMissing"));
    }
};

STRONGROOM_TEST_MAIN(TestSiteReader)
#include "tst_site_reader.moc"
