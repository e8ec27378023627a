// What strongroom-verify is linked with: an auditor installs libcrypto and nothing else.
#include "tests/support/test_main.h"

#include <QtCore/QProcess>

#include <filesystem>

namespace {

// What the command says; "" when it fails.
QString said(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    const bool ended = process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit;
    return ended && process.exitCode() == 0 ? QString::fromUtf8(process.readAllStandardOutput()) : QString();
}

} // namespace

class TestVerifyLinks : public QObject {
    Q_OBJECT

private slots:
    void noQtAndNoPkcs11() {
        for (const QString& text :
             {said("readelf", {"-d", STRONGROOM_VERIFY}), said("ldd", {STRONGROOM_VERIFY})}) {
            QVERIFY(text.contains("libcrypto"));
            for (const char* library : {"Qt", "p11", "softhsm", "yaml", "seccomp"})
                QVERIFY2(!text.contains(library), library);
        }
        // A control: the test program itself links Qt.
        const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
        QVERIFY(said("ldd", {QString::fromStdString(self)}).contains("Qt"));
    }
};

STRONGROOM_TEST_MAIN(TestVerifyLinks)
#include "tst_verify_links.moc"
