// Changing a record and making its chain anew, as whoever holds the disk can: everything that a signature
// covers is found out. The forger here re-hashes all entries and mends every reference to an entry.
#include "core/audit/chain.h"
#include "core/authority/verify.h"
#include "core/base_io/file_layer.h"
#include "tests/support/outcome.h"
#include "tests/support/sample_authority.h"
#include "tests/support/test_main.h"

#include <QtCore/QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <functional>

using namespace strongroom;
using namespace strongroom::authority;
using namespace strongroom::tests;
using audit::Entry;
using base::Value;

namespace {

// The value with every text that names an entry by its old hash naming it by its new one.
Value mended(const Value& value, const std::map<std::string, std::string>& hashes) {
    switch (value.kind()) {
    case Value::Kind::text: {
        std::string text = value.text();
        for (const auto& [before, after] : hashes)
            if (const std::size_t at = text.find(before); at != std::string::npos)
                text.replace(at, before.size(), after);
        return text;
    }
    case Value::Kind::number: return value;
    case Value::Kind::array: {
        Value::Array items;
        for (const Value& item : value.items())
            items.push_back(mended(item, hashes));
        return items;
    }
    case Value::Kind::object: {
        Value object;
        for (const auto& [key, member] : value.members())
            object.set(key, mended(member, hashes));
        return object;
    }
    }
    return value;
}

// Another value of the same kind: the first character of a text is the next one that its format allows.
Value altered(const Value& value) {
    switch (value.kind()) {
    case Value::Kind::text: {
        std::string text = value.text();
        if (text.empty() || text == "-")
            return text + "x";
        // In the middle, so that hex stays hex, base64 stays base64 and DER keeps its head.
        char& c = text[text.size() / 2];
        c = c == '0'                                           ? '1'
            : c == 'a'                                         ? 'b'
            : (c >= '1' && c <= '8') || (c >= 'b' && c <= 'e') ? static_cast<char>(c + 1)
            : c == 'A'                                         ? 'B'
                                                               : 'a';
        return text;
    }
    case Value::Kind::number: return value.number() + 1;
    case Value::Kind::array: {
        Value::Array items = value.items();
        items.push_back(items.empty() ? Value("x") : items.front());
        return items;
    }
    case Value::Kind::object: {
        Value object = value;
        return object.set("x", "x");
    }
    }
    return value;
}

// Every place in a body: paths of keys and indices to change.
void forEachChange(const Value& value, const std::function<void(const Value&)>& visit) {
    visit(altered(value));
    if (value.isObject())
        for (const auto& [key, member] : value.members())
            forEachChange(member, [&](const Value& changed) {
                Value object = value;
                visit(object.set(key, changed));
            });
    if (value.isArray())
        for (std::size_t i = 0; i < value.items().size(); ++i)
            forEachChange(value.items()[i], [&](const Value& changed) {
                Value::Array items = value.items();
                items[i] = changed;
                visit(items);
            });
}

} // namespace

class TestForgery : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_original, m_forged;
    std::vector<Entry> m_entries;
    std::optional<Digest> m_anchor;
    std::string m_note;
    std::uint64_t m_introduced = 0; // seq of record_key_introduced

    std::filesystem::path forged() const { return m_forged.path().toStdString(); }

    // The forger's record of these entries, chained anew.
    void write(const std::vector<Entry>& entries) {
        std::string lines;
        std::map<std::string, std::string> hashes;
        audit::Head head;
        for (const Entry& entry : entries) {
            audit::Draft draft{entry.time, entry.mode, entry.ceremony,
                               entry.step, entry.type, mended(entry.body, hashes)};
            const Entry made = must(audit::makeEntry(head, std::move(draft)));
            head = made.head();
            if (made.hash != entry.hash)
                hashes[entry.hash.hex()] = made.hash.hex();
            lines += audit::toLine(made);
        }
        std::ofstream(forged() / "record.jsonl", std::ios::binary | std::ios::trunc) << lines;
    }
    Result<VerifyReport> verifyForged() {
        VerifyOptions options;
        options.anchor = m_anchor;
        return verifyFolder(forged(), options);
    }
    void withNote() {
        std::filesystem::create_directories(forged() / "checkpoints");
        std::ofstream(forged() / "checkpoints" / (std::to_string(m_entries.size()) + ".note")) << m_note;
    }
    void withoutNote() { std::filesystem::remove_all(forged() / "checkpoints"); }

private slots:
    void initTestCase() {
        SampleAuthority sample(m_original.path().toStdString());
        sample.foundToOpenCheckpoint();
        m_anchor = sample.state().anchor;
        const std::filesystem::path folder = sample.folder();
        auto reader = must(audit::ChainReader::open(folder / "record.jsonl"));
        while (const Entry* entry = must(reader.next()))
            m_entries.push_back(*entry);
        m_introduced = m_entries.size() - 1;
        QCOMPARE(m_entries.back().type, std::string("record_key_introduced"));
        m_note = base::textOf(must(base_io::readRegularFile(
            folder / "checkpoints" / (std::to_string(m_entries.size()) + ".note"), 1 << 20)));
        std::filesystem::copy(folder / "envelopes", forged() / "envelopes",
                              std::filesystem::copy_options::recursive);
    }

    // The forger's tools change nothing by themselves.
    void anUnchangedRecordStaysGood() {
        write(m_entries);
        withNote();
        QCOMPARE(outcome(verifyForged()), std::string("ok"));
        withoutNote();
        QCOMPARE(outcome(verifyForged()), std::string("ok"));
    }

    // Without the note, so that only signatures in entries protect: the last of them, the introduction of the
    // record key, is by cards and over the hash of an entry, and so covers all before it.
    void everyFieldOfEveryBodyIsCovered() {
        withoutNote();
        std::size_t changes = 0;
        for (std::size_t i = 0; i < m_entries.size(); ++i)
            forEachChange(m_entries[i].body, [&](const Value& body) {
                if (!body.isObject() || body == m_entries[i].body)
                    return;
                std::vector<Entry> entries = m_entries;
                entries[i].body = body;
                write(entries);
                ++changes;
                const auto verified = verifyForged();
                QVERIFY2(
                    !verified,
                    (std::to_string(i) + " " + m_entries[i].type + " " + base::writeCanonical(body)).c_str());
            });
        QVERIFY(changes > 400);
    }

    void envelopesOfEntriesAreCovered() {
        withoutNote();
        for (std::size_t i = 0; i < m_entries.size(); ++i)
            for (const int what : {0, 1, 2, 3}) {
                // Step and time of the very last entry are under the next checkpoint only.
                if (i == m_introduced && what < 2)
                    continue;
                std::vector<Entry> entries = m_entries;
                if (what == 0)
                    entries[i].step = "9.9.9";
                else if (what == 1)
                    entries[i].time = entries[i].time.plusSeconds(i + 1 < entries.size() ? 1 : 0);
                else if (what == 2)
                    entries[i].ceremony = "0001-found-other";
                else
                    entries[i].mode = Mode::production;
                write(entries);
                QVERIFY2(!verifyForged(), (std::to_string(i) + " " + std::to_string(what)).c_str());
            }
    }

    void entriesDroppedRepeatedOrSwapped() {
        withoutNote();
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            std::vector<Entry> entries = m_entries;
            if (i != m_introduced) { // a record that ends earlier is an older record
                entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(i));
                write(entries);
                QVERIFY2(!verifyForged(), (std::to_string(i) + " dropped").c_str());
            }
            entries = m_entries;
            entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(i), m_entries[i]);
            write(entries);
            QVERIFY2(!verifyForged(), (std::to_string(i) + " repeated").c_str());
            if (i + 1 == m_entries.size())
                break;
            entries = m_entries;
            std::swap(entries[i], entries[i + 1]);
            std::swap(entries[i].time, entries[i + 1].time);
            write(entries);
            QVERIFY2(!verifyForged(), (std::to_string(i) + " swapped").c_str());
        }
    }

    // With the note: also what stands last.
    void theNoteCoversTheLastEntry() {
        withNote();
        std::vector<Entry> entries = m_entries;
        entries.back().step = "9.9.9";
        write(entries);
        QVERIFY(!verifyForged());
        entries = m_entries;
        entries.pop_back();
        write(entries);
        QVERIFY(verifyForged().error().detail.find("cut from its end") != std::string::npos);
        entries = m_entries;
        entries.push_back(m_entries[2]); // nobody signs what the workstation was
        entries.back().time = m_entries.back().time;
        write(entries);
        QCOMPARE(outcome(verifyForged()), std::string("ok")); // uncovered, and counted as such
        QCOMPARE(verifyForged()->uncovered, std::uint64_t(1));
    }
};

STRONGROOM_TEST_MAIN(TestForgery)
#include "tst_forgery.moc"
