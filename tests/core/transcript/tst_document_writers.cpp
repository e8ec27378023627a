// Documents as text and as canonical JSON: exact layouts, the limit of columns, and what must not come out.
#include "core/transcript/json_writer.h"
#include "core/transcript/text_writer.h"
#include "tests/support/test_main.h"

#include <random>

using namespace strongroom;

namespace {

api::Document sample() {
    api::Document document{"transcript", "Founding of R1", "en", {"TRAINING", "SIMULATED HSM"}, {}};
    document.sections.push_back(
        {"The room",
         {api::Paragraph{"Everybody is here."}, api::Fields{{{"Plan", "found-root"}, {"Head", "12"}}},
          api::Table{{"Step", "Activity", "Initials"}, {{"1.1.1", "Attendance\nTwo lines", ""}}},
          api::Blank{"Bag of the HSM"}}});
    return document;
}

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines;
    for (const QByteArray& line : QByteArray::fromStdString(text).split('\n'))
        lines.push_back(line.toStdString());
    return lines;
}

} // namespace

class TestDocumentWriters : public QObject {
    Q_OBJECT

private slots:
    void textOfEachBlock() {
        QCOMPARE(transcript::textOf(sample()), std::string("*** TRAINING - SIMULATED HSM ***\n"
                                                           "Founding of R1\n"
                                                           "==============\n"
                                                           "\n"
                                                           "\n"
                                                           "*** TRAINING - SIMULATED HSM ***\n"
                                                           "The room\n"
                                                           "--------\n"
                                                           "\n"
                                                           "Everybody is here.\n"
                                                           "\n"
                                                           "  Plan  found-root\n"
                                                           "  Head  12\n"
                                                           "\n"
                                                           "+-------+------------+----------+\n"
                                                           "| Step  | Activity   | Initials |\n"
                                                           "+-------+------------+----------+\n"
                                                           "| 1.1.1 | Attendance |          |\n"
                                                           "|       | Two lines  |          |\n"
                                                           "+-------+------------+----------+\n"
                                                           "\n"
                                                           "Bag of the HSM: " +
                                                           std::string(40, '_') + "\n"));
    }

    void jsonOfEachBlock() {
        QCOMPARE(
            transcript::jsonOf(sample()),
            std::string(
                R"({"format":"strongroom-document/1","kind":"transcript","language":"en",)"
                R"("marks":["TRAINING","SIMULATED HSM"],"sections":[{"blocks":[)"
                R"({"kind":"paragraph","text":"Everybody is here."},)"
                R"({"kind":"fields","rows":[["Plan","found-root"],["Head","12"]]},)"
                R"({"header":["Step","Activity","Initials"],"kind":"table","rows":[["1.1.1","Attendance\nTwo lines",""]]},)"
                R"({"kind":"blank","label":"Bag of the HSM"}],"title":"The room"}],"title":"Founding of R1"})"));
        const auto read = base::readCanonical(transcript::jsonOf(sample()));
        QVERIFY(read.has_value());
        QCOMPARE(*read == transcript::valueOf(sample()), true);
    }

    void wrapsBetweenWordsAndCutsWhatIsTooLong() {
        api::Document document{"script", "T", "en", {}, {}};
        const std::string longWord(130, 'x');
        document.sections.push_back({"S", {api::Paragraph{"one " + longWord + " two"}}});
        const std::vector<std::string> lines = linesOf(transcript::textOf(document));
        QCOMPARE(lines[7], std::string("one"));
        QCOMPARE(lines[8], std::string(100, 'x'));
        QCOMPARE(lines[9], std::string(30, 'x') + " two");
    }

    void countsCharactersNotBytes() {
        api::Document document{"script", "T", "de", {}, {}};
        std::string umlauts;
        for (int i = 0; i < 60; ++i)
            umlauts += "\xC3\xBC";
        document.sections.push_back({"S", {api::Paragraph{umlauts + " " + umlauts}}});
        const std::vector<std::string> lines = linesOf(transcript::textOf(document));
        QCOMPARE(lines[7], umlauts);
        QCOMPARE(lines[8], umlauts);
    }

    void controlCharactersDoNotComeOut() {
        api::Document document{"script", "T\x1B[2J", "en", {}, {}};
        document.sections.push_back(
            {"S", {api::Paragraph{"a\rb\tc\x7F"}, api::Fields{{{"n\x07", "v\x1B"}}}}});
        for (const char c : transcript::textOf(document))
            QVERIFY(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F));
    }

    // Whatever stands in a document, no line is wider than promised and no letter is lost.
    void randomDocumentsFit() {
        std::mt19937 random(7);
        const auto words = [&] {
            std::string text;
            for (std::size_t i = random() % 40; i > 0; --i)
                text += std::string(1 + random() % 70, static_cast<char>('a' + random() % 26)) +
                        (random() % 9 == 0 ? "\n" : " ");
            return text;
        };
        const auto letters = [](const std::string& text) {
            return std::count_if(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        };
        for (int round = 0; round < 200; ++round) {
            api::Document document{"script", words(), "en", {}, {}};
            const std::string paragraph = words(), name = words(), value = words(), label = words();
            std::vector<std::string> row;
            std::ptrdiff_t wanted = letters(document.title + paragraph + name + value + label);
            for (std::size_t i = 1 + random() % 8; i > 0; --i) {
                row.push_back(words());
                wanted += letters(row.back());
            }
            document.sections.push_back({"",
                                         {api::Paragraph{paragraph}, api::Fields{{{name, value}}},
                                          api::Table{{}, {row}}, api::Blank{label}}});
            const std::string text = transcript::textOf(document);
            QCOMPARE(letters(text), wanted);
            for (const std::string& line : linesOf(text))
                QVERIFY2(line.size() <= transcript::textColumns, line.c_str());
        }
    }
};

STRONGROOM_TEST_MAIN(TestDocumentWriters)
#include "tst_document_writers.moc"
