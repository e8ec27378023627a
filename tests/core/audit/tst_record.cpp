// The writer of the record: what it answered is on the disk, and it writes only what continues the chain.
#include "sample_record.h"

#include "core/audit/chain.h"
#include "core/audit/record.h"
#include "core/base_io/file_layer.h"
#include "tests/support/outcome.h"
#include "tests/support/test_main.h"

#include <QtCore/QTemporaryDir>
#include <sys/resource.h>

#include <csignal>

using namespace strongroom;
using namespace strongroom::audit;
using namespace strongroom::tests;

class TestRecord : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_temporary;
    base_io::Path m_path;

    std::string content() const { return base::textOf(*base_io::readRegularFile(m_path, 1 << 24)); }
    // What the disk holds, by a fresh reader.
    Head headOnDisk() const {
        auto reader = ChainReader::open(m_path);
        while (true) {
            const auto entry = reader->next();
            if (!entry || *entry == nullptr)
                return reader->head();
        }
    }

private slots:
    void init() {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_path = m_temporary->filePath("record.jsonl").toStdString();
    }

    void writesAndGoesOn() {
        {
            auto record = Record::create(m_path);
            QVERIFY(record && record->head() == Head{} && !record->last());
            for (std::uint64_t i = 0; i < 3; ++i) {
                const auto entry = record->append(sampleDraft(i));
                QVERIFY(entry && entry->seq == i && record->head() == entry->head() &&
                        *record->last() == *entry);
                QVERIFY(headOnDisk() == record->head());
            }
            QCOMPARE(outcome(record->reserve()), std::string("ok"));
        }
        QCOMPARE(outcome(Record::create(m_path)), std::string("fileExists"));
        auto record = Record::open(m_path, headOnDisk());
        QVERIFY(record);
        QVERIFY(record->append(*makeEntry(record->head(), sampleDraft(3))));
        QCOMPARE(content(), linesOf(sampleEntries(4)));
    }

    void opensOnlyWhatWasVerified() {
        const auto entries = sampleEntries(3);
        QVERIFY(base_io::writeNew(m_path, base::viewOf(linesOf(entries))));
        QCOMPARE(outcome(Record::open(m_path, entries[2].head())), std::string("ok"));
        QCOMPARE(outcome(Record::open(m_path, entries[1].head())), std::string("headMismatch"));
        QCOMPARE(outcome(Record::open(m_path, Head{})), std::string("headMismatch"));
        QVERIFY(base_io::replaceFile(m_path, {}));
        QCOMPARE(outcome(Record::open(m_path, Head{})), std::string("ok"));
        QCOMPARE(outcome(Record::open(m_path, entries[2].head())), std::string("headMismatch"));
        QVERIFY(base_io::replaceFile(m_path, base::viewOf(linesOf(entries) + "x")));
        QCOMPARE(outcome(Record::open(m_path, entries[2].head())), std::string("recordBroken"));
        std::string spoiled = linesOf(entries);
        spoiled[spoiled.size() - 200] ^= 1;
        QVERIFY(base_io::replaceFile(m_path, base::viewOf(spoiled)));
        QVERIFY(!Record::open(m_path, entries[2].head()));
    }

    void refusesWhatWouldBreakTheChain() {
        auto record = Record::create(m_path);
        QVERIFY(record->append(sampleDraft(0)));
        Draft early = sampleDraft(1);
        early.time = early.time.plusSeconds(-2);
        QCOMPARE(outcome(record->append(early)), std::string("recordBroken"));
        Draft otherMode = sampleDraft(1);
        otherMode.mode = Mode::production;
        QCOMPARE(outcome(record->append(otherMode)), std::string("recordBroken"));
        QCOMPARE(outcome(record->append(sampleEntries(1)[0])), std::string("recordBroken"));
        Draft unreadable = sampleDraft(1);
        unreadable.step = "not a step";
        QCOMPARE(outcome(record->append(unreadable)), std::string("badArgument"));
        QCOMPARE(content(), linesOf(sampleEntries(1)));
        early.type = "clock_confirmed";
        QCOMPARE(outcome(record->append(early)), std::string("ok"));
    }

    void aFullDiskLosesNothing() {
        std::signal(SIGXFSZ, SIG_IGN);
        auto record = Record::create(m_path);
        QVERIFY(record->append(sampleDraft(0)));
        const std::string before = content();
        rlimit usual{};
        getrlimit(RLIMIT_FSIZE, &usual);
        const rlimit full{before.size() + 100, usual.rlim_max};
        setrlimit(RLIMIT_FSIZE, &full);
        const auto refused = record->append(sampleDraft(1));
        setrlimit(RLIMIT_FSIZE, &usual);
        QCOMPARE(outcome(refused), std::string("noSpace"));
        QCOMPARE(content(), before);
        QVERIFY(record->append(sampleDraft(1)));
        QCOMPARE(content(), linesOf(sampleEntries(2)));
    }

    // A crash in the middle of the write, at every byte: what was complete stays, the rest is put aside.
    void everyTornTailIsCut() {
        const auto entries = sampleEntries(3);
        const std::string kept = linesOf({entries[0], entries[1]}), torn = toLine(entries[2]);
        for (std::size_t size = 0; size < torn.size(); ++size) {
            QVERIFY(base_io::replaceFile(m_path, base::viewOf(kept + torn.substr(0, size))));
            auto reader = ChainReader::open(m_path);
            while (*reader->next())
                ;
            QCOMPARE(std::string(reader->tornTail()), torn.substr(0, size));
            if (size > 0) {
                QCOMPARE(outcome(Record::open(m_path, reader->head())), std::string("recordBroken"));
                QCOMPARE(outcome(Record::cutTornTail(m_path, reader->offset())), std::string("ok"));
            }
            auto record = Record::open(m_path, reader->head());
            QVERIFY(record && record->append(sampleDraft(2)));
            QCOMPARE(content(), kept + torn);
        }
    }

    void completeLinesAreNeverCut() {
        const auto entries = sampleEntries(3);
        const std::string kept = linesOf({entries[0], entries[1]});
        const std::string whole = kept + toLine(entries[2]);
        QVERIFY(base_io::writeNew(m_path, base::viewOf(whole + "torn")));
        for (const std::uint64_t offset :
             {std::uint64_t(0), std::uint64_t(kept.size()), std::uint64_t(whole.size() - 1),
              std::uint64_t(whole.size() + 1), std::uint64_t(whole.size() + 4),
              std::uint64_t(whole.size() + 100)})
            QCOMPARE(outcome(Record::cutTornTail(m_path, offset)), std::string("recordBroken"));
        QCOMPARE(content(), whole + "torn");
        QCOMPARE(outcome(Record::cutTornTail(m_path, whole.size())), std::string("ok"));
        QCOMPARE(content(), whole);
    }
};

STRONGROOM_TEST_MAIN(TestRecord)
#include "tst_record.moc"
