// What a ceremony signs, judged by programs that know nothing of us: openssl and certtool. And what it
// refuses: bad requests. And a kill between the intent and the signature: the number is burned, the ceremony
// goes on.
#include "files.h"
#include "plan_head.h"
#include "program.h"
#include "rehearsal_folder.h"

#include "core/audit/chain.h"
#include "core/ossl/digest.h"
#include "core/pki/certificate.h"
#include "core/pki/revocation_list.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <fstream>

using namespace strongroom;
using namespace strongroom::test;

namespace {

void put(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

QByteArray sha256(const QByteArray& bytes) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.constData());
    return QByteArray::fromStdString(ossl::sha256(ByteView(data, std::size_t(bytes.size()))).hex());
}

Said openssl(const QStringList& arguments) {
    return run("openssl", arguments);
}

constexpr const char* firstDigest = "16ea9b65d6871054be1d78a0b74d6a5ff9239c2b80f369c45cc2f240760d9994";
constexpr const char* firstSample = "samples/issuing-ca-1-p384.csr";

// Nothing but the intake: what is wrong with a request is seen before any key is touched.
const std::string intake = R"(materials:
  - {id: in, item: stick}
inputs:
  issuing-ca-1:
    from: in
    sha256: "16ea9b65d6871054be1d78a0b74d6a5ff9239c2b80f369c45cc2f240760d9994"
    sample: samples/issuing-ca-1-p384.csr
acts:
- act: One
  sections:
  - section: First
    steps:
    - {enrol: officer}
    - {enrol: witness}
    - {agree: policy, by: all-cards}
    - {intake: issuing-ca-1, compare-with: requester-paper}
)";

QByteArray intakePlan() {
    return QByteArray::fromStdString(planHead("take-in", "A request is taken in") + intake);
}

} // namespace

class TestPki : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        // A copy of the resources in which plans can be changed.
        for (const char* folder : {"policies", "profiles"})
            QVERIFY(QFile::link(QStringLiteral(STRONGROOM_RESOURCES "/") + folder, path(folder)));
        QVERIFY(QDir(m_temporary.path()).mkpath("plans/samples"));
        for (const QString& name : QDir(STRONGROOM_RESOURCES "/plans/samples").entryList(QDir::Files))
            QVERIFY(
                QFile::copy(STRONGROOM_RESOURCES "/plans/samples/" + name, path("plans/samples/" + name)));
        m_plan = textOf(foundRoot());
        QVERIFY(m_plan.contains(firstDigest));
        // The rehearsal that most of the tests look at, under strace: which flush belongs to which entry.
        const Said said =
            run("strace", {"-f", "-qq", "-y", "-o", path("trace"), "-e", "trace=fdatasync",
                           strongroomProgram(), "rehearse", foundRoot(), "--out", path("p384")});
        QVERIFY2(said.exitCode == 0, said.error.constData());
    }

    void othersAccept_data() {
        QTest::addColumn<QString>("folder");
        QTest::newRow("P-384") << "p384";
        QTest::newRow("RSA-4096") << "rsa4096";
    }
    void othersAccept() {
        QFETCH(QString, folder);
        if (folder == "rsa4096") {
            QByteArray plan = m_plan;
            plan.replace("private-root-p384", "private-root-rsa4096")
                .replace("private-issuing-p384", "private-issuing-rsa4096")
                .replace("private-crl-p384", "private-crl-rsa4096")
                .replace("algorithm: P-384", "algorithm: RSA-4096");
            const Said said = rehearsePlan(plan, folder);
            QVERIFY2(said.exitCode == 0, said.error.constData());
        }
        acceptedByOthers(folder);
    }

    void theProfileIsInTheCertificate() {
        auto rehearsal = RehearsalFolder::open(path("p384").toStdString());
        SR_VERIFY(rehearsal);
        const auto& certificates = rehearsal->state().certificates;
        QCOMPARE(certificates.size(), std::size_t(3));
        std::set<std::string> serials;
        for (const auto& [name, certificate] : certificates)
            QVERIFY(serials.insert(certificate.number).second && certificate.number.size() == 40);
        const QByteArray text =
            openssl({"x509", "-in", file("p384", "certificates/issuing-ca-2.pem"), "-noout", "-text"}).output;
        for (const char* wanted :
             {"CN = TRAINING Example Root R1", "CN = TRAINING Example Issuing CA 2", "CA:TRUE, pathlen:0",
              "TLS Web Server Authentication", "CPS: http://pki.example.com/cps", "DNS:example.com",
              "IP:0.0.0.0/0.0.0.0", "URI:http://pki.example.com/root-r1.crl",
              "CA Issuers - URI:http://pki.example.com/root-r1.cer", "Public-Key: (3072 bit)"})
            QVERIFY2(text.contains(wanted), wanted);
        const QByteArray crl =
            openssl({"crl", "-in", file("p384", "crls/root-01.pem"), "-noout", "-text"}).output;
        QVERIFY(crl.contains("Only CA Certificates") && crl.contains("No Revoked Certificates"));
    }

    // One insertion of a card approves all that is open: four objects, and three approvals for each.
    void oneInsertionApprovesAll() {
        int approvals = 0, changes = 0;
        std::string last;
        for (const auto& recorded : signing("p384"))
            if (const auto* given = std::get_if<authority::ApprovalGiven>(&recorded.body)) {
                ++approvals;
                changes += given->person != last ? 1 : 0;
                last = given->person;
            }
        QCOMPARE(approvals, 12);
        QCOMPARE(changes, 3);
    }

    // The second look: what lies on the stick is what was approved, and the verifier's `show` reads all
    // kinds.
    void theSecondLookShowsWhatWasApproved() {
        const QStringList files = QDir(path("p384/media/out/look")).entryList(QDir::Files);
        QCOMPARE(files.size(), 4);
        std::set<std::string> subjects;
        for (const auto& recorded : signing("p384"))
            if (const auto* asked = std::get_if<authority::ApprovalRequested>(&recorded.body))
                subjects.insert(asked->subject.substr(asked->subject.rfind(':') + 1));
        for (const QString& name : files) {
            const QString look = path("p384/media/out/look/" + name);
            const Said shown = run(verifierProgram(), {"show", look});
            QVERIFY2(shown.exitCode == 0, shown.error.constData());
            const QByteArray digest = sha256(textOf(look));
            QVERIFY(shown.output.contains(digest));
            QVERIFY(shown.output.contains("to be signed"));
            QVERIFY(subjects.contains(digest.toStdString()));
        }
        for (const auto& [name, word] : std::vector<std::pair<QString, QByteArray>>{
                 {"certificates/root.pem", "certificate\n"},
                 {"certificates/root.der", "certificate\n"},
                 {"crls/root-01.der", "certificate revocation list\n"},
                 {"requests/issuing-ca-1-16ea9b65d6871054.csr", "certificate request\n"}}) {
            const Said shown = run(verifierProgram(), {"show", file("p384", name)});
            QVERIFY2(shown.exitCode == 0 && shown.output.startsWith(word), qPrintable(name));
        }
    }

    void aForeignCertificateIsNoticed() {
        const QString copy = path("copy");
        QCOMPARE(run("cp", {"-r", path("p384/authority"), copy}).exitCode, 0);
        QVERIFY(QFile::copy(copy + "/certificates/root.pem", copy + "/certificates/another.pem"));
        Said said = run(verifierProgram(), {copy});
        QVERIFY(said.exitCode == 0 && said.output.contains("certificates/another.pem"));
        QVERIFY(QFile::remove(copy + "/certificates/root.pem"));
        put(copy + "/certificates/root.pem", textOf(copy + "/certificates/issuing-ca-1.pem"));
        said = run(verifierProgram(), {copy});
        QVERIFY(said.exitCode == 1 && said.error.contains("certificates/root.pem"));
    }

    void aBadRequestIsRefused_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("said");
        const QByteArray good = textOf(path(QString("plans/") + firstSample));
        const QString key = path("key.pem"), request = path("request.pem");
        openssl({"req", "-new", "-newkey", "rsa:1024", "-nodes", "-keyout", key, "-subj",
                 "/C=XX/O=Example Trust Services/CN=Small", "-out", request});
        QTest::newRow("RSA-1024") << textOf(request) << QByteArray("1024");
        openssl({"req", "-in", path(QString("plans/") + firstSample), "-outform", "DER", "-out", request});
        QByteArray altered = textOf(request);
        altered[altered.size() - 1] = char(altered[altered.size() - 1] ^ 1);
        QTest::newRow("badly signed") << altered << QByteArray("badly signed");
        QTest::newRow("garbage") << QByteArray("this is no request\n") << QByteArray("neither DER nor PEM");
        QTest::newRow("huge") << QByteArray(70'000, 'A') << QByteArray("65536");
        QTest::newRow("two of them") << good + good << QByteArray("more than one PEM block");
    }
    void aBadRequestIsRefused() {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, said);
        const QString name = QString("bad-%1").arg(++m_count);
        QByteArray plan = intakePlan();
        plan.replace(firstDigest, sha256(request)).replace(firstSample, "samples/" + name.toUtf8() + ".csr");
        // A sample is looked at before anything begins.
        put(path("plans/samples/" + name + ".csr"), request);
        const Said sample = rehearsePlan(plan, name);
        QVERIFY2(sample.exitCode == 1 && sample.error.contains(said), sample.error.constData());
        QVERIFY(!QDir(path(name)).exists());
        // What a requester brings on the day, when the stick is there.
        plan.replace("    sample: samples/" + name.toUtf8() + ".csr\n", "");
        refusedAtIntake(rehearsePlan(plan, name), name, "has no file 'issuing-ca-1.csr'");
        put(path(name + "/media/in/issuing-ca-1.csr"), request);
        refusedAtIntake(goOnWith(name), name, said);
    }

    void aSymlinkOrAnotherFileIsRefused() {
        // The first run stops at the request, which is missing on the stick; then something else lies there.
        QByteArray plan = intakePlan();
        plan.replace("    sample: " + QByteArray(firstSample) + "\n", "");
        const QString name = "link", request = path(name + "/media/in/issuing-ca-1.csr");
        refusedAtIntake(rehearsePlan(plan, name), name, "has no file 'issuing-ca-1.csr'");
        const QString sample = path(QString("plans/") + firstSample);
        QVERIFY(QFile::link(sample, request));
        refusedAtIntake(goOnWith(name), name, "no regular file");
        QVERIFY(QFile::remove(request) && QFile::copy(path("plans/samples/issuing-ca-3-p384.csr"), request));
        refusedAtIntake(goOnWith(name), name, "the plan");
        QVERIFY(QFile::remove(request) && QFile::copy(sample, request));
        const Said said = goOnWith(name);
        QVERIFY2(said.exitCode == 0, said.error.constData());
        QVERIFY(textOf(file(name, "requests/issuing-ca-1-16ea9b65d6871054.csr")) == textOf(sample));
    }

    // Nobody can tell whether the HSM signed: the number is burned, and new bytes are approved anew.
    void aKillBeforeTheOutcomeBurnsTheNumber() {
        auto whole = RehearsalFolder::open(path("p384").toStdString());
        SR_VERIFY(whole);
        const std::vector<std::string> types = *whole->types();
        const auto at = std::find(types.begin(), types.end(), "signature_intended") - types.begin();
        std::vector<int> flushes;
        std::ifstream trace(path("trace").toStdString());
        int call = 0;
        for (std::string line; std::getline(trace, line);) {
            call += line.find("fdatasync(") != std::string::npos ? 1 : 0;
            if (line.find("/authority/record.jsonl>") != std::string::npos)
                flushes.push_back(call);
        }
        const QString folder = path("killed");
        run("strace", {"-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e",
                       "inject=fdatasync:signal=KILL:when=" + QString::number(flushes[std::size_t(at) + 1]),
                       strongroomProgram(), "rehearse", foundRoot(), "--out", folder});
        std::string burned;
        {
            auto killed = RehearsalFolder::open(folder.toStdString());
            SR_VERIFY(killed);
            const auto& pending = killed->state().ceremony->pendingIntent;
            QVERIFY(pending);
            const auto& intended = std::get<authority::SignatureIntended>(pending->body);
            burned = killed->state().preparedObject(intended.digest)->prepared.number;
        }
        const Said said = goOn(folder);
        QVERIFY2(said.exitCode == 0, said.error.constData());
        auto rehearsal = RehearsalFolder::open(folder.toStdString());
        SR_VERIFY(rehearsal);
        SR_VERIFY(rehearsal->checkEnd());
        int unknown = 0;
        for (const auto& recorded : signing("killed"))
            if (const auto* body = std::get_if<authority::SignatureUnknownNotReleased>(&recorded.body)) {
                ++unknown;
                QCOMPARE(body->number, burned);
            }
        QCOMPARE(unknown, 1);
        for (const auto& [name, certificate] : rehearsal->state().certificates)
            QVERIFY(certificate.number != burned);
        acceptedByOthers("killed");
    }

private:
    QString path(const QString& name) const { return m_temporary.path() + "/" + name; }
    QString file(const QString& folder, const QString& name) const {
        return path(folder + "/authority/" + name);
    }

    QString planFile(const QString& folder) const { return path("plans/" + folder + ".yaml"); }
    Said rehearsePlan(const QByteArray& plan, const QString& folder) {
        put(planFile(folder), plan);
        return run(strongroomProgram(), {"rehearse", planFile(folder), "--out", path(folder)});
    }
    Said goOnWith(const QString& folder) {
        return run(strongroomProgram(), {"rehearse", planFile(folder), "--continue", path(folder)});
    }

    void acceptedByOthers(const QString& folder) {
        const QString root = file(folder, "certificates/root.pem");
        for (const char* name : {"root", "issuing-ca-1", "issuing-ca-2"}) {
            const QString certificate = file(folder, QString("certificates/%1.pem").arg(name));
            const Said said =
                openssl({"verify", "-x509_strict", "-check_ss_sig", "-CAfile", root, certificate});
            QVERIFY2(said.exitCode == 0, said.error.constData());
        }
        const QStringList crls = QDir(file(folder, "crls")).entryList({"*.pem"}, QDir::Files);
        QCOMPARE(crls.size(), 1);
        const QString crl = file(folder, "crls/" + crls.front());
        const Said verified = openssl({"crl", "-in", crl, "-CAfile", root, "-noout", "-verify"});
        QVERIFY(verified.error.contains("verify OK"));
        const Said checked = openssl({"verify", "-CAfile", root, "-CRLfile", crl, "-crl_check",
                                      file(folder, "certificates/issuing-ca-1.pem")});
        QVERIFY2(checked.exitCode == 0, checked.error.constData());
        const QString chain = path(folder + "-chain.pem");
        put(chain, textOf(file(folder, "certificates/issuing-ca-1.pem")) + textOf(root));
        const Said said = run("certtool", {"--verify-chain", "--infile", chain});
        QVERIFY2(said.exitCode == 0 && said.output.contains("The certificate is trusted"),
                 said.output.constData());
        const Said record = run(verifierProgram(), {path(folder + "/authority")});
        QVERIFY2(record.exitCode == 0, record.error.constData());
        QVERIFY(!record.output.contains("look:"));
    }

    // One sentence; no request accepted, nothing of it kept; the record is whole.
    void refusedAtIntake(const Said& said, const QString& folder, const QByteArray& why) {
        QCOMPARE(said.exitCode, 1);
        QVERIFY2(isOneSentence(said.error), said.error.constData());
        QVERIFY2(said.error.contains(why), said.error.constData());
        auto rehearsal = RehearsalFolder::open(path(folder).toStdString());
        SR_VERIFY(rehearsal);
        QVERIFY(rehearsal->state().accepted.empty());
        QVERIFY(!QDir(file(folder, "requests")).exists());
        QCOMPARE(run(verifierProgram(), {path(folder + "/authority")}).exitCode, 0);
    }

    std::vector<authority::Recorded> signing(const QString& folder) {
        auto rehearsal = RehearsalFolder::open(path(folder).toStdString());
        std::vector<authority::Recorded> entries;
        if (rehearsal)
            for (const auto& [step, recorded] : rehearsal->state().ceremony->steps)
                if (step.starts_with("3."))
                    entries.insert(entries.end(), recorded.begin(), recorded.end());
        return entries;
    }

    QTemporaryDir m_temporary;
    QByteArray m_plan;
    int m_count = 0;
};

STRONGROOM_TEST_MAIN(TestPki)
#include "tst_pki.moc"
