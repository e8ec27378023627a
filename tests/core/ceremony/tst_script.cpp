// The script on paper: nothing of the plan is left out, every step has its places for pen and initials, and
// the digest stands there in words.
#include "sample_plan.h"

#include "core/base/words.h"
#include "core/ceremony/script.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::ceremony;
using namespace strongroom::ceremony::test;

namespace {

Plan bound(const std::string& text) {
    Plan plan = *readPlan(text, "p.yaml");
    if (!bindResources(plan))
        throw std::runtime_error("the resources do not bind");
    return plan;
}

Digest someDigest() {
    Digest digest;
    for (std::size_t i = 0; i < digest.bytes.size(); ++i)
        digest.bytes[i] = static_cast<std::uint8_t>(i);
    return digest;
}

api::Document documentOf(const std::string& text) {
    const Plan plan = bound(text);
    return scriptOf({plan, {{"plan", "sample", Digest{}}}, someDigest()});
}

struct Collector {
    std::string& text;
    void operator()(const api::Paragraph& paragraph) const { text += " " + paragraph.text; }
    void operator()(const api::Fields& fields) const {
        for (const auto& [name, value] : fields.rows)
            text += " " + name + " " + value;
    }
    void operator()(const api::Table& table) const {
        for (const auto& row : table.rows)
            for (const std::string& cell : row)
                text += " " + cell;
    }
    void operator()(const api::Blank& blank) const { text += " " + blank.label + ":"; }
    void operator()(const api::ShownDigest& digest) const { text += " " + digest.name + " " + digest.hex; }
    void operator()(const api::Signatures& signatures) const {
        for (const api::Signer& signer : signatures.rows)
            text += " " + signer.role + " " + signer.name;
    }
};

// All that stands in it, words one blank apart.
std::string flowing(const api::Document& document) {
    std::string text = document.title;
    for (const api::Section& section : document.sections)
        for (const api::Block& block : section.blocks)
            std::visit(Collector{text}, block);
    return QString::fromStdString(text).simplified().toStdString();
}

const api::Section* sectionOf(const api::Document& document, const std::string& title) {
    for (const api::Section& section : document.sections)
        if (section.title == title)
            return &section;
    return nullptr;
}

} // namespace

class TestScript : public QObject {
    Q_OBJECT

private slots:
    void sections() {
        QStringList titles;
        for (const api::Section& section : documentOf(samplePlan).sections)
            titles.append(QString::fromStdString(section.title));
        QCOMPARE(titles,
                 (QStringList{"The ceremony", "What the plan digest covers", "Roles", "Persons", "Materials",
                              "Places", "Policy: small-authority", "Profile 'root': private-root-p384",
                              "Profile 'sub': private-issuing-p384", "Profile 'crl': private-crl-p384",
                              "1.1 Opening: Cards", "2.1 Keys: Root key", "2.2 Keys: Break",
                              "When something goes wrong", "Exceptions", "Duties after the ceremony",
                              "Head of the record", "Signatures"}));
    }

    void everyStepHasItsRow() {
        const Plan plan = bound(samplePlan);
        const api::Document document = documentOf(samplePlan);
        QStringList wanted, found;
        for (const PlanStep* step : plan.steps())
            wanted.append(QString::fromStdString(step->id + " " + step->kind->title().english() + " " +
                                                 std::to_string(step->minutes)));
        for (const api::Section& section : document.sections)
            for (const api::Block& block : section.blocks)
                if (const auto* table = std::get_if<api::Table>(&block);
                    table != nullptr && table->header.size() == 5 && table->header[0] == "Step" &&
                    table->header[1] == "Activity") {
                    QCOMPARE(table->header,
                             (std::vector<std::string>{"Step", "Activity", "Min", "Initials", "Time"}));
                    for (const auto& row : table->rows) {
                        found.append(QString::fromStdString(
                            row[0] + " " + row[1].substr(0, row[1].find('\n')) + " " + row[2]));
                        QVERIFY(row[3].starts_with("___") && row[4].starts_with("___"));
                        // Something is said of each beside its title.
                        QVERIFY2(row[1].find('\n') != std::string::npos, row[1].c_str());
                    }
                }
        QCOMPARE(found, wanted);
    }

    void saysWhatIsReadAndWritten() {
        const std::string text = flowing(documentOf(samplePlan));
        for (const std::string& wanted : std::vector<std::string>{
                 someDigest().hex(), "READ ALOUD: \"This is sample.\"", "Ordered by Management Board",
                 "Reference B-1", "Clauses of the CPS 4.2", "Anchor (32 words, from the screen):",
                 "officer-5: name, and number on the card:", "officer, alternate 1",
                 "Expected model: SoftHSM*", "Expected mode (look at the HSM", "tamper-evident bag 12",
                 "initials this script", "publish the certificate", "administrator 24 h",
                 "1 ________________"})
            QVERIFY2(text.find(wanted) != std::string::npos, wanted.c_str());
    }

    void theLanguageOfThePlan() {
        const std::string text =
            flowing(documentOf(replaced(samplePlan, "version: \"1\"\n", "version: \"1\"\nlanguage: de\n")));
        QVERIFY(text.find("READ ALOUD: \"Dies ist sample.\"") != std::string::npos);
    }

    // Every scalar of the profiles and of the policy.
    void rulesAreResolvedAsText() {
        const Plan plan = bound(samplePlan);
        const std::string text = flowing(documentOf(samplePlan));
        const std::function<void(const base::Value&)> look = [&](const base::Value& value) {
            if (value.isText() && !value.text().empty())
                QVERIFY2(text.find(QString::fromStdString(value.text()).simplified().toStdString()) !=
                             std::string::npos,
                         value.text().c_str());
            for (const base::Value& item : value.items())
                look(item);
            for (const auto& [key, member] : value.members()) {
                QVERIFY2(text.find(key) != std::string::npos, key.c_str());
                look(member);
            }
        };
        look(plan.policy);
        for (const auto& [use, profile] : plan.certificateProfiles)
            look(pki::toValue(profile));
        for (const auto& [use, profile] : plan.crlProfiles)
            look(pki::toValue(profile));
    }

    void everyContingencyHasItsSheet() {
        const api::Document document =
            documentOf(replaced(samplePlan, "[spare-card, abandon]",
                                "[spare-card, spare-hsm, spoilt-bag, wrong-object-signed, abandon]"));
        const api::Section* section = sectionOf(document, "When something goes wrong");
        QVERIFY(section != nullptr);
        QCOMPARE(section->blocks.size(), std::size_t(6));
    }

    void inputsStandWithTheirWords() {
        const Plan plan = bound(
            replaced(samplePlan, "acts:\n",
                     "inputs:\n  csr: {from: backup-a, sha256: \"" + someDigest().hex() + "\"}\nacts:\n"));
        const std::string text = flowing(scriptOf({plan, {}, Digest{}}));
        QVERIFY(text.find("Input csr") != std::string::npos);
        QVERIFY(text.find(base::pgpText(someDigest())) != std::string::npos);
    }
};

STRONGROOM_TEST_MAIN(TestScript)
#include "tst_script.moc"
