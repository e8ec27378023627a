// The self-tests pass with the library as it is, and notice each way in which it could be wrong.
#include "core/ossl/self_test.h"
#include "tests/support/test_main.h"

#include <QProcess>
#include <QTemporaryFile>

using namespace strongroom;

namespace {

struct Run {
    int exitCode;
    QString said;
};

Run probe(const QProcessEnvironment& environment) {
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(PROBE, QStringList());
    if (!process.waitForFinished(30'000) || process.exitStatus() != QProcess::NormalExit)
        return {-1, QString::fromUtf8(process.readAllStandardError())};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput())};
}

} // namespace

class TestSelfTest : public QObject {
    Q_OBJECT

private slots:
    void passes() {
        const auto result = ossl::runSelfTests();
        QVERIFY2(result.has_value(), result ? "" : result.error().detail.c_str());
        QCOMPARE(probe(QProcessEnvironment::systemEnvironment()).exitCode, 0);
    }

    void aLieIsNoticed_data() {
        QTest::addColumn<QString>("lie");
        QTest::addColumn<QString>("test"); // that fails; "" for none
        QTest::newRow("no lie") << ""
                                << "";
        QTest::newRow("old library") << "version"
                                     << "libcrypto's version";
        QTest::newRow("digest") << "digest"
                                << "SHA-256";
        QTest::newRow("derivation") << "kdf"
                                    << "HKDF-SHA256";
        QTest::newRow("wrong wrap") << "wrap"
                                    << "AES-256 key wrap";
        QTest::newRow("unwrap without a check") << "unwrap"
                                                << "AES-256 key wrap";
        QTest::newRow("tag not checked") << "tag"
                                         << "AES-256-GCM";
        QTest::newRow("every signature good") << "accept"
                                              << "ECDSA P-256";
        QTest::newRow("no signature good") << "refuse"
                                           << "ECDSA P-256";
        QTest::newRow("random zero") << "random-zero"
                                     << "the random generator";
        QTest::newRow("random repeats") << "random-same"
                                        << "the random generator";
        QTest::newRow("random fails") << "random-fails"
                                      << "the random generator";
        QTest::newRow("private random repeats") << "private-random-same"
                                                << "the random generator";
    }
    void aLieIsNoticed() {
        QFETCH(QString, lie);
        QFETCH(QString, test);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("LD_PRELOAD", LYING_LIBRARY);
        environment.insert("LIE", lie);
        // The sanitizer's own library need not come first; what it checks is loaded all the same.
        environment.insert("ASAN_OPTIONS", "verify_asan_link_order=0");
        const Run run = probe(environment);
        QCOMPARE(run.exitCode, test.isEmpty() ? 0 : 1);
        if (!test.isEmpty())
            QVERIFY2(run.said.startsWith("selfTestFailed: self-test of " + test + " failed"),
                     qPrintable(run.said));
    }

    // A configuration that leaves out libcrypto's own algorithms: no crash, an error.
    void aConfigurationWithoutAlgorithmsIsNoticed() {
        QTemporaryFile configuration;
        QVERIFY(configuration.open());
        configuration.write("openssl_conf = init\n[init]\nproviders = providers\n[providers]\nnull = null\n"
                            "[null]\nactivate = 1\n");
        configuration.close();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("OPENSSL_CONF", configuration.fileName());
        const Run run = probe(environment);
        QCOMPARE(run.exitCode, 1);
        QVERIFY2(run.said.startsWith("selfTestFailed: self-test of SHA-256 failed"), qPrintable(run.said));
    }
};

STRONGROOM_TEST_MAIN(TestSelfTest)
#include "tst_self_test.moc"
