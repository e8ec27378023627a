// The transcript of a sample authority: which entries it is about, what counts as a deviation, and that
// nothing in it is left blank.
#include "core/transcript/entry_text.h"
#include "core/transcript/transcript.h"
#include "tests/support/sample_authority.h"
#include "tests/support/test_main.h"

#include <QtCore/QTemporaryDir>

#include <algorithm>

using namespace strongroom;
using namespace strongroom::authority;
using strongroom::tests::SampleAuthority;

namespace {

const api::Block& blockOf(const api::Document& document, const std::string& title) {
    for (const api::Section& section : document.sections)
        if (section.title == title)
            return section.blocks.front();
    std::abort();
}

std::string fieldOf(const api::Document& document, const std::string& name) {
    for (const auto& [field, value] : std::get<api::Fields>(blockOf(document, "The ceremony")).rows)
        if (field == name)
            return value;
    return "no such field";
}

constexpr const char* deviations = "Deviations, losses, refusals and restarts";

std::string allOf(const api::Table& table) {
    std::string text;
    for (const std::vector<std::string>& row : table.rows)
        text += row.back() + "\n";
    return text;
}

} // namespace

class TestTranscript : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SampleAuthority> m_sample;

    const AuthorityState& state() const { return m_sample->state(); }
    api::Document transcript() const { return transcript::transcriptOf(state(), "Founding", "en"); }

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_sample = std::make_unique<SampleAuthority>(m_folder->path().toStdString());
        m_sample->foundToOpenCheckpoint();
    }

    // The head covers what came before the ceremony too; every entry since its opening stands in the table.
    void saysWhichEntriesItIsAbout() {
        const std::string last = std::to_string(state().size - 1);
        const api::Document first = transcript();
        QCOMPARE(fieldOf(first, "Entries of the ceremony"),
                 "1 to " + last + ", after entry 0, which made the authority");
        QCOMPARE(fieldOf(first, "Entries under the head"), "0 to " + last);
        const auto& entries = std::get<api::Table>(blockOf(first, "Every entry of the ceremony"));
        QCOMPARE(entries.rows.size(), std::size_t(state().size - 1));
        m_sample->backUp();
        m_sample->erase();
        m_sample->close();
        const std::string opening = std::to_string(state().size);
        m_sample->openNext();
        const std::string newest = std::to_string(state().size - 1);
        const api::Document next = transcript();
        QCOMPARE(fieldOf(next, "Entries of the ceremony"), opening + " to " + newest);
        QCOMPARE(fieldOf(next, "Entries under the head"), "0 to " + newest);
    }

    void whatWentOtherwiseIsToldFirst() {
        const std::string last = std::to_string(state().size - 1);
        QCOMPARE(std::get<api::Paragraph>(blockOf(transcript(), deviations)).text,
                 "None is on record in entries 1 to " + last + ", after entry 0, which made the authority.");
        m_sample->backUp();
        m_sample->signCertificate(); // officer-5 declines
        m_sample->add(
            CardLost{"officer-2", SampleAuthority::card("officer-2").officer.card(), {"officer-1"}});
        const auto told = std::get<api::Table>(blockOf(transcript(), deviations));
        QCOMPARE(told.rows.size(), std::size_t(2));
        QVERIFY(allOf(told).find("decision: decline") != std::string::npos);
        QVERIFY(allOf(told).find("card_lost\n") != std::string::npos);
        // All of it stands in its order among the others, too.
        QVERIFY(allOf(std::get<api::Table>(blockOf(transcript(), "Every entry of the ceremony")))
                    .find("card_lost\n") != std::string::npos);
    }

    void whatIsEmptyIsSaidToBe() {
        ApprovalGiven approval;
        approval.person = "officer-1";
        QVERIFY(transcript::detailsOf(approval).find("reason: -; ") != std::string::npos);
        LintReported lint{"a certificate", {}};
        lint.report.set("findings", base::Value::Array{}).set("lowered", base::Value());
        QCOMPARE(transcript::detailsOf(lint),
                 std::string("report: findings: none; lowered: none; subject: a certificate"));
        m_sample->backUp();
        m_sample->signCertificate();
        m_sample->erase();
        const std::string all =
            allOf(std::get<api::Table>(blockOf(transcript(), "Every entry of the ceremony"))) + ";";
        for (const char* blank : {": ;", ": \n", ": , ", ": }"})
            QVERIFY2(all.find(blank) == std::string::npos, blank);
    }
};

STRONGROOM_TEST_MAIN(TestTranscript)
#include "tst_transcript.moc"
