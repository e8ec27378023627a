// strongroom-helper parse, as the engine starts it.
#include "core/pki/parse_answer.h"
#include "core/pki/request.h"
#include "tests/support/test_main.h"

#include <QtCore/QFile>
#include <QtCore/QProcess>

#include <csignal>

using namespace strongroom;
using namespace strongroom::pki;

namespace {

struct Ran {
    int exitCode = -1;
    bool crashed = false;
    QByteArray out, err;
};

Ran run(const QString& program, const QStringList& arguments, const QByteArray& input = {}) {
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished(30'000);
    return {process.exitCode(), process.exitStatus() == QProcess::CrashExit, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

QByteArray sample(const char* name) {
    QFile file(QString(RESOURCES "/plans/samples/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestHelperParse : public QObject {
    Q_OBJECT
private slots:
    void parsesTheSamples() {
        for (const char* name :
             {"issuing-ca-1-p384.csr", "issuing-ca-2-rsa3072.csr", "issuing-ca-3-p384.csr"}) {
            const QByteArray file = sample(name);
            const Ran ran = run(HELPER, {"parse", "request"}, file);
            QVERIFY2(ran.exitCode == 0 && !ran.crashed && ran.err.isEmpty(), ran.err);
            const auto value = readParseAnswer(ran.out.toStdString());
            QVERIFY(value);
            const auto request = requestFromValue(*value);
            const auto direct = parseRequest(Bytes(file.begin(), file.end()));
            QVERIFY(request && direct && toValue(*request) == toValue(*direct));
        }
    }

    void refusesInOneSentence_data() {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("word");
        QTest::newRow("empty") << QByteArray() << QByteArray("the file is empty");
        QTest::newRow("garbage") << QByteArray("\x00\xff\x1b[2J", 6) << QByteArray("neither DER nor PEM");
        QTest::newRow("huge") << QByteArray(1'000'000, '0') << QByteArray("larger than 64 KiB");
        QTest::newRow("two blocks") << sample("issuing-ca-1-p384.csr") + sample("issuing-ca-3-p384.csr")
                                    << QByteArray("more than one PEM block");
        QTest::newRow("deep") << QByteArray(60'000, '\x30') << QByteArray("DER");
    }
    void refusesInOneSentence() {
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, word);
        const Ran ran = run(HELPER, {"parse", "request"}, input);
        QCOMPARE(ran.exitCode, 1);
        QVERIFY(!ran.crashed);
        QVERIFY2(ran.err.contains(word) && ran.err.count('\n') == 1, ran.err);
        const auto answer = readParseAnswer(ran.out.toStdString());
        QVERIFY(!answer && answer.error().detail.find(word.toStdString()) != std::string::npos);
    }

    void usage() {
        QCOMPARE(run(HELPER, {}).exitCode, 2);
        QCOMPARE(run(HELPER, {"parse"}).exitCode, 2);
        QCOMPARE(run(HELPER, {"parse", "photo"}).exitCode, 2);
        for (const auto& [arguments, sentence] : std::initializer_list<std::pair<QStringList, QByteArray>>{
                 {{}, "a command is missing"},
                 {{"-h"}, "unknown option -h"},
                 {{"parze"}, "unknown command parze"},
                 {{"parse", "request", "crl"}, "parse takes one word"},
                 {{"prove", "it"}, "prove takes no argument"},
                 {{"--help", "me"}, "--help takes no argument"}}) {
            const Ran bad = run(HELPER, arguments);
            QCOMPARE(bad.exitCode, 2);
            QVERIFY2(bad.out.isEmpty() && bad.err.startsWith("strongroom-helper: " + sentence), bad.err);
        }
        const Ran help = run(HELPER, {"--help"});
        QVERIFY(help.exitCode == 0 && help.out.contains("strongroom-helper parse"));
    }

    // The kernel's own word for it, while the helper waits for its first byte.
    void readsUnderSeccomp() {
        QProcess process;
        process.start(HELPER, {"parse", "request"});
        QVERIFY(process.waitForStarted());
        const auto status = [&] {
            QFile file(QString("/proc/%1/status").arg(process.processId()));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QTRY_VERIFY_WITH_TIMEOUT(status().contains("Seccomp:\t2"), 5000);
        QVERIFY(status().contains("NoNewPrivs:\t1"));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 1);
    }

    void diesAloneOnAForbiddenCall_data() {
        QTest::addColumn<QString>("wish");
        for (const char* wish : {"open", "socket", "exec", "fork", "map-file"})
            QTest::newRow(wish) << QString(wish);
    }
    void diesAloneOnAForbiddenCall() {
        QFETCH(QString, wish);
        const Ran ran = run(CAGED, {wish});
        QVERIFY(ran.crashed);
        QCOMPARE(ran.exitCode, SIGSYS);
    }

    void livesWithoutForbiddenCalls() {
        const Ran ran = run(CAGED, {"nothing"});
        QVERIFY(!ran.crashed && ran.exitCode == 0);
    }
};

STRONGROOM_TEST_MAIN(TestHelperParse)
#include "tst_helper_parse.moc"
