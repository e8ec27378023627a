// Documents read back from their canonical JSON, and what stands around a transcript on paper.
#include "core/base/hex.h"
#include "core/base/words.h"
#include "core/transcript/json_reader.h"
#include "core/transcript/json_writer.h"
#include "core/transcript/on_paper.h"
#include "core/transcript/text_writer.h"
#include "core/transcript/transcript.h"
#include "tests/support/sample_authority.h"
#include "tests/support/test_main.h"

#include <QtCore/QTemporaryDir>

using namespace strongroom;

namespace {

const std::string someHex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

api::Document oneOfEach() {
    api::Document document{"script", "T", "de", {"TRAINING"}, {}};
    document.sections.push_back(
        {"S",
         {api::Paragraph{"p"}, api::Fields{{{"n", "v"}, {"n", ""}}}, api::Table{{"A", "B"}, {{"1", "2"}, {}}},
          api::Blank{"b"}, api::ShownDigest{"d", someHex, "scan"},
          api::Signatures{{{"officer-1", "\xC3\x85sa"}, {"auditor", ""}}}}});
    document.sections.push_back({"", {}});
    return document;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    return at == std::string::npos ? "" : text.replace(at, from.size(), to);
}

} // namespace

class TestDocumentReader : public QObject {
    Q_OBJECT

private slots:
    void readsWhatWasWritten() {
        const std::string json = transcript::jsonOf(oneOfEach());
        const auto document = transcript::documentOf(json);
        QVERIFY2(document.has_value(), document ? "" : document.error().detail.c_str());
        QCOMPARE(transcript::jsonOf(*document), json);
        QCOMPARE(document->sections.front().blocks.size(), std::size_t(6));
        const auto& digest = std::get<api::ShownDigest>(document->sections.front().blocks[4]);
        QCOMPARE(digest.hex + digest.scan + digest.name, someHex + "scand");
        const auto& signatures = std::get<api::Signatures>(document->sections.front().blocks[5]);
        QCOMPARE(signatures.rows[0].role, std::string("officer-1"));
        QCOMPARE(signatures.rows[1].name, std::string());
    }

    void nothingElseIsADocument_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::newRow("format") << "strongroom-document/1"
                                << "strongroom-document/2";
        QTest::newRow("kind of block") << R"("kind":"paragraph")"
                                       << R"("kind":"paragraf")";
        QTest::newRow("missing key") << R"("language":"de",)"
                                     << "";
        QTest::newRow("unknown key") << R"("language":"de")"
                                     << R"("language":"de","lies":"x")";
        QTest::newRow("unknown key of a block") << R"("label":"b")"
                                                << R"("label":"b","more":"x")";
        QTest::newRow("number for a text") << R"("text":"p")"
                                           << R"("text":1)";
        QTest::newRow("number in a cell") << R"(["1","2"])"
                                          << R"(["1",2])";
        QTest::newRow("text for a row") << R"(["1","2"])"
                                        << R"("12")";
        QTest::newRow("three of a pair") << R"(["n","v"])"
                                         << R"(["n","v","w"])";
        QTest::newRow("no digest") << "0123456789abcdef0123"
                                   << "0123456789ABCDEF0123";
        QTest::newRow("space") << R"("kind":"script")"
                               << R"("kind": "script")";
        QTest::newRow("tail") << "}]"
                              << "}]]";
    }
    void nothingElseIsADocument() {
        QFETCH(QString, from);
        QFETCH(QString, to);
        const std::string altered =
            replaced(transcript::jsonOf(oneOfEach()), from.toStdString(), to.toStdString());
        QVERIFY(!altered.empty());
        QVERIFY(!transcript::documentOf(altered));
    }

    // Cut or flipped anywhere: refused, or read to what writes the same bytes.
    void damage() {
        const std::string json = transcript::jsonOf(oneOfEach());
        for (std::size_t i = 0; i < json.size(); ++i) {
            QVERIFY(!transcript::documentOf(std::string_view(json).substr(0, i)));
            std::string flipped = json;
            flipped[i] = static_cast<char>(flipped[i] ^ 1);
            if (const auto document = transcript::documentOf(flipped))
                QCOMPARE(transcript::jsonOf(*document), flipped);
        }
    }

    void textOfDigestsAndSignatures() {
        const std::string text = transcript::textOf(oneOfEach());
        QVERIFY(text.find("  d         " + someHex) != std::string::npos);
        const auto digest = base::digestFromHex(someHex);
        QVERIFY(digest.has_value());
        QVERIFY(text.find("in words  " + base::pgpText(digest->view().first(8))) != std::string::npos);
        QVERIFY(text.find("[ ] agree") != std::string::npos);
        QVERIFY(text.find("[ ] do not agree, because") != std::string::npos);
    }

    // Of a real transcript: its roster signs, its ceremony is named, its last entry dates it.
    void aroundATranscript() {
        const QTemporaryDir folder;
        tests::SampleAuthority sample(folder.path().toStdString());
        sample.foundToOpenCheckpoint();
        const authority::AuthorityState& state = sample.state();
        const api::Document document = transcript::transcriptOf(state, "Founding", "en");
        const transcript::OnPaper around = transcript::onPaper(document);
        QCOMPARE(around.ceremony, state.ceremony->id);
        QCOMPARE(around.signers.size(), state.roster.officers().size());
        QCOMPARE(around.signers.front().name, state.roster.officers().front().name);
        QVERIFY(around.time.has_value());
        UtcTime last;
        for (const auto& [step, entries] : state.ceremony->steps)
            for (const authority::Recorded& entry : entries)
                last = std::max(last, entry.time);
        QCOMPARE(base::toRfc3339(*around.time), base::toRfc3339(last));
    }

    void aroundAnyOtherDocument() {
        const transcript::OnPaper around = transcript::onPaper(oneOfEach());
        QVERIFY(around.ceremony.empty() && around.signers.empty() && !around.time);
    }
};

STRONGROOM_TEST_MAIN(TestDocumentReader)
#include "tst_document_reader.moc"
