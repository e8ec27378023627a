// strongroom-verify as people run it: first lines, exit codes; and every byte of a record.
#include "core/audit/chain.h"
#include "core/authority/verify.h"
#include "core/base/words.h"
#include "core/base_io/file_layer.h"
#include "tests/support/outcome.h"
#include "tests/support/sample_authority.h"
#include "tests/support/test_main.h"

#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

#include <fstream>

using namespace strongroom;
using namespace strongroom::tests;
using audit::CheckpointKind;

namespace {

struct Ran {
    int code = -1;
    QStringList out;
    QString error;
};

Ran run(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()).split('\n'),
            QString::fromUtf8(process.readAllStandardError())};
}
Ran verify(const QStringList& arguments) {
    return run(STRONGROOM_VERIFY, arguments);
}

QString hexOf(const Digest& digest) {
    return QString::fromStdString(digest.hex());
}

} // namespace

class TestVerifyProgram : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_open, m_closed;
    std::unique_ptr<SampleAuthority> m_openSample, m_closedSample;

    std::filesystem::path recordPath() const { return m_openSample->folder() / "record.jsonl"; }
    std::string recordBytes() const {
        return base::textOf(must(base_io::readRegularFile(recordPath(), 1 << 24)));
    }
    QString anchor() const { return hexOf(*m_openSample->state().anchor); }

private slots:
    void initTestCase() {
        m_openSample = std::make_unique<SampleAuthority>(m_open.path().toStdString());
        m_openSample->foundToOpenCheckpoint();
        m_closedSample = std::make_unique<SampleAuthority>(m_closed.path().toStdString(), Mode::production);
        m_closedSample->foundToOpenCheckpoint();
        m_closedSample->backUp();
        m_closedSample->signCertificate();
        m_closedSample->erase();
        m_closedSample->close();
    }

    void firstLines() {
        const Ran bare = verify({m_open.path()});
        QCOMPARE(bare.code, 0);
        QCOMPARE(bare.error, QString());
        QCOMPARE(bare.out[0], QString("Consistent, NOT ANCHORED: anyone could have made this record"));
        QCOMPARE(bare.out[1], QString("TRAINING"));
        QCOMPARE(bare.out[2], QString("OPEN (0 entries uncovered)"));
        QCOMPARE(bare.out[3], QString("age not checked: compare with a head: --head"));
        const Ran anchored = verify({"--anchor", anchor().toUpper(), m_open.path()});
        QCOMPARE(anchored.code, 0);
        QCOMPARE(anchored.out[0], QString("VERIFIED"));
        const std::string words = base::pgpText(*m_openSample->state().anchor);
        QCOMPARE(verify({m_open.path(), "--anchor", QString::fromStdString(words)}).out[0],
                 QString("VERIFIED"));
        const Ran closed = verify({m_closed.path(), "--anchor", hexOf(*m_closedSample->state().anchor)});
        QCOMPARE(closed.out[0], QString("VERIFIED"));
        QCOMPARE(closed.out[1], QString("CLOSED (tail of 2 entries: compare with the closing sheet)"));
        QVERIFY(!closed.out.contains("TRAINING"));
    }

    // The head on paper is that of the close; it is shown as it stands there, apart from the tail's, and can
    // be given as it stands there.
    void theHeadOnPaper() {
        const audit::Head newest{m_closedSample->state().size, m_closedSample->state().head};
        const auto report = authority::verifyFolder(m_closedSample->folder(), {});
        QVERIFY(report && report->closing && report->head == newest);
        const base::EntryReference closing = m_closedSample->state().ceremony->closing;
        const audit::Head paper{closing.seq + 1, closing.hash};
        QVERIFY(*report->closing == paper && paper.size + 2 == newest.size);
        const QString words = QString::fromStdString(audit::spokenHead(paper));
        const Ran shown = verify({m_closed.path()});
        QVERIFY(shown.out.contains("close head " + words));
        QVERIFY(shown.out.contains("           " + QString::fromStdString(audit::toText(paper))));
        QVERIFY(shown.out.contains("tail head  " + QString::fromStdString(audit::spokenHead(newest))));
        for (const QString& given : {words, QString::fromStdString(audit::toText(paper))}) {
            const Ran compared = verify({m_closed.path(), "--head", given});
            QCOMPARE(compared.code, 0);
            QCOMPARE(compared.out[2], QString("2 entries are newer than what was given"));
        }
        QString other = words;
        QCOMPARE(verify({m_closed.path(), "--head", other.replace(0, words.indexOf(' '), "5")}).code, 1);
        QCOMPARE(verify({m_closed.path(), "--head", words.left(words.lastIndexOf(' '))}).code, 2);
        const Ran open = verify({m_open.path()});
        QVERIFY(open.out.join("\n").contains("\nhead       ") && !open.out.join("\n").contains("close head"));
    }

    void whatIsGivenMustFit() {
        const auto& state = m_openSample->state();
        const QString head = QString::number(state.size) + ":" + hexOf(state.head);
        const Ran good = verify({m_open.path(), "--head", head});
        QCOMPARE(good.code, 0);
        QCOMPARE(good.out[3], QString("0 entries are newer than what was given"));
        const QString note = m_open.path() + "/checkpoints/" + QString::number(state.size) + ".note";
        QCOMPARE(verify({m_open.path(), "--since", note}).code, 0);
        for (const QStringList& wrong :
             {QStringList{"--anchor", hexOf(state.head)}, QStringList{"--head", "3:" + hexOf(state.head)}}) {
            const Ran refused = verify(QStringList(m_open.path()) + wrong);
            QCOMPARE(refused.code, 1);
            QCOMPARE(refused.out, QStringList(""));
            QVERIFY(refused.error.startsWith("strongroom-verify: ") && refused.error.endsWith(".\n"));
            QCOMPARE(refused.error.count('\n'), 1);
        }
        QCOMPARE(verify({m_closed.path(), "--since", note}).code, 1);
    }

    void whatIsNotThereIsRefused() {
        for (const QStringList& missing :
             {QStringList{"/nowhere"}, QStringList{m_open.path() + "/envelopes"},
              QStringList{"--due", "/nowhere"}, QStringList{"show", "/nowhere"}}) {
            const Ran refused = verify(missing);
            QCOMPARE(refused.code, 1);
            QCOMPARE(refused.error.count('\n'), 1);
            QVERIFY(refused.out == QStringList(""));
        }
    }

    void badUsage() {
        for (const QStringList& wrong :
             {QStringList{}, QStringList{"--due"}, QStringList{m_open.path(), "more"},
              QStringList{m_open.path(), "--anchor"}, QStringList{m_open.path(), "--anchor", "aardvark"},
              QStringList{m_open.path(), "--head", "12"}, QStringList{m_open.path(), "--since", "/nowhere"},
              QStringList{m_open.path(), "--since", m_open.path() + "/record.jsonl"}, QStringList{"show"}}) {
            const Ran refused = verify(wrong);
            QCOMPARE(refused.code, 2);
            QVERIFY(!refused.error.isEmpty() && refused.out == QStringList(""));
        }
        const Ran help = verify({"--help"});
        QVERIFY(help.code == 0 && help.out[0].startsWith("usage: ") && help.out.join("").contains("--due"));
        QVERIFY(help.out.join(" ").contains("0 consistent, also when it is NOT ANCHORED"));
    }

    void saysWhatIsDue() {
        const Ran due = verify({"--due", m_closed.path()});
        QCOMPARE(due.code, 0);
        QCOMPARE(due.error, QString());
        const QString text = due.out.join("\n");
        for (const char* line :
             {"\nDue (this machine's clock says ", "share proof of mbk.1 officer-3, a year after",
              "drill of medium 'backup-b'", "the certificate 'root' of ", "\nroot-key, P-384, made ",
              "\nA-100: hsm-1, at table since ",
              "mbk.1, active: 3 of officer-1, officer-2, officer-3, officer-4, officer-5 open "
              "backup 1 on backup-a, backup 1 on backup-b\n"})
            QVERIFY2(text.contains(line), (text + line).toUtf8());
        QVERIFY(!verify({m_closed.path()}).out.join("").contains("Due"));
    }

    void showsWhatWasSigned() {
        const QString certificate = m_closed.path() + "/certificates/root.der";
        const Ran shown = verify({"show", certificate});
        QCOMPARE(shown.code, 0);
        QVERIFY(shown.out.join("\n").contains("TRAINING Sample Root"));
        QVERIFY(shown.out.join("\n").contains("in words"));
        QCOMPARE(verify({"show", m_closed.path() + "/record.jsonl"}).code, 1);
    }

    // One bit of every byte: its line no longer continues the chain.
    void everyByteOfTheRecord() {
        const std::string record = recordBytes();
        std::optional<audit::Entry> before;
        for (std::size_t start = 0; start < record.size();) {
            const std::size_t end = record.find('\n', start);
            std::string line = record.substr(start, end - start);
            for (std::size_t at = 0; at < line.size(); ++at) {
                const char good = line[at];
                line[at] = static_cast<char>(good ^ (1 << (at % 7)));
                const auto entry = audit::parseLine(line);
                QVERIFY2(!entry || audit::breakBetween(before ? &*before : nullptr, *entry),
                         std::to_string(start + at).c_str());
                line[at] = good;
            }
            const audit::Entry entry = must(audit::parseLine(line));
            QVERIFY(!audit::breakBetween(before ? &*before : nullptr, entry));
            before = entry;
            start = end + 1;
        }
    }

    // At 500 places, among them the ends of lines: the verifier names the entry and the byte at which it
    // starts. At some of them by the program.
    void aChangedByteIsNamed() {
        const std::string record = recordBytes();
        std::fstream file(recordPath(), std::ios::in | std::ios::out | std::ios::binary);
        const auto put = [&](std::size_t at, char byte) {
            file.seekp(static_cast<std::streamoff>(at));
            file.put(byte);
            file.flush();
        };
        const std::size_t step = record.size() / 500;
        std::size_t entry = 0, start = 0, places = 0;
        for (std::size_t at = 0; at < record.size(); ++at) {
            if (at % step == 0 || record[at] == '\n') {
                const std::string place =
                    "entry " + std::to_string(entry) + " at byte " + std::to_string(start) + ": ";
                put(at, static_cast<char>(record[at] ^ (1 << (at % 7))));
                const auto verified = authority::verifyFolder(m_openSample->folder(), {});
                const bool byProgram = places++ % 3 == 0;
                const Ran ran = byProgram ? verify({m_open.path()}) : Ran{};
                put(at, record[at]);
                QVERIFY2(
                    !verified && verified.error().detail.starts_with(place),
                    (std::to_string(at) + ": " + (verified ? "accepted" : verified.error().detail)).c_str());
                if (byProgram) {
                    QCOMPARE(ran.code, 1);
                    QVERIFY2(ran.error.startsWith("strongroom-verify: " + QString::fromStdString(place)),
                             ran.error.toUtf8().constData());
                }
            }
            if (record[at] == '\n') {
                ++entry;
                start = at + 1;
            }
        }
        QVERIFY(places >= 500);
        QCOMPARE(outcome(authority::verifyFolder(m_openSample->folder(), {})), std::string("ok"));
    }
};

STRONGROOM_TEST_MAIN(TestVerifyProgram)
#include "tst_verify_program.moc"
