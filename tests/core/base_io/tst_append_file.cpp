// The file that only grows: what append answered stays, what it refused leaves no trace, and a failed flush
// is never forgotten.
#include "file_size_limit.h"
#include "small_medium.h"

#include "core/base_io/append_file.h"
#include "core/base_io/file_layer.h"
#include "tests/support/outcome.h"
#include "tests/support/test_main.h"

#include <QtCore/QTemporaryDir>
#include <sys/stat.h>
#include <unistd.h>

using namespace strongroom;
using namespace strongroom::base_io;
using namespace strongroom::tests;
using base::bytesOf;
using base::viewOf;

class TestAppendFile : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_temporary;
    Path m_path;
    Bytes content() const { return *readRegularFile(m_path, 1 << 20); }

private slots:
    void init() {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_path = m_temporary->path().toStdString() + "/file";
    }

    void growsAndIsOpenedAgain() {
        {
            auto file = AppendFile::create(m_path);
            QVERIFY(file);
            QVERIFY(file->append(viewOf("one\n")));
            QVERIFY(file->append(viewOf("two\n")));
            QCOMPARE(file->size(), std::uint64_t(8));
        }
        struct stat facts {};
        QVERIFY(stat(m_path.c_str(), &facts) == 0);
        QCOMPARE(facts.st_mode & 07777, mode_t(0600));
        QCOMPARE(outcome(AppendFile::create(m_path)), std::string("fileExists"));
        auto again = AppendFile::open(m_path);
        QCOMPARE(again->size(), std::uint64_t(8));
        QVERIFY(again->append(viewOf("three\n")));
        QCOMPARE(content(), bytesOf("one\ntwo\nthree\n"));
    }

    void opensRegularFilesAlone() {
        QCOMPARE(outcome(AppendFile::open(m_path)), std::string("fileMissing"));
        QVERIFY(symlink("elsewhere", m_path.c_str()) == 0);
        QCOMPARE(outcome(AppendFile::open(m_path)), std::string("notRegularFile"));
        QCOMPARE(outcome(AppendFile::create(m_path)), std::string("fileExists"));
        QVERIFY(unlink(m_path.c_str()) == 0 && mkfifo(m_path.c_str(), 0600) == 0);
        QCOMPARE(outcome(AppendFile::open(m_path)), std::string("notRegularFile"));
        QCOMPARE(outcome(AppendFile::open("/dev/full")), std::string("notRegularFile"));
    }

    void whatDoesNotFitLeavesNoTrace() {
        auto file = AppendFile::create(m_path);
        QVERIFY(file->append(viewOf("12345678")));
        {
            const FileSizeLimit full(10);
            // Two bytes fit: they are taken back.
            QCOMPARE(outcome(file->append(viewOf("abcd"))), std::string("noSpace"));
            QCOMPARE(content(), bytesOf("12345678"));
            QVERIFY(file->append(viewOf("90")));
            // None fits.
            QCOMPARE(outcome(file->append(viewOf("abcd"))), std::string("tooLarge"));
        }
        QVERIFY(!file->isUnsafe());
        QVERIFY(file->append(viewOf("abcd")));
        QCOMPARE(content(), bytesOf("1234567890abcd"));
        QCOMPARE(file->size(), std::uint64_t(14));
    }

    void aFullMediumIsMetBeforeTheAct() {
        SmallMedium medium;
        if (!medium.isMounted()) {
            QVERIFY2(passesInNamespace(QTest::currentTestFunction()),
                     "a small medium can be mounted neither here nor in a namespace of this test's own");
            return;
        }
        m_path = medium.path() + "/file";
        auto file = AppendFile::create(m_path);
        QCOMPARE(outcome(file->reserve()), std::string("noSpace"));
        QVERIFY(file->append(viewOf("kept\n")));
        QCOMPARE(outcome(file->append(Bytes(512 * 1024))), std::string("noSpace"));
        QCOMPARE(content(), bytesOf("kept\n"));
        QVERIFY(file->append(viewOf("also\n")));
        // Reserved room is ours, even when another file fills the rest.
        QVERIFY(file->reserve(64 * 1024));
        auto other = AppendFile::create(medium.path() + "/other");
        while (other->append(Bytes(4096)))
            ;
        for (int i = 0; i < 15; ++i)
            QCOMPARE(outcome(file->append(Bytes(4096))), std::string("ok"));
    }

    void reservingDoesNotShow() {
        auto file = AppendFile::create(m_path);
        QCOMPARE(outcome(file->reserve()), std::string("ok"));
        QVERIFY(file->append(viewOf("x")));
        QCOMPARE(content(), bytesOf("x"));
        QCOMPARE(outcome(file->reserve(std::uint64_t(1) << 50)).find("ok"), std::string::npos);
        QVERIFY(file->append(viewOf("y")));
    }

    // /proc/self/comm is a regular file that can be written but not flushed: the kernel's own failing medium.
    void aFailedFlushIsNeverForgotten() {
        auto file = AppendFile::open("/proc/self/comm");
        QVERIFY(file);
        QCOMPARE(outcome(file->append(viewOf("tst_append_file"))), std::string("mediumUnsafe"));
        QVERIFY(file->isUnsafe());
        QCOMPARE(outcome(file->append(viewOf("x"))), std::string("mediumUnsafe"));
        QCOMPARE(outcome(file->reserve()), std::string("mediumUnsafe"));
        QCOMPARE(outcome(file->cutTo(0)), std::string("mediumUnsafe"));
    }

    void cuts() {
        auto file = AppendFile::create(m_path);
        QVERIFY(file->append(viewOf("whole\ntor")));
        QCOMPARE(outcome(file->cutTo(10)), std::string("badArgument"));
        QVERIFY(file->cutTo(6));
        QVERIFY(file->append(viewOf("next\n")));
        QCOMPARE(content(), bytesOf("whole\nnext\n"));
    }
};

STRONGROOM_TEST_MAIN(TestAppendFile)
#include "tst_append_file.moc"
