// The chain: every change of a record is found, with its place and kind.
#include "sample_record.h"

#include "core/audit/chain.h"
#include "core/base_io/file_layer.h"
#include "tests/support/outcome.h"
#include "tests/support/test_main.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTemporaryDir>
#include <unistd.h>

using namespace strongroom;
using namespace strongroom::audit;
using namespace strongroom::tests;

namespace {

struct Outcome {
    Head head;
    std::optional<ChainBreak> broken;
    std::string tail;
    std::uint64_t offset = 0;
};

Outcome readAll(ChainReader reader) {
    while (true) {
        const auto entry = reader.next();
        if (!entry || *entry == nullptr)
            return {reader.head(), reader.broken(), std::string(reader.tornTail()), reader.offset()};
    }
}
Outcome readAll(const std::string& record) {
    return readAll(ChainReader::over(record));
}

std::string kindOf(const Outcome& outcome) {
    return outcome.broken ? nameOf(outcome.broken->kind) : "whole";
}

// Entries after another draft, each with its right hash and number: what a forger makes who can compute.
Entry forged(const Entry& entry, const std::function<void(Draft&)>& change) {
    Draft draft{entry.time, entry.mode, entry.ceremony, entry.step, entry.type, entry.body};
    change(draft);
    return *makeEntry(Head{entry.seq, entry.prev}, draft);
}

} // namespace

class TestChain : public QObject {
    Q_OBJECT

private:
    const std::vector<Entry> m_entries = sampleEntries(5);
    const std::string m_record = linesOf(m_entries);

    std::string without(std::size_t index) const {
        auto entries = m_entries;
        entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(index));
        return linesOf(entries);
    }
    std::uint64_t startOf(std::size_t index) const {
        return linesOf({m_entries.begin(), m_entries.begin() + static_cast<std::ptrdiff_t>(index)}).size();
    }

private slots:
    void readsAWholeRecord() {
        auto reader = ChainReader::over(m_record);
        QVERIFY(reader.authority().isZero() && reader.head() == Head{});
        for (const Entry& expected : m_entries) {
            const auto entry = reader.next();
            QVERIFY(entry && *entry && **entry == expected);
            QCOMPARE(std::string(reader.line()) + "\n", toLine(expected));
            QVERIFY(reader.head() == expected.head());
        }
        for (int i = 0; i < 2; ++i) {
            const auto end = reader.next();
            QVERIFY(end && *end == nullptr);
        }
        QVERIFY(reader.authority() == m_entries[0].hash);
        QCOMPARE(reader.offset(), std::uint64_t(m_record.size()));
        QVERIFY(!reader.broken() && reader.tornTail().empty());
        QVERIFY(readAll(std::string()).head == Head{});
    }

    // The promise of the record: one changed bit anywhere is found where it is.
    void everySingleBitIsFoundInItsPlace() {
        for (std::size_t i = 0; i < m_record.size(); ++i) {
            std::size_t index = 0;
            while (index + 1 < m_entries.size() && startOf(index + 1) <= i)
                ++index;
            for (int bit = 0; bit < 8; ++bit) {
                std::string changed = m_record;
                changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
                const Outcome outcome = readAll(changed);
                QVERIFY(outcome.head == (index == 0 ? Head{} : m_entries[index - 1].head()));
                if (i + 1 == m_record.size()) { // the last LF: the last line looks torn
                    QVERIFY(!outcome.broken && outcome.tail.size() == changed.size() - startOf(index));
                    continue;
                }
                QVERIFY2(outcome.broken, std::to_string(i).c_str());
                QCOMPARE(outcome.broken->entry, std::uint64_t(index));
                QCOMPARE(outcome.broken->offset, startOf(index));
            }
        }
    }
    void everyByteBecomesALineFeed() {
        for (std::size_t i = 0; i < m_record.size(); ++i) {
            if (m_record[i] == '\n')
                continue;
            std::string changed = m_record;
            changed[i] = '\n';
            const Outcome outcome = readAll(changed);
            QVERIFY(outcome.broken && outcome.broken->offset <= i);
        }
    }

    void everyTruncationIsATornTail() {
        for (std::size_t size = 0; size <= m_record.size(); ++size) {
            const std::string cut = m_record.substr(0, size);
            const Outcome outcome = readAll(cut);
            QVERIFY(!outcome.broken);
            const auto lines = static_cast<std::uint64_t>(std::count(cut.begin(), cut.end(), '\n'));
            QCOMPARE(outcome.head.size, lines);
            QCOMPARE(outcome.offset, startOf(lines));
            QCOMPARE(outcome.tail, cut.substr(startOf(lines)));
        }
    }

    void deletedDuplicatedSwappedInserted() {
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            const Outcome outcome = readAll(without(i));
            if (i + 1 == m_entries.size()) { // not visible in the chain: the head tells
                QVERIFY(!outcome.broken && outcome.head == m_entries[i - 1].head());
            } else {
                QCOMPARE(kindOf(outcome), std::string("sequence"));
                QCOMPARE(outcome.broken->entry, std::uint64_t(i));
                QCOMPARE(outcome.broken->offset, startOf(i));
            }
            auto entries = m_entries;
            entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(i), m_entries[i]);
            const Outcome twice = readAll(linesOf(entries));
            QCOMPARE(kindOf(twice), std::string("sequence"));
            QCOMPARE(twice.broken->entry, std::uint64_t(i + 1));
        }
        for (std::size_t i = 0; i + 1 < m_entries.size(); ++i) {
            auto entries = m_entries;
            std::swap(entries[i], entries[i + 1]);
            const Outcome outcome = readAll(linesOf(entries));
            QCOMPARE(kindOf(outcome), std::string("sequence"));
            QCOMPARE(outcome.broken->entry, std::uint64_t(i));
        }
        for (const char* line : {"\n", "{}\n", "x\n"}) {
            const Outcome outcome = readAll(toLine(m_entries[0]) + line + without(0));
            QCOMPARE(kindOf(outcome), std::string("format"));
            QCOMPARE(outcome.broken->entry, std::uint64_t(1));
        }
    }

    void forgeriesWithRightHashesBreakAtTheNext() {
        auto entries = m_entries;
        entries[2] = forged(entries[2], [](Draft& d) { d.body.set("bag", "B-9"); });
        const Outcome outcome = readAll(linesOf(entries));
        QCOMPARE(kindOf(outcome), std::string("previous"));
        QCOMPARE(outcome.broken->entry, std::uint64_t(3));
        // An entry of another record with the right number.
        entries = m_entries;
        entries[1] = sampleEntries(1, 1, Head{1, Digest{}})[0];
        QCOMPARE(kindOf(readAll(linesOf(entries))), std::string("previous"));
        QCOMPARE(kindOf(readAll(linesOf(sampleEntries(2, 0, Head{0, m_entries[0].hash})))),
                 std::string("previous"));
    }

    void timeAndMode() {
        const auto second = [&](const std::function<void(Draft&)>& change) {
            return kindOf(readAll(toLine(m_entries[0]) + toLine(forged(m_entries[1], change))));
        };
        QCOMPARE(second([](Draft& d) { d.mode = Mode::production; }), std::string("mode"));
        QCOMPARE(second([](Draft& d) { d.time = d.time.plusSeconds(-1); }), std::string("whole"));
        QCOMPARE(second([](Draft& d) { d.time = d.time.plusSeconds(-2); }), std::string("time"));
        QCOMPARE(second([](Draft& d) {
                     d.time = d.time.plusSeconds(-100'000);
                     d.type = "clock_confirmed";
                 }),
                 std::string("whole"));
    }

    void formIsNamed() {
        std::string line = toLine(m_entries[1]);
        line.replace(line.find("A-1"), 3, "\\u0041-1");
        QCOMPARE(kindOf(readAll(toLine(m_entries[0]) + line)), std::string("not canonical"));
        QCOMPARE(kindOf(readAll(toLine(m_entries[0]) + std::string(maxLineBytes, 'x'))),
                 std::string("too long"));
        line = toLine(m_entries[1]);
        line.replace(line.find("A-1"), 3, "A-2");
        const Outcome outcome = readAll(toLine(m_entries[0]) + line);
        QCOMPARE(kindOf(outcome), std::string("hash"));
    }

    void aBreakIsFinalAndSaysWhere() {
        const std::string record = without(2);
        auto reader = ChainReader::over(record);
        QVERIFY(reader.next() && reader.next());
        for (int i = 0; i < 2; ++i) {
            const auto entry = reader.next();
            QCOMPARE(outcome(entry), std::string("recordBroken"));
            QVERIFY(entry.error().detail.find("entry 2 at byte " + std::to_string(startOf(2)) +
                                              ": sequence") != std::string::npos);
        }
    }

    void filesAreReadInPieces() {
        QTemporaryDir temporary;
        const base_io::Path path = temporary.filePath("record.jsonl").toStdString();
        auto entries = sampleEntries(2000);
        Draft big = sampleDraft(2000);
        big.body.set("bytes", std::string(900'000, 'x'));
        entries.push_back(*makeEntry(entries.back().head(), big));
        entries.push_back(*makeEntry(entries.back().head(), sampleDraft(2001)));
        const std::string record = linesOf(entries);
        QVERIFY(base_io::writeNew(path, base::viewOf(record + "torn")));
        auto reader = ChainReader::open(path);
        QVERIFY(reader);
        for (const Entry& expected : entries) {
            const auto entry = reader->next();
            QVERIFY(entry && *entry && **entry == expected);
            QCOMPARE(reader->line().size() + 1, toLine(expected).size());
        }
        const Outcome outcome = readAll(std::move(*reader));
        QCOMPARE(outcome.tail, std::string("torn"));
        QCOMPARE(outcome.offset, std::uint64_t(record.size()));
        // A line without an end is not read for ever.
        QVERIFY(truncate(path.c_str(), off_t(1) << 40) == 0);
        const Outcome endless = readAll(std::move(*ChainReader::open(path)));
        QCOMPARE(kindOf(endless), std::string("too long"));
        QCOMPARE(tests::outcome(ChainReader::open(temporary.path().toStdString())),
                 std::string("notRegularFile"));
    }

    void speedIsPrinted() {
        constexpr std::uint64_t count = 20'000;
        const std::string record = linesOf(sampleEntries(count));
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(readAll(record).head.size, count);
        qInfo("%.0f entries of %zu bytes in a second", double(count) / (double(timer.nsecsElapsed()) / 1e9),
              record.size() / count);
    }
};

STRONGROOM_TEST_MAIN(TestChain)
#include "tst_chain.moc"
