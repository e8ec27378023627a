// The layout, looked at as marks and pieces, not as pixels: rows stay whole, headers repeat, nothing is left
// out, every page has its furniture.
#include "some_documents.h"

#include "core/base/words.h"
#include "tests/support/gui_test_main.h"
#include "ui/print/page.h"
#include "ui/print/paper.h"
#include "ui/print/passage.h"
#include "ui/print/table.h"
#include "ui/print/words.h"

#include <QGlyphRun>
#include <QRegularExpression>
#include <QTemporaryFile>
#include <QXmlStreamReader>
#include <map>

using namespace strongroom;
using namespace strongroom::test;
using ui::Page;
using ui::Paper;
using ui::Piece;
using ui::PieceKind;

namespace {

Paper laidOut(const api::Document& document, const ui::PaperOptions& given = {}) {
    ui::PaperOptions options = given;
    options.content = someContent();
    auto paper = Paper::layOut(document, options);
    if (!paper)
        qFatal("%s", paper.error().detail.c_str());
    return std::move(paper).value();
}

api::Document withBlocks(std::vector<api::Block> blocks) {
    api::Document document = emptyDocument();
    document.sections.push_back({"One section", std::move(blocks)});
    return document;
}

QStringList linesOf(const Page& page) {
    QStringList lines;
    for (const ui::Mark& mark : page.marks)
        if (const auto* text = std::get_if<ui::TextMark>(&mark))
            lines << ui::textOf(*text);
    return lines;
}

QString without(const QString& text) {
    static const QRegularExpression space("[\\s\\x{2028}]+");
    return QString(text).remove(space);
}

// What stands in the pages' bodies, in painting order, without spaces and underscores.
QString bodyText(const Paper& paper) {
    QString text;
    for (const Page& page : paper.pages())
        for (const ui::Mark& mark : page.marks)
            if (const auto* line = std::get_if<ui::TextMark>(&mark);
                line != nullptr && page.body.contains(line->at + QPointF(1, 1)))
                text += ui::textOf(*line);
    return without(text);
}

// Of a PieceKind, each with its page.
std::vector<std::pair<int, Piece>> piecesOf(const Paper& paper, PieceKind kind) {
    std::vector<std::pair<int, Piece>> pieces;
    for (std::size_t page = 0; page < paper.pages().size(); ++page)
        for (const Piece& piece : paper.pages()[page].pieces)
            if (piece.kind == kind)
                pieces.emplace_back(static_cast<int>(page), piece);
    return pieces;
}

} // namespace

class TestPages : public QObject {
    Q_OBJECT

private slots:
    void rowsStayWhole() {
        std::mt19937 random(1);
        for (int round = 0; round < 8; ++round) {
            const api::Table table = someTable(random, 120, 60);
            const Paper paper = laidOut(withBlocks({table}));
            QVERIFY(paper.pageCount() > 3);
            const auto rows = piecesOf(paper, PieceKind::row);
            QCOMPARE(rows.size(), table.rows.size());
            for (std::size_t i = 0; i < rows.size(); ++i) {
                QCOMPARE(rows[i].second.place.row, static_cast<int>(i));
                QCOMPARE(rows[i].second.part, 0);
            }
        }
    }

    // Also of fields, figures and paragraphs: inside the body, below each other.
    void piecesDoNotOverlap() {
        std::mt19937 random(2);
        for (int round = 0; round < 8; ++round) {
            std::vector<api::Block> blocks;
            for (int i = 0; i < 20; ++i) {
                blocks.push_back(api::Paragraph{someText(random, random() % 400)});
                blocks.push_back(someTable(random, random() % 20, 80));
                blocks.push_back(api::Fields{
                    {{"Name", someText(random, random() % 90)}, {"Digest", someContent().hex()}}});
                blocks.push_back(api::Blank{someText(random, 1 + random() % 9)});
                blocks.push_back(api::ShownDigest{"D", someContent().hex(), random() % 2 ? "scan" : ""});
                blocks.push_back(api::Signatures{{{"officer", ""}, {"witness", "W"}, {"auditor", ""}}});
            }
            const Paper paper = laidOut(withBlocks(std::move(blocks)));
            for (const Page& page : paper.pages()) {
                qreal foot = page.body.top();
                QVERIFY(!page.pieces.empty());
                for (const Piece& piece : page.pieces) {
                    QVERIFY(piece.box.top() >= foot - 1 && piece.box.bottom() <= page.body.bottom() + 1);
                    QVERIFY(piece.box.left() >= page.body.left() &&
                            piece.box.right() <= page.body.right() + 1);
                    foot = piece.box.bottom();
                }
            }
        }
    }

    void textStaysInItsPiece() {
        std::mt19937 random(12);
        const Paper paper = laidOut(
            withBlocks({someTable(random, 200, 90), api::Fields{{{"Words", base::pgpText(someContent())}}}}));
        for (const Page& page : paper.pages())
            for (const ui::Mark& mark : page.marks)
                if (const auto* text = std::get_if<ui::TextMark>(&mark);
                    text != nullptr && page.body.contains(text->at + QPointF(1, 1))) {
                    const QTextLine line = text->layout->lineAt(text->line);
                    const QRectF box(text->at, QSizeF(line.naturalTextWidth(), line.height()));
                    QVERIFY2(std::any_of(page.pieces.begin(), page.pieces.end(),
                                         [&](const Piece& piece) {
                                             return piece.box.adjusted(-1, -1, 1, 1).contains(box);
                                         }),
                             qPrintable(ui::textOf(*text)));
                }
    }

    void headersRepeat() {
        std::mt19937 random(3);
        const Paper paper = laidOut(withBlocks({someTable(random, 200, 40)}));
        for (const Page& page : paper.pages()) {
            const auto row = std::find_if(page.pieces.begin(), page.pieces.end(),
                                          [](const Piece& piece) { return piece.kind == PieceKind::row; });
            if (row == page.pieces.end())
                continue;
            QVERIFY(row != page.pieces.begin());
            QCOMPARE((row - 1)->kind, PieceKind::header);
            QVERIFY(linesOf(page).contains("What happened"));
        }
        QCOMPARE(piecesOf(paper, PieceKind::header).size(),
                 static_cast<std::size_t>(piecesOf(paper, PieceKind::row).back().first -
                                          piecesOf(paper, PieceKind::row).front().first + 1));
    }

    // A form of eight rows without a header stands on one page, wherever it begins.
    void aSmallFormIsFilledInOnOnePage() {
        std::mt19937 random(13);
        for (std::size_t words = 0; words < 900; words += 45) {
            api::Table form;
            for (int row = 0; row < 8; ++row)
                form.rows.push_back({"1 ________________", "2 ________________"});
            const Paper paper = laidOut(withBlocks({api::Paragraph{someText(random, words)}, form}));
            const auto rows = piecesOf(paper, PieceKind::row);
            QCOMPARE(rows.size(), std::size_t(8));
            QCOMPARE(rows.front().first, rows.back().first);
        }
    }

    // The only rows that are cut: between lines, all of them there, under the header each time.
    void aRowTallerThanAPageIsCut() {
        std::mt19937 random(4);
        const std::string tall = someText(random, 3000);
        const Paper paper =
            laidOut(withBlocks({api::Table{{"A", "B"}, {{"before", "x"}, {"tall", tall}, {"after", "y"}}}}));
        const auto rows = piecesOf(paper, PieceKind::row);
        QVERIFY(rows.size() > 4);
        QCOMPARE(rows[0].second.place.row, 0);
        QCOMPARE(rows.back().second.place.row, 2);
        for (std::size_t i = 1; i + 1 < rows.size(); ++i) {
            QCOMPARE(rows[i].second.place.row, 1);
            QCOMPARE(rows[i].second.part, static_cast<int>(i) - 1);
        }
        QCOMPARE(piecesOf(paper, PieceKind::header).size(),
                 static_cast<std::size_t>(paper.pageCount()) - (rows[0].first == 0 ? 0 : 1));
        QString text = bodyText(paper);
        QVERIFY(text.remove("AB").contains(without(QString::fromStdString(tall))));
    }

    void headingsStandWithWhatFollows() {
        std::mt19937 random(5);
        api::Document document = emptyDocument();
        for (int i = 0; i < 150; ++i)
            document.sections.push_back({"S" + std::to_string(i),
                                         {random() % 2 ? api::Block(api::Paragraph{someText(random, 60)})
                                                       : api::Block(someTable(random, 3, 20))}});
        const Paper paper = laidOut(document);
        QCOMPARE(piecesOf(paper, PieceKind::heading).size(), std::size_t(150));
        for (const Page& page : paper.pages()) {
            QVERIFY(page.pieces.back().kind != PieceKind::heading);
            QVERIFY(page.pieces.back().kind != PieceKind::header);
        }
    }

    // Whatever stands in a document stands on its pages, in its order.
    void nothingIsLeftOut() {
        std::mt19937 random(6);
        for (int round = 0; round < 20; ++round) {
            const std::string paragraph = someText(random, random() % 1500), name = someText(random, 3),
                              value = someText(random, random() % 900);
            const api::Table table = someTable(random, 4, 30);
            QString wanted = QString::fromStdString(paragraph + name + value);
            for (const std::string& cell : table.header)
                wanted += QString::fromStdString(cell);
            for (const auto& row : table.rows)
                for (const std::string& cell : row)
                    wanted += QString::fromStdString(cell);
            const Paper paper =
                laidOut(withBlocks({api::Paragraph{paragraph}, api::Fields{{{name, value}}}, table}));
            QString found = bodyText(paper);
            const auto headers = piecesOf(paper, PieceKind::header);
            if (headers.size() > 1) // the repeated one
                continue;
            if (headers.size() == 1 && piecesOf(paper, PieceKind::row).size() == table.rows.size() + 1)
                QVERIFY2(found.contains(without(wanted)), qPrintable(found));
        }
    }

    void digestsAreSetInGroupsAndWords() {
        const std::string hex = someContent().hex(), words = base::pgpText(someContent());
        const Paper paper =
            laidOut(withBlocks({api::Table{{"Digest", "A", "B", "C", "D", "E", "F"},
                                           {{hex, hex, "x " + hex + " y", words, hex, words, "z"}}},
                                api::Fields{{{"Digest", hex}, {"Words", words}}}}));
        static const QRegularExpression hexLine("^[0-9a-f ]{4,}$"), group("^[0-9a-f]{4}$");
        int groups = 0;
        QStringList spoken;
        for (const Page& page : paper.pages())
            for (const QString& line : linesOf(page)) {
                if (hexLine.match(line.simplified()).hasMatch())
                    for (const QString& one : line.simplified().split(' ')) {
                        QVERIFY2(group.match(one).hasMatch(), qPrintable(line));
                        ++groups;
                    }
                if (line.contains('\t'))
                    QCOMPARE(line.split('\t').size() % 2, 0);
            }
        QVERIFY(groups >= 16 * 5);
        const QString text = bodyText(paper);
        QVERIFY(text.count(without(QString::fromStdString(hex))) >= 3);
        // No word of a digest is broken: each stands whole in a line.
        QStringList all;
        for (const Page& page : paper.pages())
            for (const QString& line : linesOf(page))
                all << line.simplified().split(' ');
        for (const QString& word : QString::fromStdString(words).split(' '))
            QVERIFY2(all.count(word) >= 3, qPrintable(word));
    }

    // "Plan: aardvark ...": the name on a line of its own, the words in their grid.
    void wordsAfterANameAreAGridToo() {
        const std::string words = base::pgpText(someContent());
        const Paper paper =
            laidOut(withBlocks({api::Paragraph{"Plan: " + words}, api::Paragraph{"Plan: x " + words}}));
        QStringList lines = linesOf(paper.pages().front());
        QVERIFY(lines.contains("Plan:"));
        const QStringList first = QString::fromStdString(words).split(' ').mid(0, 4);
        QCOMPARE(lines.count(first.join('\t')), 2); // the page's own digest is the same one
    }

    void everyPageHasItsFurniture() {
        std::mt19937 random(7);
        ui::PaperOptions options;
        options.reference = "0001-found-root";
        const Paper paper = laidOut(withBlocks({someTable(random, 150, 40)}), options);
        for (int i = 0; i < paper.pageCount(); ++i) {
            const QStringList lines = linesOf(paper.pages()[static_cast<std::size_t>(i)]);
            QCOMPARE(lines.count("TRAINING   \u00B7   SIMULATED HSM"), 2);
            QVERIFY(lines.contains("Transcript: Founding of R1") && lines.contains("0001-found-root"));
            QVERIFY(lines.contains(QString("Page %1 of %2").arg(i + 1).arg(paper.pageCount())));
            QVERIFY(lines.contains("Initials"));
            QVERIFY(lines.contains("SHA-256 030a 1118 1f26 2d34 \u2026"));
        }
    }

    // The bands and the footer lie outside the body, whatever the marks are; the pale word is painted first.
    void furnitureHidesNothing() {
        const Paper paper = laidOut(withBlocks({api::Paragraph{"text"}}));
        const Page& page = paper.pages().front();
        const auto* pale = std::get_if<ui::ShapeMark>(&page.marks.front());
        QVERIFY(pale != nullptr && pale->ink == ui::Ink::shade);
        for (const ui::Mark& mark : page.marks)
            if (const auto* shape = std::get_if<ui::ShapeMark>(&mark); shape != nullptr && shape != pale) {
                if (shape->ink == ui::Ink::shade || shape->path.boundingRect().width() > page.body.width())
                    QVERIFY(!shape->path.boundingRect().intersects(page.body));
            }
    }

    void withoutMarksThereIsNoBand() {
        api::Document document = withBlocks({api::Paragraph{"text"}});
        document.marks.clear();
        const Paper paper = laidOut(document);
        for (const ui::Mark& mark : paper.pages().front().marks)
            if (const auto* shape = std::get_if<ui::ShapeMark>(&mark))
                QVERIFY(shape->ink != ui::Ink::shade);
    }

    // Signers given get blocks, and the two persons of RULES C6; a document with blocks of its own keeps
    // them.
    void signatureBlocks() {
        ui::PaperOptions options;
        options.signers = {{"officer-1", arabicName}, {"witness-1", ""}};
        const Paper paper = laidOut(withBlocks({api::Paragraph{"text"}}), options);
        QStringList lines;
        for (const Page& page : paper.pages())
            lines << linesOf(page);
        QCOMPARE(lines.count("I agree"), 4);
        QCOMPARE(lines.count("I do not agree, because"), 4);
        QCOMPARE(lines.count("Name"), 3);
        QVERIFY(lines.contains("Security officer") &&
                lines.contains("Independent of management (auditor, notary)"));
        QVERIFY(lines.contains(QString::fromStdString(arabicName)));
        const Paper own = laidOut(withBlocks({api::Signatures{{{"auditor", ""}}}}), options);
        lines.clear();
        for (const Page& page : own.pages())
            lines << linesOf(page);
        QCOMPARE(lines.count("I agree"), 1);
    }

    void speaksTheDocumentsLanguage() {
        api::Document document = withBlocks({api::Paragraph{"text"}});
        document.language = "de";
        ui::PaperOptions options;
        options.signers = {{"officer-1", ""}};
        const Paper paper = laidOut(document, options);
        QStringList lines;
        for (const Page& page : paper.pages())
            lines << linesOf(page);
        for (const char* wanted : {"Seite 1 von 2", "Paraphe", "Unterschriften", "Ich stimme zu",
                                   "Ich stimme nicht zu, weil", "Datum", "Unterschrift"})
            QVERIFY2(lines.contains(wanted), wanted);
        QVERIFY(!lines.contains("Initials"));
    }

    // Every text that the sources mark is in the catalogue, finished.
    void catalogueIsComplete() {
        QSet<QString> marked, translated;
        static const QRegularExpression source("PAPER_TEXT\\(((?:\\s*\"[^\"]*\")+)\\s*\\)"),
            part("\"([^\"]*)\"");
        QDir folder(UI_PRINT_FOLDER);
        for (const QString& name : folder.entryList({"*.cpp"})) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString code = QString::fromUtf8(file.readAll());
            for (auto match = source.globalMatch(code); match.hasNext();) {
                QString text;
                const QString literals = match.next().captured(1);
                for (auto literal = part.globalMatch(literals); literal.hasNext();)
                    text += literal.next().captured(1);
                marked.insert(text);
            }
        }
        QFile file(PAPER_CATALOGUE);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&file);
        while (!xml.atEnd()) {
            xml.readNext();
            if (xml.isStartElement() && xml.name() == QLatin1String("source"))
                translated.insert(xml.readElementText());
            else if (xml.isStartElement() && xml.name() == QLatin1String("translation")) {
                QVERIFY2(!xml.attributes().hasAttribute("type"), "unfinished");
                QVERIFY(!xml.readElementText().isEmpty());
            }
        }
        QVERIFY(!xml.hasError());
        QVERIFY(marked.size() > 8);
        QCOMPARE(translated, marked);
        const ui::Words german("de"), unknown("xx"), hostile("../../de");
        QCOMPARE(german("Initials"), QString("Paraphe"));
        QCOMPARE(unknown("Initials"), QString("Initials"));
        QCOMPARE(hostile("Initials"), QString("Initials"));
    }

    // Names in other scripts: glyphs of their own, at the cell's left edge like all others.
    void namesInOtherScripts() {
        const Paper paper = laidOut(withBlocks({api::Table{
            {"Name"}, {{arabicName}, {chineseName}, {"\xD7\x93\xD7\xA0"}, {"Jos\xC3\xA9 \xC5\x81"}}}}));
        std::map<qreal, int> lefts;
        for (const ui::Mark& mark : paper.pages().front().marks)
            if (const auto* text = std::get_if<ui::TextMark>(&mark)) {
                const QTextLine line = text->layout->lineAt(text->line);
                for (const QGlyphRun& run : line.glyphRuns())
                    for (const quint32 glyph : run.glyphIndexes())
                        QVERIFY2(glyph != 0, qPrintable(ui::textOf(*text)));
                if (text->layout->text() == QString::fromStdString(arabicName))
                    QVERIFY(line.naturalTextRect().left() < ui::points(1));
            }
    }

    void charactersThatMislead() {
        QCOMPARE(ui::harmless("a\x1B[2J\xE2\x80\xAEtxt"), QString("a\uFFFD[2J\uFFFDtxt"));
        QCOMPARE(ui::harmless("a\tb\nc\rd"), QString("a b\nc\uFFFDd"));
    }

    void columnsShareTheWidth() {
        std::mt19937 random(9);
        for (int round = 0; round < 500; ++round) {
            std::vector<ui::Wish> wishes;
            for (std::size_t i = 1 + random() % 8; i > 0; --i) {
                const auto least = static_cast<qreal>(1 + random() % 900);
                wishes.push_back({least + static_cast<qreal>(random() % 5000), least});
            }
            const std::vector<qreal> widths = ui::shared(wishes, 4000);
            QVERIFY(std::abs(std::accumulate(widths.begin(), widths.end(), qreal(0)) - 4000) < 1e-6);
            const qreal least =
                std::accumulate(wishes.begin(), wishes.end(), qreal(0),
                                [](qreal sum, const ui::Wish& wish) { return sum + wish.least; });
            for (std::size_t i = 0; i < wishes.size(); ++i)
                QVERIFY(widths[i] > 0 && (least > 4000 || widths[i] >= wishes[i].least - 1e-6));
        }
    }

    void letterIsAnotherSize() {
        ui::PaperOptions options;
        options.size = ui::PaperSize::letter;
        QCOMPARE(laidOut(emptyDocument(), options).pageSize(), QSizeF(612, 792) * 20);
        QCOMPARE(laidOut(emptyDocument()).pageSize(), QSizeF(595, 842) * 20);
    }
};

STRONGROOM_GUI_TEST_MAIN(TestPages)
#include "tst_pages.moc"
