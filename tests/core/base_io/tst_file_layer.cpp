// Files come to be whole or not at all, never over another; only regular files are read.
#include "file_size_limit.h"
#include "small_medium.h"

#include "core/base_io/file_layer.h"
#include "tests/support/outcome.h"
#include "tests/support/test_main.h"

#include <QtCore/QTemporaryDir>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace strongroom;
using namespace strongroom::base_io;
using namespace strongroom::tests;
using base::bytesOf;
using base::viewOf;

namespace {

constexpr std::uint64_t limit = 64 * 1024;

mode_t modeOf(const Path& path) {
    struct stat facts {};
    return lstat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777 : 0;
}

Bytes patternOf(std::size_t size) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<std::uint8_t>(i * 31 + i / 4096);
    return bytes;
}

} // namespace

class TestFileLayer : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_temporary;
    Path m_folder;
    Path at(const char* name) const { return m_folder / name; }
    std::vector<std::string> names() const { return *listFolder(m_folder); }

private slots:
    void init() {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_folder = m_temporary->path().toStdString();
    }

    void writesWhatIsReadBack() {
        QCOMPARE(outcome(writeNew(at("a"), viewOf("hello"))), std::string("ok"));
        QCOMPARE(*readRegularFile(at("a"), limit), bytesOf("hello"));
        QCOMPARE(outcome(readBack(at("a"), viewOf("hello"))), std::string("ok"));
        QCOMPARE(outcome(writeNew(at("empty"), {})), std::string("ok"));
        QCOMPARE(*readFromMedium(at("empty"), 0), Bytes());
        QCOMPARE(names(), (std::vector<std::string>{"a", "empty"}));
    }

    void neverOverwrites() {
        QVERIFY(writeNew(at("a"), viewOf("first")));
        QVERIFY(makeFolder(at("folder")));
        QVERIFY(symlink("nowhere", at("link").c_str()) == 0);
        for (const char* name : {"a", "folder", "link"})
            QCOMPARE(outcome(writeNew(at(name), viewOf("second"))), std::string("fileExists"));
        QCOMPARE(*readRegularFile(at("a"), limit), bytesOf("first"));
        QCOMPARE(outcome(makeFolder(at("a"))), std::string("fileExists"));
        QVERIFY(writeNew(at("b"), viewOf("b")));
        for (const char* name : {"a", "folder", "link"})
            QCOMPARE(outcome(renameNew(at("b"), at(name))), std::string("fileExists"));
        QCOMPARE(names(), (std::vector<std::string>{"a", "b", "folder", "link"}));
    }

    void replacesWhatIsOnlyACache() {
        QVERIFY(replaceFile(at("a"), viewOf("first")));
        QVERIFY(replaceFile(at("a"), viewOf("second")));
        QCOMPARE(*readRegularFile(at("a"), limit), bytesOf("second"));
        QCOMPARE(names(), (std::vector<std::string>{"a"}));
    }

    void leftoversOfACrashAreReplacedNotFollowed() {
        QVERIFY(writeNew(at("precious"), viewOf("precious")));
        QVERIFY(symlink("precious", at(".part-a").c_str()) == 0);
        QCOMPARE(outcome(writeNew(at("a"), viewOf("new"))), std::string("ok"));
        QCOMPARE(*readRegularFile(at("precious"), limit), bytesOf("precious"));
        QCOMPARE(names(), (std::vector<std::string>{"a", "precious"}));
    }

    void modesDoNotHangOnTheUmask() {
        for (const mode_t mask : {0, 0777}) {
            const mode_t before = umask(mask);
            const auto file = writeNew(at("a"), viewOf("a"));
            const auto folder = makeFolder(at("folder"));
            umask(before);
            QVERIFY(file && folder);
            QCOMPARE(modeOf(at("a")), mode_t(0600));
            QCOMPARE(modeOf(at("folder")), mode_t(0700));
            QVERIFY(unlink(at("a").c_str()) == 0 && rmdir(at("folder").c_str()) == 0);
        }
    }

    void missingIsMissing() {
        QCOMPARE(outcome(readRegularFile(at("none"), limit)), std::string("fileMissing"));
        QCOMPARE(outcome(writeNew(at("none") / "a", viewOf("a"))), std::string("fileMissing"));
        QCOMPARE(outcome(listFolder(at("none"))), std::string("fileMissing"));
        QCOMPARE(outcome(renameNew(at("none"), at("other"))), std::string("fileMissing"));
        QCOMPARE(outcome(removeLeftover(at(".part-none"))), std::string("fileMissing"));
        QVERIFY(readRegularFile(at("none"), limit).error().detail.find(at("none").string()) !=
                std::string::npos);
        QCOMPARE(outcome(writeNew(m_folder / "..", viewOf("a"))), std::string("badArgument"));
    }

    void readsRegularFilesAlone() {
        QVERIFY(writeNew(at("file"), viewOf("x")));
        QVERIFY(symlink("file", at("link").c_str()) == 0);
        QVERIFY(mkfifo(at("fifo").c_str(), 0600) == 0); // would wait for ever
        QVERIFY(makeFolder(at("folder")));
        const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{AF_UNIX, {}};
        qstrncpy(address.sun_path, at("socket").c_str(), sizeof address.sun_path);
        QVERIFY(bind(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        for (const Path& path : {at("link"), at("fifo"), at("folder"), at("socket"), Path("/dev/zero")}) {
            QCOMPARE(outcome(readRegularFile(path, limit)), std::string("notRegularFile"));
            QCOMPARE(outcome(readFromMedium(path, limit)), std::string("notRegularFile"));
        }
        ::close(server);
        QVERIFY(*kindOf(at("file")) == FileKind::regular && *kindOf(at("folder")) == FileKind::folder);
        QVERIFY(*kindOf(at("link")) == FileKind::other && *kindOf(at("fifo")) == FileKind::other);
        QVERIFY(*kindOf(at("none")) == FileKind::missing && *kindOf(at("file") / "x") == FileKind::missing);
        QVERIFY(symlink("folder", at("folder-link").c_str()) == 0);
        QCOMPARE(outcome(listFolder(at("folder-link"))), std::string("notRegularFile"));
        QCOMPARE(outcome(listFolder(at("file"))), std::string("notRegularFile"));
    }

    void refusesWhatIsTooLarge() {
        QVERIFY(writeNew(at("a"), viewOf("12345")));
        QCOMPARE(outcome(readRegularFile(at("a"), 5)), std::string("ok"));
        QCOMPARE(outcome(readRegularFile(at("a"), 4)), std::string("tooLarge"));
        QVERIFY(truncate(at("a").c_str(), off_t(1) << 40) == 0); // 1 TiB, all of it a hole
        QCOMPARE(outcome(readRegularFile(at("a"), limit)), std::string("tooLarge"));
        QCOMPARE(outcome(copyNew(at("a"), at("b"), limit)), std::string("tooLarge"));
        // A file that does not say its size.
        QVERIFY(readRegularFile("/proc/self/status", limit)->size() > 100);
        QCOMPARE(outcome(readRegularFile("/proc/self/status", 100)), std::string("tooLarge"));
    }

    void readBackSeesEveryDifference() {
        const Bytes bytes = patternOf(10'000);
        QVERIFY(writeNew(at("a"), bytes));
        QCOMPARE(outcome(readBack(at("a"), bytes)), std::string("ok"));
        Bytes other = bytes;
        other[9'999] ^= 1;
        QCOMPARE(outcome(readBack(at("a"), other)), std::string("digestMismatch"));
        other = bytes;
        other.push_back(0);
        QCOMPARE(outcome(readBack(at("a"), other)), std::string("digestMismatch"));
        other.resize(9'999);
        QCOMPARE(outcome(readBack(at("a"), other)), std::string("digestMismatch"));
        QCOMPARE(outcome(readBack(at("none"), bytes)), std::string("fileMissing"));
    }

    void copiesOfEverySize_data() {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 4095, 4096, 4097, 1 << 20, (1 << 20) + 1, 3 * (1 << 20) - 5})
            QTest::addRow("%d", size) << size;
    }
    void copiesOfEverySize() {
        QFETCH(int, size);
        const Bytes bytes = patternOf(static_cast<std::size_t>(size));
        QVERIFY(writeNew(at("a"), bytes));
        QCOMPARE(outcome(copyNew(at("a"), at("b"), bytes.size())), std::string("ok"));
        QVERIFY(*readRegularFile(at("b"), bytes.size()) == bytes);
        QVERIFY(*readFromMedium(at("b"), bytes.size()) == bytes);
        QCOMPARE(outcome(copyNew(at("a"), at("b"), bytes.size())), std::string("fileExists"));
    }

    void foldersAreRenamedWhole() {
        QVERIFY(makeFolder(at(".part-keys-1")));
        QVERIFY(writeNew(at(".part-keys-1") / "manifest.json", viewOf("{}")));
        QCOMPARE(outcome(renameNew(at(".part-keys-1"), at("keys-1"))), std::string("ok"));
        QCOMPARE(*listFolder(at("keys-1")), (std::vector<std::string>{"manifest.json"}));
        QCOMPARE(names(), (std::vector<std::string>{"keys-1"}));
    }

    void leftoversAreRemovedWithAllTheyHold() {
        QVERIFY(writeNew(at("outside"), viewOf("stays")));
        QVERIFY(makeFolder(at("outside-folder")));
        QVERIFY(writeNew(at("outside-folder") / "inside", viewOf("stays")));
        QVERIFY(makeFolder(at(".part-x")));
        QVERIFY(makeFolder(at(".part-x") / "inner"));
        QVERIFY(writeNew(at(".part-x") / "inner" / "a", viewOf("a")));
        QVERIFY(symlink("../outside", (at(".part-x") / "link").c_str()) == 0);
        QVERIFY(symlink("../outside-folder", (at(".part-x") / "folder-link").c_str()) == 0);
        QCOMPARE(outcome(removeLeftover(at("outside-folder"))), std::string("badArgument"));
        QCOMPARE(outcome(removeLeftover(at(".part-x"))), std::string("ok"));
        QVERIFY(writeNew(at("plain"), viewOf("a")));
        QVERIFY(renameNew(at("plain"), at(".part-plain")));
        QCOMPARE(outcome(removeLeftover(at(".part-plain"))), std::string("ok"));
        QCOMPARE(names(), (std::vector<std::string>{"outside", "outside-folder"}));
        QCOMPARE(*listFolder(at("outside-folder")), (std::vector<std::string>{"inside"}));
    }

    void namesAreSortedByBytes() {
        for (const char* name : {"b", "a", "B", "10", "9", "\xc3\xa4"})
            QVERIFY(writeNew(at(name), {}));
        QCOMPARE(names(), (std::vector<std::string>{"10", "9", "B", "a", "b", "\xc3\xa4"}));
    }

    void aWriteThatDoesNotFitLeavesNothing() {
        QVERIFY(writeNew(at("cache"), viewOf("old")));
        {
            const FileSizeLimit full(1000);
            QCOMPARE(outcome(writeNew(at("a"), Bytes(1001))), std::string("tooLarge"));
            QCOMPARE(outcome(replaceFile(at("cache"), Bytes(1001))), std::string("tooLarge"));
            QCOMPARE(outcome(writeNew(at("b"), Bytes(1000))), std::string("ok"));
        }
        QCOMPARE(names(), (std::vector<std::string>{"b", "cache"}));
        QCOMPARE(*readRegularFile(at("cache"), limit), bytesOf("old"));
    }

    void fullAndReadOnlyMediaAreNamed() {
        SmallMedium medium;
        if (!medium.isMounted()) {
            QVERIFY2(passesInNamespace(QTest::currentTestFunction()),
                     "a small medium can be mounted neither here nor in a namespace of this test's own");
            return;
        }
        const Path folder = medium.path();
        QCOMPARE(outcome(writeNew(folder / "a", Bytes(300 * 1024))), std::string("noSpace"));
        QCOMPARE(*listFolder(folder), std::vector<std::string>());
        QCOMPARE(outcome(writeNew(folder / "a", Bytes(100 * 1024))), std::string("ok"));
        QVERIFY(medium.makeReadOnly());
        QCOMPARE(outcome(writeNew(folder / "b", viewOf("b"))), std::string("readOnly"));
        QCOMPARE(outcome(makeFolder(folder / "b")), std::string("readOnly"));
        QCOMPARE(outcome(readBack(folder / "a", Bytes(100 * 1024))), std::string("ok"));
    }
};

STRONGROOM_TEST_MAIN(TestFileLayer)
#include "tst_file_layer.moc"
