// Every shipped plan: without problems, and with the one digest under which it also runs. And what only a
// look at all files together tells: samples that their profile refuses, and one cause told once.
#include "core/engine/examine.h"
#include "tests/support/test_main.h"

#include <QCryptographicHash>
#include <QDir>
#include <QTemporaryDir>

using namespace strongroom;

class TestExamine : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        for (const char* part : {"plans", "plans/samples", "policies", "profiles/pki"}) {
            QVERIFY(QDir().mkpath(m_folder->filePath(part)));
            const QDir from(QStringLiteral(STRONGROOM_RESOURCES "/") + part);
            for (const QString& name : from.entryList(QDir::Files))
                QVERIFY(QFile::copy(from.filePath(name), m_folder->filePath(part) + "/" + name));
        }
    }

    void shippedPlans_data() {
        QTest::addColumn<QString>("plan");
        const QDir plans(QStringLiteral(STRONGROOM_RESOURCES "/plans"));
        for (const QString& name : plans.entryList({"*.yaml"}, QDir::Files))
            QTest::newRow(qPrintable(name)) << plans.filePath(name);
    }
    void shippedPlans() {
        QFETCH(QString, plan);
        const auto examined = engine::examinePlan(plan.toStdString(), {1'800'000'000}, HELPER);
        QVERIFY2(examined.has_value(), examined ? "" : examined.error().detail.c_str());
        std::string problems;
        for (const std::string& problem : examined->problems)
            problems += problem + "\n";
        QVERIFY2(problems.empty(), problems.c_str());
        const auto loaded = engine::loadPlan(plan.toStdString());
        QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().detail.c_str());
        QCOMPARE(examined->loaded.digest, loaded->digest);
        QCOMPARE(ceremony::planDigestText(examined->loaded.files), ceremony::planDigestText(loaded->files));
        QVERIFY(examined->forecast.minutes() > 0);
        QCOMPARE(examined->forecast.coalitions.size(), std::size_t(3));
    }

    // The sample is the request that will be signed: its digest is that of the plan.
    void samplesThatTheirProfileRefuses_data() {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("with");
        QTest::addColumn<QStringList>("said");
        const QString at = "found-root.yaml:78:1: the request '",
                      under = "' under the profile 'private-issuing-"
                              "p384' makes no object: ",
                      remedy = "; change the profile, or take a request that fits it";
        QTest::newRow("key") << QByteArray("P-521, RSA-3072, RSA-4096]") << QByteArray("P-521, RSA-4096]")
                             << QStringList{
                                    at + "issuing-ca-2" + under +
                                    "the key is RSA-3072, which the profile private-issuing-p384 does "
                                    "not take" +
                                    remedy};
        QStringList lacking, tooMuch;
        for (const char* request : {"issuing-ca-1", "issuing-ca-2"}) {
            lacking += at + request + under +
                       "the request's subject has no OU, which the profile private-issuing-p384 asks for" +
                       remedy;
            tooMuch += at + request + under +
                       "the request's subject has O=Example Trust Services, which the "
                       "profile private-issuing-p384 does not take over" +
                       remedy;
        }
        QTest::newRow("subject without") << QByteArray("  - {type: CN, from: request}\n")
                                         << QByteArray("  - {type: OU, from: request}\n"
                                                       "  - {type: CN, from: request}\n")
                                         << lacking;
        QTest::newRow("subject with more")
            << QByteArray("  - {type: O, from: request}\n") << QByteArray() << tooMuch;
    }
    void samplesThatTheirProfileRefuses() {
        QFETCH(QByteArray, what);
        QFETCH(QByteArray, with);
        QFETCH(QStringList, said);
        change("profiles/pki/private-issuing-p384.yaml", what, with);
        QCOMPARE(problems(), said);
    }

    void aSampleThatIsNoRequest() {
        const QByteArray text = "this is no request\n";
        write("plans/samples/issuing-ca-1-p384.csr", text);
        change("plans/found-root.yaml", "16ea9b65d6871054be1d78a0b74d6a5ff9239c2b80f369c45cc2f240760d9994",
               QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
        const QStringList told = problems();
        QCOMPARE(told.size(), 1);
        QVERIFY2(told.front().startsWith(
                     "found-root.yaml:25:3: the sample of input 'issuing-ca-1' cannot be taken in: "),
                 qPrintable(told.front()));
        QVERIFY2(told.front().endsWith("; have its requester make another one"), qPrintable(told.front()));
    }

    void twoSamplesOfOneKey() {
        change("plans/found-root.yaml", "8efabab5d07da312245552908bfed7434719bab901509d9c9dc58519b352a0d1",
               "16ea9b65d6871054be1d78a0b74d6a5ff9239c2b80f369c45cc2f240760d9994");
        change("plans/found-root.yaml", "issuing-ca-2-rsa3072.csr", "issuing-ca-1-p384.csr");
        QCOMPARE(problems(),
                 QStringList{"found-root.yaml:30:3: the sample of input 'issuing-ca-2' is for the "
                             "same key as that of 'issuing-ca-1'; have one of their requesters "
                             "make another one"});
    }

    void withoutTheHelper() {
        const auto examined = engine::examinePlan(m_folder->filePath("plans/found-root.yaml").toStdString(),
                                                  {1'800'000'000}, m_folder->filePath("none").toStdString());
        QVERIFY(examined.has_value());
        QCOMPARE(examined->problems.size(), std::size_t(2)); // nobody read the samples
        for (const std::string& problem : examined->problems)
            QVERIFY2(problem.ends_with("; put strongroom-helper beside strongroom"), problem.c_str());
    }

    // Nothing is said of steps, or of the other profiles, because this one could not be read.
    void aWrongProfileIsToldOnce_data() {
        QTest::addColumn<QString>("profile");
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("with");
        QTest::newRow("root") << "private-root-p384" << QByteArray("kind: root") << QByteArray("kind: rooot");
        QTest::newRow("sub") << "private-issuing-p384" << QByteArray("path-length: 0")
                             << QByteArray("path-length: none");
        QTest::newRow("crl") << "private-crl-p384" << QByteArray("next-update: 11 months")
                             << QByteArray("next-update: soon");
        QTest::newRow("no YAML") << "private-root-p384" << QByteArray("kind: root") << QByteArray("kind: &r");
    }
    void aWrongProfileIsToldOnce() {
        QFETCH(QString, profile);
        QFETCH(QByteArray, what);
        QFETCH(QByteArray, with);
        change("profiles/pki/" + profile + ".yaml", what, with);
        const QStringList told = problems();
        QVERIFY2(told.size() == 1 && told.front().startsWith(profile + ".yaml:"),
                 qPrintable(told.join('\n')));
    }

    void aWrongRoleIsToldOnce() {
        change("plans/found-root.yaml", "officer: {people: 5,", "officer: {people: five,");
        const QStringList told = problems();
        QVERIFY2(told.size() == 1 && told.front().startsWith("found-root.yaml:15:"),
                 qPrintable(told.join('\n')));
    }

private:
    // Of found-root.yaml in the copy.
    QStringList problems() const {
        const QString plan = m_folder->filePath("plans/found-root.yaml");
        const auto examined = engine::examinePlan(plan.toStdString(), {1'800'000'000}, HELPER);
        if (!examined)
            return {QString::fromStdString(examined.error().detail)};
        QStringList told;
        for (const std::string& problem : examined->problems)
            told += QString::fromStdString(problem).remove(m_folder->filePath("plans") + "/");
        return told;
    }

    void write(const QString& name, const QByteArray& bytes) {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    void change(const QString& name, const QByteArray& what, const QByteArray& with) {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QByteArray text = file.readAll();
        file.close();
        QVERIFY2(text.contains(what), what.constData());
        write(name, text.replace(what, with));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

STRONGROOM_TEST_MAIN(TestExamine)
#include "tst_examine.moc"
