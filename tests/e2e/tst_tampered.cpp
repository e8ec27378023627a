// The record of a real rehearsal with one byte or one entry changed, removed, swapped, repeated or inserted:
// refused, and the place is named. At every offset and at every entry by what the verifier reads lines with,
// at sampled ones by the program, with the anchor from paper. Excepted are whole entries at the very end of a
// tail (PROTOCOL P5): of those only the closing sheet tells.
#include "files.h"
#include "program.h"
#include "rehearsal_folder.h"

#include "core/audit/chain.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <algorithm>
#include <array>
#include <fstream>
#include <random>

using namespace strongroom;
using namespace strongroom::test;

namespace {

enum class Edit { change, changeCase, remove, swap, repeat, insert };
constexpr std::array everyEdit{Edit::change, Edit::changeCase, Edit::remove,
                               Edit::swap,   Edit::repeat,     Edit::insert};

const char* nameOf(Edit edit) {
    switch (edit) {
    case Edit::change: return "changed";
    case Edit::changeCase: return "changed in its case";
    case Edit::remove: return "removed";
    case Edit::swap: return "swapped";
    case Edit::repeat: return "repeated";
    case Edit::insert: return "inserted";
    }
    return "";
}

// `text` with one edit at a byte of it; the same text when there is nothing to swap.
std::string edited(std::string_view text, std::size_t at, Edit edit) {
    static constexpr std::string_view inserted = " 0a,\"}\n";
    std::string made(text);
    switch (edit) {
    case Edit::change: made[at] = static_cast<char>(made[at] ^ (1 << (at % 5))); break;
    case Edit::changeCase: made[at] = static_cast<char>(made[at] ^ 0x20); break;
    case Edit::remove: made.erase(at, 1); break;
    case Edit::swap:
        if (at + 1 < made.size())
            std::swap(made[at], made[at + 1]);
        break;
    case Edit::repeat: made.insert(at, 1, made[at]); break;
    case Edit::insert: made.insert(at, 1, inserted[at % inserted.size()]); break;
    }
    return made;
}

} // namespace

class TestTampered : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        const Said said = rehearse(m_temporary.path() + "/room");
        QVERIFY2(said.exitCode == 0, said.error.constData());
        m_anchor = textOf(m_temporary.path() + "/room/simulator/paper/anchor.txt").trimmed();
        m_record = textOf(recordPath()).toStdString();
        for (std::size_t start = 0; start < m_record.size(); start = m_record.find('\n', start) + 1) {
            const std::string_view line(m_record.data() + start, m_record.find('\n', start) - start);
            auto entry = audit::parseLine(line);
            SR_VERIFY(entry);
            m_starts.push_back(start);
            m_entries.push_back(std::move(*entry));
        }
        QVERIFY(m_entries.size() > 200);
        m_starts.push_back(m_record.size());
    }

    // The control, before anything is tampered with and after all of it.
    void untouchedItIsVerified() { verified(); }
    void cleanupTestCase() { verified(); }

    // Only the touched line and the one behind it are read again; those before are as they were.
    void everyByte() {
        std::size_t tried = 0;
        for (std::size_t k = 0; k < m_entries.size(); ++k) {
            const std::size_t start = m_starts[k], last = std::min(k + 2, m_entries.size());
            const std::string_view lines = std::string_view(m_record).substr(start, m_starts[last] - start);
            QVERIFY(!firstBroken(k, lines)); // the control
            for (std::size_t at = 0; at < m_starts[k + 1] - start; ++at)
                for (const Edit edit : everyEdit) {
                    const std::string tampered = edited(lines, at, edit);
                    if (tampered == lines)
                        continue;
                    ++tried;
                    const std::optional<std::size_t> named = firstBroken(k, tampered);
                    if (named != k && named != k + 1)
                        QFAIL(qPrintable(QString("byte %1 %2: %3")
                                             .arg(start + at)
                                             .arg(nameOf(edit))
                                             .arg(named ? qint64(*named) : -1)));
                }
        }
        qInfo("%zu records tampered with; %zu bytes, %zu entries", tried, m_record.size(), m_entries.size());
        QVERIFY(tried > m_record.size() * 11 / 2);
    }

    void everyEntry() {
        for (std::size_t k = 0; k < m_entries.size(); ++k)
            for (const Tampered& one : tamperedAt(k)) {
                auto reader = audit::ChainReader::over(one.record);
                auto entry = reader.next();
                while (entry && *entry != nullptr)
                    entry = reader.next();
                QVERIFY2(!entry && entry.error().detail.starts_with(one.place),
                         (one.what + ": " + (entry ? "accepted" : entry.error().detail)).c_str());
            }
    }

    void sampledBytesThroughTheProgram() {
        std::mt19937 random(20);
        std::array<int, everyEdit.size()> tried{};
        for (std::size_t i = 0; i < 200;) {
            const Edit edit = everyEdit[i % everyEdit.size()];
            const std::size_t at = random() % m_record.size();
            const std::string tampered = edited(m_record, at, edit);
            if (tampered == m_record)
                continue;
            ++i;
            ++tried[static_cast<std::size_t>(edit)];
            const auto next = std::upper_bound(m_starts.begin(), m_starts.end(), at);
            const auto k = static_cast<std::size_t>(next - m_starts.begin()) - 1;
            // What stands behind a line's LF belongs to the next entry.
            const bool isAfter = firstBroken(k, std::string_view(tampered).substr(m_starts[k])) != k;
            refused(tampered, isAfter ? place(k + 1, m_starts[k + 1]) : place(k, m_starts[k]),
                    std::string(nameOf(edit)) + " at byte " + std::to_string(at));
            if (QTest::currentTestFailed())
                return;
        }
        QVERIFY(*std::min_element(tried.begin(), tried.end()) >= 33);
    }

    // The end of the record, where no line follows that could notice.
    void theLastBytesThroughTheProgram() {
        const std::size_t last = m_entries.size() - 1, size = m_record.size();
        for (const Edit edit : {Edit::change, Edit::remove})
            refused(edited(m_record, size - 1, edit), place(last, m_starts[last]), nameOf(edit));
        refused(m_record + "\n", place(last + 1, size), "an empty line more");
        refused(m_record + "{", place(last + 1, size), "a byte more");
        refused(m_record.substr(0, size - 100), place(last, m_starts[last]), "cut within the last entry");
    }

    void sampledEntriesThroughTheProgram() {
        std::mt19937 random(7);
        std::vector<std::size_t> places{0, 1, m_entries.size() - 2};
        while (places.size() < 20)
            places.push_back(random() % (m_entries.size() - 1));
        std::size_t tried = 0;
        for (const std::size_t k : places)
            for (const Tampered& one : tamperedAt(k)) {
                ++tried;
                refused(one.record, one.place, one.what);
                if (QTest::currentTestFailed())
                    return;
            }
        QCOMPARE(tried, std::size_t(20 * 5));
    }

private:
    struct Tampered {
        std::string record, place, what;
    };

    static std::string place(std::size_t entry, std::size_t byte) {
        return "entry " + std::to_string(entry) + " at byte " + std::to_string(byte) + ": ";
    }
    std::string_view line(std::size_t k) const {
        return std::string_view(m_record).substr(m_starts[k], m_starts[k + 1] - m_starts[k]);
    }

    // The whole record with entry k deleted, and so on; the place that must be named. The last one is an
    // older record without it, and a longer one with a forged one behind it (PROTOCOL P5).
    std::vector<Tampered> tamperedAt(std::size_t k) const {
        const std::string before = m_record.substr(0, m_starts[k]), own(line(k)),
                          after = m_record.substr(m_starts[k + 1]);
        const std::string at = " entry " + std::to_string(k);
        std::vector<Tampered> made;
        made.push_back({before + own + own + after, place(k + 1, m_starts[k + 1]), "repeated" + at});
        const std::size_t other = (k + m_entries.size() / 2) % m_entries.size();
        made.push_back({before + std::string(line(other)) + own + after, place(k, m_starts[k]),
                        "another inserted before" + at});
        // One that follows as it should: the next one does not follow it.
        const audit::Entry& model = m_entries[k == 0 ? 0 : k - 1];
        const audit::Head head = k == 0 ? audit::Head{} : m_entries[k - 1].head();
        const auto forged = audit::makeEntry(
            head, {model.time, model.mode, model.ceremony, model.step, model.type, model.body});
        if (!forged)
            qFatal("%s", forged.error().detail.c_str());
        const std::string forgedLine = audit::toLine(*forged);
        // At the very start the forged one would be entry 0 itself.
        made.push_back(k == 0
                           ? Tampered{own + forgedLine + after, place(1, own.size()), "a second first entry"}
                           : Tampered{before + forgedLine + own + after,
                                      place(k + 1, m_starts[k] + forgedLine.size()),
                                      "a forged one inserted before" + at});
        if (k + 1 == m_entries.size())
            return made;
        const std::string next(line(k + 1)), rest = m_record.substr(m_starts[k + 2]);
        made.push_back({before + after, place(k, m_starts[k]), "deleted" + at});
        made.push_back({before + next + own + rest, place(k, m_starts[k]), "swapped with the next" + at});
        return made;
    }

    // The number of the first of these lines, which begin where entry k began, that does not follow; none
    // when all do.
    std::optional<std::size_t> firstBroken(std::size_t k, std::string_view lines) const {
        std::optional<audit::Entry> before;
        if (k > 0)
            before = m_entries[k - 1];
        for (; !lines.empty(); ++k) {
            const std::size_t end = lines.find('\n');
            if (end == std::string_view::npos)
                return k; // torn
            auto entry = audit::parseLine(lines.substr(0, end));
            if (!entry || audit::breakBetween(before ? &*before : nullptr, *entry))
                return k;
            before = std::move(*entry);
            lines.remove_prefix(end + 1);
        }
        return std::nullopt;
    }

    QString authority() const { return m_temporary.path() + "/room/authority"; }
    QString recordPath() const { return authority() + "/record.jsonl"; }
    void put(const std::string& record) const {
        std::ofstream file(recordPath().toStdString(), std::ios::binary | std::ios::trunc);
        file << record;
        QVERIFY(file.flush().good());
    }

    void verified() const {
        const Said said = run(verifierProgram(), {authority(), "--anchor", m_anchor});
        QVERIFY2(said.exitCode == 0 && said.output.startsWith("VERIFIED\n"), said.error.constData());
    }
    void refused(const std::string& tampered, const std::string& where, const std::string& what) const {
        put(tampered);
        const Said said = run(verifierProgram(), {authority(), "--anchor", m_anchor});
        put(m_record);
        const QByteArray told = (what + ": ").c_str() + said.error;
        QVERIFY2(said.exitCode == 1 && said.output.isEmpty(), told.constData());
        QVERIFY2(said.error.startsWith(("strongroom-verify: " + where).c_str()), told.constData());
        QVERIFY2(said.error.endsWith(".\n") && said.error.count('\n') == 1, told.constData());
    }

    QTemporaryDir m_temporary;
    QString m_anchor;
    std::string m_record;
    std::vector<std::size_t> m_starts; // of each line, and the end
    std::vector<audit::Entry> m_entries;
};

STRONGROOM_TEST_MAIN(TestTampered)
#include "tst_tampered.moc"
