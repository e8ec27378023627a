// Signed notes: one form, both ways; everything else is refused.
#include "core/base/note.h"
#include "tests/support/outcome.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::base;
using tests::outcome;

namespace {

Note sample() {
    return {"first\n\nthird \xc3\xa4\n",
            {{"example.invalid/a", {1, 2, 3, 4}, bytesOf("signature")},
             {"example.invalid/\xc3\xa4", {0xff, 0, 0, 0}, bytesOf("x")}}};
}

} // namespace

class TestNote : public QObject {
    Q_OBJECT

private slots:
    void writesTheKnownForm() {
        const Note note{"text\n", {{"name", {0, 1, 2, 3}, {4, 5}}}};
        QCOMPARE(*writeNote(note), std::string("text\n\n\xE2\x80\x94 name AAECAwQF\n"));
    }

    void goesBothWays() {
        const auto bytes = writeNote(sample());
        QVERIFY(bytes);
        const auto again = readNote(*bytes);
        QVERIFY(again && *again == sample());
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray dash = "\xE2\x80\x94 ";
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no signatures") << QByteArray("text\n");
        QTest::newRow("no signature after the blank line") << QByteArray("text\n\n");
        QTest::newRow("no blank line") << "text\n" + dash + "name AAECAwQF\n";
        QTest::newRow("no LF at the end") << "text\n\n" + dash + "name AAECAwQF";
        QTest::newRow("CR") << "text\r\n\n" + dash + "name AAECAwQF\n";
        QTest::newRow("tab") << "te\txt\n\n" + dash + "name AAECAwQF\n";
        QTest::newRow("nul") << QByteArray("te\0xt\n\n", 7) + dash + "name AAECAwQF\n";
        QTest::newRow("not UTF-8") << "te\xfft\n\n" + dash + "name AAECAwQF\n";
        QTest::newRow("hyphen") << QByteArray("text\n\n- name AAECAwQF\n");
        QTest::newRow("en dash") << QByteArray("text\n\n\xE2\x80\x93 name AAECAwQF\n");
        QTest::newRow("no name") << "text\n\n" + dash + " AAECAwQF\n";
        QTest::newRow("name with plus") << "text\n\n" + dash + "na+me AAECAwQF\n";
        QTest::newRow("name with no-break space") << "text\n\n" + dash + "na\xC2\xA0me AAECAwQF\n";
        QTest::newRow("name with ideographic space") << "text\n\n" + dash + "na\xE3\x80\x80me AAECAwQF\n";
        QTest::newRow("no signature") << "text\n\n" + dash + "name\n";
        QTest::newRow("key id alone") << "text\n\n" + dash + "name AAECAw==\n";
        QTest::newRow("base64 with unused bits") << "text\n\n" + dash + "name AAECAwR=\n";
        QTest::newRow("two spaces") << "text\n\n" + dash + "name  AAECAwQF\n";
        QTest::newRow("space at the end") << "text\n\n" + dash + "name AAECAwQF \n";
        QTest::newRow("text between signatures") << "text\n\n" + dash + "name AAECAwQF\nmore\n";
        QTest::newRow("too many") << "text\n\n" + (dash + "name AAECAwQF\n").repeated(101);
    }
    void refuses() {
        QFETCH(QByteArray, bytes);
        QCOMPARE(outcome(readNote(bytes.toStdString())), std::string("badFormat"));
    }

    void acceptsAHundred() {
        Note note{"text\n", std::vector(100, NoteSignature{"name", {0, 1, 2, 3}, {4, 5}})};
        QCOMPARE(outcome(writeNote(note)), std::string("ok"));
        note.signatures.push_back(note.signatures[0]);
        QCOMPARE(outcome(writeNote(note)), std::string("badArgument"));
    }

    void doesNotWriteWhatCannotBeRead() {
        for (const auto& spoil : std::vector<std::function<void(Note&)>>{
                 [](Note& note) { note.text = "no line feed"; }, [](Note& note) { note.text.clear(); },
                 [](Note& note) { note.signatures.clear(); },
                 [](Note& note) { note.signatures[0].name = "two words"; },
                 [](Note& note) { note.signatures[0].name = "a\n\nb"; },
                 [](Note& note) { note.signatures[0].signature.clear(); }}) {
            Note note = sample();
            spoil(note);
            QCOMPARE(outcome(writeNote(note)), std::string("badArgument"));
        }
    }

    // One form: whatever byte is changed, the result is another note or none.
    void everyByteCounts() {
        const std::string bytes = *writeNote(sample());
        for (std::size_t i = 0; i < bytes.size(); ++i)
            for (int bit = 0; bit < 8; ++bit) {
                std::string changed = bytes;
                changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
                const auto note = readNote(changed);
                if (!note)
                    continue;
                QVERIFY2(*note != sample(), std::to_string(i).c_str());
                QCOMPARE(*writeNote(*note), changed);
            }
    }
};

STRONGROOM_TEST_MAIN(TestNote)
#include "tst_note.moc"
