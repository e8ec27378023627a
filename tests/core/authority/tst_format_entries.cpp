// FORMAT.md lists every entry type with its members, and shows how a person checks an approval and the anchor
// with a shell: the table is compared with the types there are, and the commands are run as they stand there,
// on a good record and on a changed one.
#include "core/base/words.h"
#include "core/base_io/file_layer.h"
#include "tests/support/sample_authority.h"
#include "tests/support/test_main.h"

#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

#include <algorithm>

using namespace strongroom;
using namespace strongroom::authority;
using namespace strongroom::tests;

namespace {

// Members as the table spells them: in rising order, "name: type".
class Speller {
public:
    template<typename T>
    void operator()(std::string_view key, T& field) {
        m_members.push_back(std::string(key) + ": " + typeOf(field));
    }
    std::string text() {
        std::sort(m_members.begin(), m_members.end());
        std::string joined;
        for (const std::string& member : m_members)
            joined += (joined.empty() ? "" : ", ") + member;
        return joined;
    }

private:
    static std::string typeOf(const std::string&) { return "text"; }
    static std::string typeOf(std::uint64_t) { return "number"; }
    static std::string typeOf(const Digest&) { return "digest"; }
    static std::string typeOf(const Bytes&) { return "base64"; }
    static std::string typeOf(UtcTime) { return "time"; }
    static std::string typeOf(const EntryReference&) { return "entry"; }
    static std::string typeOf(const base::Value&) { return "object"; }
    template<typename T>
    requires(!std::same_as<T, std::uint8_t>) static std::string typeOf(const std::vector<T>&) {
        T item{};
        return typeOf(item) + "[]";
    }
    template<typename T>
    requires requires(T item, Speller speller) { item.fields(speller); }
    static std::string typeOf(T& item) {
        Speller inner;
        item.fields(inner);
        return "{" + inner.text() + "}";
    }

    std::vector<std::string> m_members;
};

template<std::size_t... index>
std::vector<std::pair<std::string, std::string>> allSpelt(std::index_sequence<index...>) {
    std::vector<std::pair<std::string, std::string>> rows;
    const auto spell = [&]<typename Body>(Body body) {
        Speller speller;
        body.fields(speller);
        rows.emplace_back(std::string(Body::type), speller.text());
    };
    (spell(std::variant_alternative_t<index, EntryVariant>()), ...);
    return rows;
}

// "`name` | `members` | text": the rows of the tables whose first column is a type.
std::vector<std::pair<std::string, std::string>> rowsOf(const QString& page) {
    std::vector<std::pair<std::string, std::string>> rows;
    const qsizetype start = page.indexOf("\n## 10. Entry types"), end = page.indexOf("\n## 11.");
    for (const QString& line : page.mid(start, end - start).split('\n')) {
        const QStringList cells = line.split(" | ");
        if (cells.size() != 3 || !cells[0].startsWith("| `"))
            continue;
        rows.emplace_back(cells[0].mid(2).remove('`').toStdString(),
                          QString(cells[1]).remove('`').toStdString());
    }
    return rows;
}

} // namespace

class TestFormatEntries : public QObject {
    Q_OBJECT

private:
    QString m_page;
    QTemporaryDir m_folder;
    std::unique_ptr<SampleAuthority> m_sample;

    QByteArray block(const QString& name) const {
        const QString start = "\n```sh " + name + "\n";
        const qsizetype at = m_page.indexOf(start);
        return at < 0
                   ? QByteArray()
                   : m_page.mid(at + start.size(), m_page.indexOf("\n```\n", at + 1) - at - start.size() + 1)
                         .toUtf8();
    }
    int run(const QString& name, std::uint64_t approval, QByteArray& output) const {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("approval", QString::number(approval));
        environment.insert("list", STRONGROOM_PGP_WORDS);
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_folder.path());
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start("sh", {"-eu", "-c", QString::fromUtf8(block(name))});
        process.closeWriteChannel();
        if (!process.waitForFinished())
            return -1;
        output = process.readAll();
        return process.exitCode();
    }
    std::string record() const {
        return base::textOf(must(base_io::readRegularFile(m_sample->folder() / "record.jsonl", 1 << 24)));
    }
    std::vector<std::uint64_t> approvals() const {
        std::vector<std::uint64_t> found;
        for (const auto& [step, entries] : m_sample->state().ceremony->steps)
            for (const Recorded& recorded : entries)
                if (std::holds_alternative<ApprovalGiven>(recorded.body))
                    found.push_back(recorded.reference.seq);
        return found;
    }

private slots:
    void initTestCase() {
        QFile page(STRONGROOM_FORMAT_MD);
        QVERIFY(page.open(QIODevice::ReadOnly));
        m_page = QString::fromUtf8(page.readAll());
        m_sample = std::make_unique<SampleAuthority>(m_folder.path().toStdString());
        m_sample->foundToOpenCheckpoint();
        m_sample->backUp();
        m_sample->signCertificate();
    }

    void everyTypeIsListedOnceWithItsMembers() {
        const auto expected = allSpelt(std::make_index_sequence<std::variant_size_v<EntryVariant>>{});
        QCOMPARE(expected.size(), entryTypes().size());
        auto listed = rowsOf(m_page);
        for (const auto& [type, members] : expected) {
            const auto row = std::find_if(listed.begin(), listed.end(),
                                          [&, name = type](const auto& one) { return one.first == name; });
            QVERIFY2(row != listed.end(),
                     ("FORMAT.md 10 lacks | `" + type + "` | `" + members + "` |").c_str());
            QVERIFY2(row->second == members,
                     (type + " is listed with '" + row->second + "', it has '" + members + "'").c_str());
            listed.erase(row);
        }
        QVERIFY2(listed.empty(), listed.empty() ? "" : ("no such type: " + listed.front().first).c_str());
    }

    // Every intent says what ends it, and every outcome which intent.
    void everyIntentIsNamedByItsEnd() {
        QVERIFY(m_page.count(" | Intent: ") > 0);
        for (const QString& line : m_page.split('\n')) {
            if (!line.contains(" | Intent: "))
                continue;
            const QString type = line.section('`', 1, 1);
            QVERIFY2(m_page.contains("Ends `" + type + "`") || m_page.contains("ends `" + type + "`"),
                     qPrintable(type));
        }
    }

    void aPersonChecksEachApproval() {
        const std::vector<std::uint64_t> all = approvals();
        QVERIFY(all.size() >= 6);
        for (const std::uint64_t seq : all) {
            QByteArray output;
            QVERIFY2(run("approval", seq, output) == 0, output);
            QVERIFY2(output.contains("Verified OK"), output);
        }
    }

    void aPersonFindsTheAnchor() {
        QByteArray output;
        QVERIFY2(run("anchor", 0, output) == 0, output);
        QVERIFY2(output.contains(QByteArray::fromStdString(m_sample->state().anchor->hex())), output);
        QVERIFY2(run("words", 0, output) == 0, output);
        QCOMPARE(output.trimmed(), QByteArray::fromStdString(base::pgpText(*m_sample->state().anchor)));
    }

    // A card that joined by a change of the roster has its key in another entry.
    void theCardOfAnApprovalIsFoundWhereItJoined() {
        const std::string good = record();
        const std::uint64_t seq = approvals().back();
        QByteArray output;
        QVERIFY2(run("approval", seq, output) == 0, output);
        QString joinedLater;
        for (const QString& line : QString::fromStdString(good).split('\n', Qt::SkipEmptyParts)) {
            const bool enrolled = line.endsWith("\"type\":\"card_enrolled\"}");
            const qsizetype end = line.indexOf("},\"ceremony\":");
            const QString body = line.mid(8, end + 1 - 8);
            joinedLater += enrolled ? QString("{\"body\":{\"added\":[%1,%1],\"removed\":[]").arg(body) +
                                          line.mid(end).replace("card_enrolled", "roster_proposed") + '\n'
                                    : line + '\n';
        }
        const auto put = [&](const std::string& text) {
            return base_io::replaceFile(m_sample->folder() / "record.jsonl", base::viewOf(text)).has_value();
        };
        QVERIFY(put(joinedLater.toStdString()));
        QVERIFY2(run("approval", seq, output) == 0 && output.contains("Verified OK"), output);
        // Without such a card an earlier run's files are not taken for it.
        QVERIFY(put(joinedLater.replace("\"sign_spki\":\"M", "\"sign_spki\":\"N").toStdString()));
        QVERIFY(run("approval", seq, output) != 0);
        QVERIFY2(output.contains("no card of the record has this key"), output);
        QVERIFY(put(good));
    }

    void aChangedRecordFails() {
        const std::string good = record();
        const std::uint64_t seq = approvals().back();
        const auto changed = [&](std::string from, std::string to, std::size_t after) {
            std::string text = good;
            text.replace(text.find(from, after), from.size(), to);
            QVERIFY(base_io::replaceFile(m_sample->folder() / "record.jsonl", base::viewOf(text)));
        };
        std::size_t line = 0;
        for (std::uint64_t i = 0; i < seq; ++i)
            line = good.find('\n', line) + 1;
        QByteArray output;
        changed("\"decision\":\"approve\"", "\"decision\":\"decline\"", line);
        QVERIFY(run("approval", seq, output) != 0);
        QVERIFY2(output.contains("Verification failure") || output.contains("Verification Failure"), output);
        changed("\"minimum\":", "\"minimum\":1", 0);
        QVERIFY2(run("anchor", 0, output) == 0, output);
        QVERIFY(!output.contains(QByteArray::fromStdString(m_sample->state().anchor->hex())));
        QVERIFY(base_io::replaceFile(m_sample->folder() / "record.jsonl", base::viewOf(good)));
    }
};

STRONGROOM_TEST_MAIN(TestFormatEntries)
#include "tst_format_entries.moc"
