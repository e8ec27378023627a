// Statements byte for byte (PROTOCOL P1 to P3): each kind has the one text written here, and every other text
// is refused.
#include "core/base/statement.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::base;

namespace {

Digest filled(std::uint8_t byte) {
    Digest digest;
    digest.bytes.fill(byte);
    return digest;
}
std::string hex(std::uint8_t byte) {
    return filled(byte).hex();
}

ApprovalStatement approval() {
    ApprovalStatement s;
    s.mode = Mode::training;
    s.authority = filled(0xa1);
    s.ceremony = "0001-found-root";
    s.step = "3.1.2/2";
    s.plan = filled(0xb2);
    s.policy = {12, filled(0xc3)};
    s.request = {140, filled(0xd4)};
    s.operation = Operation::signCertificate;
    s.key = filled(0xe5);
    s.algorithm = "ecdsa-with-SHA384";
    s.subject = {"tbs-certificate", 412, filled(0xf6)};
    s.lint = filled(0x17);
    s.role = "officer";
    s.card = filled(0x28);
    s.decision = Decision::approve;
    return s;
}

struct Sample {
    const char* name;
    Statement statement;
    std::string text;
};

std::vector<Sample> samples() {
    std::vector<Sample> all;
    all.push_back(
        {"challenge",
         ChallengeStatement{
             Mode::production, filled(1), "0001-found-root", "officer", filled(2), filled(3), {5, filled(4)}},
         "Strongroom challenge v1\nmode: production\nauthority: " + hex(1) +
             "\nceremony: 0001-found-root\nrole: officer\ncard: " + hex(2) + "\nnonce: " + hex(3) +
             "\nhead: 5:" + hex(4) + "\n"});
    all.push_back({"founding",
                   FoundingStatement{Mode::training, filled(1), {9, filled(2)}, filled(3), filled(4), 6},
                   "Strongroom founding v1\nmode: training\nauthority: " + hex(1) + "\nhead: 9:" + hex(2) +
                       "\nroster: " + hex(3) + "\npolicy: " + hex(4) + "\nofficers: 6\n"});
    all.push_back(
        {"approval", approval(),
         "Strongroom approval v1\nmode: training\nauthority: " + hex(0xa1) +
             "\nceremony: 0001-found-root\nstep: 3.1.2/2\nplan: " + hex(0xb2) + "\npolicy: 12:" + hex(0xc3) +
             "\nrequest: 140:" + hex(0xd4) + "\noperation: sign-certificate\nkey: " + hex(0xe5) +
             "\nalgorithm: ecdsa-with-SHA384\nsubject: tbs-certificate:412:" + hex(0xf6) + "\nlint: " +
             hex(0x17) + "\nrole: officer\ncard: " + hex(0x28) + "\ndecision: approve\nreason: -\n"});
    ApprovalStatement erase = approval();
    erase.operation = Operation::erase;
    erase.key.reset(), erase.algorithm.reset(), erase.lint.reset();
    erase.subject = {"erase-order", 0, filled(0)};
    erase.decision = Decision::decline;
    erase.reason = filled(0x39);
    all.push_back({"approval without key", erase,
                   "Strongroom approval v1\nmode: training\nauthority: " + hex(0xa1) +
                       "\nceremony: 0001-found-root\nstep: 3.1.2/2\nplan: " + hex(0xb2) +
                       "\npolicy: 12:" + hex(0xc3) + "\nrequest: 140:" + hex(0xd4) +
                       "\noperation: erase\nkey: -\nalgorithm: -\nsubject: " + "erase-order:0:" + hex(0) +
                       "\nlint: -\nrole: officer\ncard: " + hex(0x28) +
                       "\ndecision: decline\nreason: " + hex(0x39) + "\n"});
    all.push_back({"share-proof",
                   ShareProofStatement{Mode::production,
                                       filled(1),
                                       "0002-yearly",
                                       "user-pin.1",
                                       3,
                                       filled(2),
                                       filled(3),
                                       filled(4),
                                       filled(5),
                                       {77, filled(6)}},
                   "Strongroom share-proof v1\nmode: production\nauthority: " + hex(1) +
                       "\nceremony: 0002-yearly\nset: user-pin.1\nmember: 3\ncommitment: " + hex(2) +
                       "\nenvelope: " + hex(3) + "\ncard: " + hex(4) + "\nnonce: " + hex(5) +
                       "\nhead: 77:" + hex(6) + "\n"});
    all.push_back({"record-key",
                   RecordKeyStatement{Mode::production,
                                      filled(1),
                                      "0001-found-root",
                                      filled(2),
                                      "CS-70412",
                                      std::nullopt,
                                      filled(3),
                                      {30, filled(4)}},
                   "Strongroom record-key v1\nmode: production\nauthority: " + hex(1) +
                       "\nceremony: 0001-found-root\nkey: " + hex(2) +
                       "\ntoken: CS-70412\nprevious: -\ncard: " + hex(3) + "\nhead: 30:" + hex(4) + "\n"});
    all.push_back({"key-proof",
                   KeyProofStatement{Mode::production, filled(1), "0001-found-root", filled(2),
                                     ProofPurpose::drill, "backup-a", filled(3)},
                   "Strongroom key-proof v1\nmode: production\nauthority: " + hex(1) +
                       "\nceremony: 0001-found-root\nkey: " + hex(2) +
                       "\npurpose: drill\nmedium: backup-a\nnonce: " + hex(3) + "\n"});
    all.push_back({"transcript",
                   TranscriptStatement{Mode::production, filled(1), "0001-found-root", 212, filled(2),
                                       "witness", filled(3), TranscriptChoice::disagree, filled(4)},
                   "Strongroom transcript v1\nmode: production\nauthority: " + hex(1) +
                       "\nceremony: 0001-found-root\nsize: 212\ntranscript: " + hex(2) +
                       "\nrole: witness\ncard: " + hex(3) + "\nchoice: disagree\nreason: " + hex(4) + "\n"});
    return all;
}

} // namespace

class TestStatement : public QObject {
    Q_OBJECT

private slots:
    void eachKindHasItsBytes() {
        for (const Sample& sample : samples()) {
            const auto written = writeStatement(sample.statement);
            QVERIFY2(written, sample.name);
            QCOMPARE(QByteArray::fromStdString(textOf(*written)), QByteArray::fromStdString(sample.text));
            const auto read = readStatement(*written);
            QVERIFY2(read, sample.name);
            QVERIFY2(*read == sample.statement, sample.name);
            QVERIFY((*written)[0] != 0x30); // never DER
        }
    }

    void everyChangedByteIsRefusedOrAnotherStatement() {
        for (const Sample& sample : samples()) {
            for (std::size_t at = 0; at < sample.text.size(); ++at) {
                for (const char replacement : {' ', '\n', '-', 'A', '0', '\r', '\xe4', ':'}) {
                    std::string altered = sample.text;
                    if (altered[at] == replacement)
                        continue;
                    altered[at] = replacement;
                    const auto read = readStatement(viewOf(altered));
                    if (read) { // then it says something else, and has exactly these bytes
                        QVERIFY(*read != sample.statement);
                        QCOMPARE(textOf(*writeStatement(*read)), altered);
                    }
                }
                std::string cut = sample.text;
                cut.erase(at, 1);
                if (const auto read = readStatement(viewOf(cut)))
                    QVERIFY(*read != sample.statement);
                QVERIFY(!readStatement(viewOf(std::string_view(sample.text).substr(0, at))));
            }
            QVERIFY(!readStatement(viewOf(sample.text + "\n")));
            QVERIFY(!readStatement(viewOf(sample.text + "more: 1\n")));
        }
    }

    void refusesOtherForms_data() {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("version") << QByteArray(" v1\n") << QByteArray(" v2\n");
        QTest::newRow("kind") << QByteArray("approval") << QByteArray("approvals");
        QTest::newRow("upper-case digest") << QByteArray("a1a1") << QByteArray("A1a1");
        QTest::newRow("leading zero") << QByteArray("12:") << QByteArray("012:");
        QTest::newRow("carriage return") << QByteArray("training\n") << QByteArray("training\r\n");
        QTest::newRow("two blanks") << QByteArray("step: ") << QByteArray("step:  \xff");
        QTest::newRow("none where it must be") << QByteArray("0001-found-root") << QByteArray("-");
        QTest::newRow("empty") << QByteArray("3.1.2/2") << QByteArray("");
        QTest::newRow("operation") << QByteArray("sign-certificate") << QByteArray("sign-anything");
        QTest::newRow("length") << QByteArray(":412:") << QByteArray(":-412:");
        QTest::newRow("order") << QByteArray("role: officer\n") << QByteArray("");
    }
    void refusesOtherForms() {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QByteArray text = QByteArray::fromStdString(textOf(*writeStatement(approval())));
        QVERIFY(text.contains(from));
        text.replace(text.indexOf(from), from.size(), to);
        const auto read = readStatement(viewOf(text.toStdString()));
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::badFormat);
    }

    void refusesToWriteWhatCannotBeRead() {
        for (const char* bad : {"", "-", "a\nb", "\xc3\xa4", "\x7f"}) {
            ApprovalStatement s = approval();
            s.step = bad;
            const auto written = writeStatement(s);
            QVERIFY2(!written, bad);
            QCOMPARE(written.error().code, ErrorCode::badArgument);
            QVERIFY(written.error().detail.find("'step'") != std::string::npos);
        }
        ApprovalStatement s = approval();
        s.subject.kind = "a:1";
        QVERIFY(!writeStatement(s));
    }

    void noncesHaveThirtyTwoBytes() {
        QCOMPARE(*nonceOf(Bytes(32, 7)), filled(7));
        QVERIFY(!nonceOf(Bytes(31, 7)) && !nonceOf(Bytes(33, 7)) && !nonceOf(Bytes(32, 0)));
    }

    void entryReferences() {
        const EntryReference reference{12, filled(9)};
        QCOMPARE(reference.text(), "12:" + hex(9));
        QCOMPARE(*EntryReference::fromText(reference.text()), reference);
        for (const std::string& bad :
             {"012:" + hex(9), "+12:" + hex(9), ":" + hex(9), "12" + hex(9), "12:" + hex(9) + "0",
              std::string("12:"), "9007199254740992:" + hex(9)})
            QVERIFY2(!EntryReference::fromText(bad), bad.c_str());
    }

    void namesGoBothWays() {
        for (std::size_t i = 0; i < operationCount; ++i) {
            const auto operation = static_cast<Operation>(i);
            QCOMPARE(*operationFromName(nameOf(operation)), operation);
        }
        QVERIFY(!operationFromName("sign") && !decisionFromName("") && !proofPurposeFromName("Drill"));
    }
};

STRONGROOM_TEST_MAIN(TestStatement)
#include "tst_statement.moc"
