// A rehearsal on an HSM of a site file: a plain SoftHSM2 module with its own configuration stands for a
// vendor's. It is used when the file lends it and its token is blank, and left untouched otherwise.
#include "program.h"
#include "rehearsal_folder.h"

#include "core/hsm/token.h"
#include "core/simulator/store.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QTemporaryDir>
#include <fstream>

using namespace strongroom;
using namespace strongroom::test;

class TestSite : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_temporary = std::make_unique<QTemporaryDir>();
        for (const char* name : {"tokens", "stick-a", "stick-b", "requests"})
            QVERIFY(QDir(m_temporary->path()).mkdir(name));
        const auto softHsm = simulator::Store::findSoftHsm();
        SR_VERIFY(softHsm);
        // A file of its own: the dynamic linker would take a second load of the same one for the first.
        QVERIFY(QFile::copy(QString::fromStdString(*softHsm), at("hsm.so")));
        write("softhsm2.conf", "directories.tokendir = " + at("tokens") + "\nobjectstore.backend = file\n");
        writeSite("training: true\n", "hsm.so");
    }

    void theRehearsalUsesItAndGoesOnWithIt() {
        const Said said = rehearseOn({"--out", at("run")});
        QVERIFY2(said.exitCode == 0, said.error.constData());
        auto rehearsal = RehearsalFolder::open(at("run").toStdString());
        SR_VERIFY(rehearsal);
        QVERIFY(rehearsal->state().ceremony->closed);
        // The site's token it was, and the site's media; the simulator has cards alone.
        QCOMPARE(QDir(at("tokens")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
        QVERIFY(QDir(at("run") + "/simulator/hsm").isEmpty());
        QCOMPARE(QDir(at("run") + "/simulator/cards").entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 6);
        for (const char* stick : {"stick-a", "stick-b", "requests"})
            QVERIFY(!QDir(at(stick)).isEmpty());
        const std::string serial = rehearsal->state().tokens.at("primary").serial;
        const auto module = hsm::Module::load(spec());
        SR_VERIFY(module);
        SR_VERIFY(hsm::Token::find(*module, serial));

        QVERIFY(rehearseOn({"--continue", at("run")}).exitCode == 0);
        const Said bare = run(strongroomProgram(), {"rehearse", foundRoot(), "--continue", at("run")});
        QVERIFY(bare.exitCode == 1 && isOneSentence(bare.error) && bare.error.contains("another site file"));
    }

    void withoutTrainingItIsNotLent() {
        for (const char* line : {"", "training: false\n"}) {
            writeSite(line, "hsm.so");
            refused("does not say 'training: true'");
        }
    }

    void aTokenThatIsNotBlankIsLeftAlone() {
        std::string slot, serial;
        {
            const auto module = hsm::Module::load(spec());
            SR_VERIFY(module);
            const auto token = hsm::Token::findBlank(*module, "");
            SR_VERIFY(token);
            const auto made = (*token)->initialise(secretOf(officerPin), "in use");
            SR_VERIFY(made);
            serial = *made;
            const auto facts = (*token)->slot();
            SR_VERIFY(facts);
            slot = facts->description;
        }
        writeSite("training: true\n", "hsm.so", QString::fromStdString(slot).trimmed());
        refused("holds a token that is blank");
        const auto module = hsm::Module::load(spec());
        SR_VERIFY(module);
        const auto token = hsm::Token::find(*module, serial);
        SR_VERIFY(token);
        QCOMPARE((*token)->facts()->label, std::string("in use"));
    }

    void whatIsMissingIsNamed() {
        writeSite("training: true\n", "nothing.so");
        refused("there is no module " + at("nothing.so"));
        writeSite("training: true\n", "hsm.so");
        QVERIFY(QDir(m_temporary->path()).rmdir("stick-b"));
        refused("the medium 'backup-b' is not there");
        write("site.yaml", "format: strongroom-site/1\ntraining: true\n");
        refused("names no HSM 'primary'");
        QVERIFY(QFile::remove(at("site.yaml")));
        refused("site.yaml");
    }

private:
    QString at(const QString& name) const { return m_temporary->path() + "/" + name; }
    void write(const QString& name, const QString& text) const {
        std::ofstream(at(name).toStdString()) << text.toStdString();
    }
    void writeSite(const QString& training, const QString& module,
                   const QString& slot = "SoftHSM slot") const {
        write("site.yaml", "format: strongroom-site/1\n" + training +
                               "devices:\n  primary:\n    module: " + at(module) + "\n    slot: " + slot +
                               "\n    environment:\n      SOFTHSM2_CONF: " + at("softhsm2.conf") +
                               "\nmedia:\n  in: " + at("requests") + "\n  backup-a: " + at("stick-a") +
                               "\n  backup-b: " + at("stick-b") + "\n");
    }
    hsm::ModuleSpec spec() const {
        return {at("hsm.so").toStdString(), {{"SOFTHSM2_CONF", at("softhsm2.conf").toStdString()}}, {}};
    }
    Said rehearseOn(QStringList arguments) const {
        return run(strongroomProgram(),
                   QStringList{"rehearse", foundRoot(), "--site", at("site.yaml")} + arguments);
    }
    // One sentence, and nothing made.
    void refused(const QString& why) const {
        const Said said = rehearseOn({"--out", at("run")});
        QCOMPARE(said.exitCode, 1);
        QVERIFY2(isOneSentence(said.error) && said.error.contains(why.toUtf8()), said.error.constData());
        QVERIFY(!QDir(at("run")).exists());
    }

    std::unique_ptr<QTemporaryDir> m_temporary;
};

STRONGROOM_TEST_MAIN(TestSite)
#include "tst_site.moc"
