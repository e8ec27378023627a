// A child that behaves, dies, hangs, floods, does not listen or leaves others behind.
#include "core/base_io/child_process.h"
#include "tests/support/outcome.h"
#include "tests/support/test_main.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <fcntl.h>
#include <unistd.h>

#include <csignal>

using namespace strongroom;
using namespace strongroom::base_io;
using namespace strongroom::tests;
using namespace std::chrono_literals;
using base::textOf;
using base::viewOf;

namespace {

ChildRequest shell(const char* script) {
    ChildRequest request;
    request.program = "/bin/sh";
    request.arguments = {"-c", script};
    request.environment = {"PATH=/usr/bin:/bin"};
    request.deadline = 20s;
    return request;
}

// Gone, or dead and only waiting for its parent to look.
bool isGone(const QString& processId) {
    QFile file("/proc/" + processId + "/stat");
    return !file.open(QIODevice::ReadOnly) || file.readAll().contains(") Z ");
}

// A pipe whose reading end holds these bytes and then ends.
int pipeHolding(ByteView bytes) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0 || write(ends[1], bytes.data(), bytes.size()) != ssize_t(bytes.size()))
        return -1;
    ::close(ends[1]);
    return ends[0];
}

} // namespace

class TestChildProcess : public QObject {
    Q_OBJECT

private slots:
    void tellsWhatTheChildSaid() {
        const auto outcome = runChild(shell("echo out; echo err >&2; exit 7"));
        QVERIFY(outcome);
        QCOMPARE(outcome->exitCode, 7);
        QCOMPARE(textOf(outcome->output), std::string("out\n"));
        QCOMPARE(outcome->errorOutput, std::string("err\n"));
    }

    void argumentsAndEnvironmentAreExactlyOurs() {
        qputenv("STRONGROOM_TEST_LEAK", "leak");
        ChildRequest request;
        request.program = "/usr/bin/env";
        request.environment = {"A=1", "B=two words"};
        QCOMPARE(textOf(runChild(request)->output), std::string("A=1\nB=two words\n"));
        request.program = "/usr/bin/printf";
        request.arguments = {"<%s>", "a b", "$(c)", ""};
        QCOMPARE(textOf(runChild(request)->output), std::string("<a b><$(c)><>"));
    }

    void noOtherDescriptorIsInherited() {
        const int leak = dup2(STDERR_FILENO, 57); // not close-on-exec
        QCOMPARE(leak, 57);
        const char* script = "for n in 3 4 5 6 7 8 9 10 57; do test -e /proc/$$/fd/$n && echo $n; done; true";
        QCOMPARE(textOf(runChild(shell(script))->output), std::string());
        const auto secret = Secret::copyOf(viewOf("x"));
        ChildRequest request = shell(script);
        request.secrets = {&*secret};
        QCOMPARE(textOf(runChild(request)->output), std::string("3\n"));
        ::close(leak);
    }

    void signalsAreDefaultAgain() {
        signal(SIGPIPE, SIG_IGN);
        const auto outcome = runChild(shell("yes | head -n 1"));
        signal(SIGPIPE, SIG_DFL);
        QCOMPARE(textOf(outcome->output), std::string("y\n"));
        QCOMPARE(outcome->errorOutput, std::string()); // yes would complain when SIGPIPE were ignored
    }

    void muchGoesInAndOutAtTheSameTime() {
        Bytes bytes(5'000'000);
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<std::uint8_t>(i * 7 + i / 997);
        ChildRequest request = shell("cat");
        request.input = bytes;
        const auto outcome = runChild(request);
        QVERIFY(outcome && outcome->output == bytes);
    }

    void aChildThatDoesNotListenIsNoFailure() {
        const Bytes bytes(5'000'000);
        ChildRequest request = shell("exec <&-; sleep 0.1; exit 3");
        request.input = bytes;
        QCOMPARE(runChild(request)->exitCode, 3);
        request = shell("exit 0"); // may be gone before the first write
        request.input = bytes;
        QCOMPARE(runChild(request)->exitCode, 0);
    }

    void aChildThatDies() {
        const auto outcome = runChild(shell("echo half; kill -9 $$"));
        QCOMPARE(tests::outcome(outcome), std::string("childFailed"));
        QVERIFY(outcome.error().detail.find("signal 9") != std::string::npos);
    }

    void aChildThatHangs() {
        for (const char* script :
             {"sleep 60", "trap '' TERM; exec >&- 2>&- <&-; while :; do sleep 1; done"}) {
            ChildRequest request = shell(script);
            request.deadline = 200ms;
            QElapsedTimer timer;
            timer.start();
            QCOMPARE(outcome(runChild(request)), std::string("childFailed"));
            QVERIFY(timer.elapsed() >= 190 && timer.elapsed() < 5000);
        }
    }

    void aChildThatFloods() {
        ChildRequest request = shell("yes");
        request.maxOutput = 1000;
        QCOMPARE(outcome(runChild(request)), std::string("childFailed"));
        request = shell("head -c 1000 /dev/zero");
        request.maxOutput = 1000;
        QCOMPARE(runChild(request)->output.size(), std::size_t(1000));
        request.maxOutput = 999;
        QCOMPARE(outcome(runChild(request)), std::string("childFailed"));
        // Complaints are cut, not held against it.
        request = shell("head -c 1000000 /dev/zero >&2; echo done");
        request.maxErrorOutput = 10;
        const auto outcome = runChild(request);
        QCOMPARE(outcome->errorOutput.size(), std::size_t(10));
        QCOMPARE(textOf(outcome->output), std::string("done\n"));
        // Nor can complaining for ever keep it alive.
        request = shell("yes >&2");
        request.deadline = 300ms;
        QCOMPARE(tests::outcome(runChild(request)), std::string("childFailed"));
    }

    void grandchildrenDoNotKeepUsNorOutliveUs() {
        const auto outcome = runChild(shell("sleep 60 & echo $!"));
        QVERIFY(outcome);
        QTRY_VERIFY(isGone(QString::fromStdString(textOf(outcome->output)).trimmed()));
    }

    void whatCannotStart() {
        ChildRequest request = shell("true");
        request.program = "/nonexistent/program";
        QCOMPARE(outcome(runChild(request)), std::string("childFailed"));
        request.program = "sh";
        QCOMPARE(outcome(runChild(request)), std::string("badArgument"));
    }

    void secretsArriveAsTheyWereSent() {
        const auto pin = Secret::copyOf(viewOf("1234"));
        const auto key = Secret::make(300);
        ChildRequest request = shell("cat <&3");
        request.secrets = {&*pin, &*key};
        const auto outcome = runChild(request);
        Bytes expected{0, 0, 0, 4, '1', '2', '3', '4', 0, 0, 1, 44};
        expected.resize(expected.size() + 300);
        QVERIFY(outcome && outcome->output == expected);

        const int pipe = pipeHolding(expected);
        const auto read = readSecrets(pipe);
        ::close(pipe);
        QCOMPARE(read->size(), std::size_t(2));
        QVERIFY((*read)[0].expose([](ByteView bytes) { return base::equalBytes(bytes, viewOf("1234")); }));
        QCOMPARE((*read)[1].size(), std::size_t(300));
    }

    void secretsThatAreCutAreRefused() {
        const Bytes whole{0, 0, 0, 2, 'a', 'b', 0, 0, 0, 1, 'c'};
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            const int pipe = pipeHolding(ByteView(whole).first(size));
            const auto read = readSecrets(pipe);
            ::close(pipe);
            const bool atBoundary = size == 0 || size == 6 || size == whole.size();
            QCOMPARE(outcome(read), std::string(atBoundary ? "ok" : "badFormat"));
        }
        for (const Bytes& bad : {Bytes{0, 0, 0, 0}, Bytes{0xff, 0, 0, 0}}) {
            const int pipe = pipeHolding(bad);
            QCOMPARE(outcome(readSecrets(pipe)), std::string("badFormat"));
            ::close(pipe);
        }
    }
};

STRONGROOM_TEST_MAIN(TestChildProcess)
#include "tst_child_process.moc"
