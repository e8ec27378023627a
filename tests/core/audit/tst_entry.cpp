// The envelope: exact bytes, one form, and nothing written that could not be read.
#include "sample_record.h"

#include "core/audit/entry.h"
#include "core/base/hex.h"
#include "core/ossl/digest.h"
#include "tests/support/outcome.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::audit;
using namespace strongroom::tests;

namespace {

// A line with its right hash, whatever the rest of it is worth: `before` and `after` are the bytes on either
// side of the member "hash".
std::string hashedLine(const std::string& before, const std::string& after) {
    const Digest hash = ossl::sha256(base::viewOf("Strongroom entry v1\n" + before + after));
    return before + ",\"hash\":\"" + hash.hex() + "\"" + after;
}

const std::string zeros(64, '0');
const std::string goodBefore = R"({"body":{"a":1},"ceremony":"0001-x")";
const std::string goodAfter = R"(,"mode":"training","prev":")" + zeros +
                              R"(","seq":0,"step":"1.1.1","time":"2027-01-15T08:00:00Z","type":"t"})";

std::string nested(int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

} // namespace

class TestEntry : public QObject {
    Q_OBJECT

private slots:
    void hasTheseExactBytes() {
        Draft draft{*base::fromRfc3339("2027-01-15T08:00:00Z"), Mode::training, "0001-x", "1.1.1", "t", {}};
        draft.body.set("a", std::uint64_t{1});
        const auto entry = makeEntry(Head{}, draft);
        QVERIFY(entry);
        QCOMPARE(toLine(*entry), hashedLine(goodBefore, goodAfter) + "\n");
        // The hash by hand: canonical JSON of the members without "hash", behind the prefix line.
        base::Value value = *base::readCanonical(hashedLine(goodBefore, goodAfter));
        base::Value without;
        for (const auto& [key, member] : value.members())
            if (key != "hash")
                without.set(key, member);
        QCOMPARE(entry->hash.hex(),
                 ossl::sha256(base::viewOf("Strongroom entry v1\n" + base::writeCanonical(without))).hex());
        QCOMPARE(value.find("hash")->text(), entry->hash.hex());
    }

    void goesBothWays() {
        for (const Entry& entry : sampleEntries(5)) {
            std::string line = toLine(entry);
            QCOMPARE(line.back(), '\n');
            line.pop_back();
            const auto again = parseLine(line);
            QVERIFY(again && *again == entry);
            QCOMPARE(base::writeCanonical(*base::readCanonical(line)), line);
        }
    }

    void followsWhatIsBefore() {
        const Head head{41, ossl::sha256(base::viewOf("x"))};
        const auto entry = makeEntry(head, sampleDraft(3));
        QCOMPARE(entry->seq, std::uint64_t(41));
        QVERIFY(entry->prev == head.chain);
        QVERIFY((entry->head() == Head{42, entry->hash}));
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char* name, const std::string& line, const char* code) {
            QTest::newRow(name) << QByteArray::fromStdString(line) << QByteArray(code);
        };
        const std::string good = hashedLine(goodBefore, goodAfter);
        row("good", good, "ok");
        row("empty", "", "badFormat");
        row("other JSON", "{}", "badFormat");
        row("line feed inside", hashedLine(goodBefore + "\n", goodAfter), "badFormat");
        row("white space", hashedLine(changed(goodBefore, ":{", ": {"), goodAfter), "badFormat");
        row("white space behind", good + " ", "badFormat");
        row("white space before", " " + good, "badFormat");
        row("escaped letter", hashedLine(changed(goodBefore, "\"a\"", "\"\\u0061\""), goodAfter),
            "notCanonical");
        row("escaped letter in a name", hashedLine(goodBefore, changed(goodAfter, "\"t\"", "\"\\u0074\"")),
            "notCanonical");
        row("escaped key", hashedLine(goodBefore, changed(goodAfter, "\"mode\"", "\"\\u006dode\"")),
            "notCanonical");
        row("leading zero", hashedLine(changed(goodBefore, ":1", ":01"), goodAfter), "notCanonical");
        row("leading zero in seq", hashedLine(goodBefore, changed(goodAfter, ":0,", ":00,")), "notCanonical");
        row("seq over 2^53-1", hashedLine(goodBefore, changed(goodAfter, ":0,", ":9007199254740992,")),
            "badFormat");
        row("seq as text", hashedLine(goodBefore, changed(goodAfter, ":0,", ":\"0\",")), "badFormat");
        row("keys in another order", hashedLine(R"({"ceremony":"0001-x","body":{"a":1})", goodAfter),
            "notCanonical");
        row("a key twice", hashedLine(goodBefore + R"(,"ceremony":"0001-x")", goodAfter), "notCanonical");
        row("one more key", hashedLine(goodBefore, changed(goodAfter, "\"}", "\",\"zeal\":1}")), "badFormat");
        row("one more key in front", hashedLine(changed(goodBefore, "{\"body", "{\"a\":1,\"body"), goodAfter),
            "badFormat");
        row("a key missing", hashedLine(goodBefore, changed(goodAfter, R"("step":"1.1.1",)", "")),
            "badFormat");
        row("mode unknown", hashedLine(goodBefore, changed(goodAfter, "training", "drill")), "badFormat");
        row("time with fraction", hashedLine(goodBefore, changed(goodAfter, "00Z", "00.0Z")), "badFormat");
        row("empty name", hashedLine(goodBefore, changed(goodAfter, "\"t\"", "\"\"")), "badFormat");
        row("name with space", hashedLine(goodBefore, changed(goodAfter, "\"t\"", "\"t t\"")), "badFormat");
        row("name not ASCII", hashedLine(goodBefore, changed(goodAfter, "\"t\"", "\"\xc3\xa4\"")),
            "badFormat");
        row("body no object", hashedLine(changed(goodBefore, "{\"a\":1}", "[]"), goodAfter), "badFormat");
        row("body of depth 15", hashedLine(changed(goodBefore, "1}", nested(14) + "}"), goodAfter), "ok");
        row("body of depth 16", hashedLine(changed(goodBefore, "1}", nested(15) + "}"), goodAfter), "ok");
        row("body of depth 17", hashedLine(changed(goodBefore, "1}", nested(16) + "}"), goodAfter),
            "badFormat");
        row("bad UTF-8", hashedLine(changed(goodBefore, "1}", "\"\xff\"}"), goodAfter), "badFormat");
        row("prev in upper case",
            hashedLine(goodBefore, changed(goodAfter, zeros, std::string(63, '0') + "A")), "badFormat");
        row("wrong hash", changed(good, "\"hash\":\"", "\"hash\":\"0").erase(good.find("\"hash\"") + 72, 1),
            "digestMismatch");
        row("too long", std::string(maxLineBytes, 'x'), "tooLarge");
    }
    void refuses() {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, code);
        const auto entry = parseLine(line.toStdString());
        QCOMPARE(outcome(entry), code.toStdString());
        // What is accepted is what the generic reader accepts, and in its one form.
        if (entry)
            QCOMPARE(toLine(*entry), line.toStdString() + "\n");
        if (entry)
            QVERIFY(base::readCanonical(line.toStdString()));
    }

    void makesNothingThatCannotBeRead() {
        const auto tried = [](auto change) {
            Draft draft = sampleDraft(1);
            change(draft);
            return outcome(makeEntry(Head{}, draft));
        };
        QCOMPARE(tried([](Draft&) {}), std::string("ok"));
        QCOMPARE(tried([](Draft& d) { d.step = "a\",\"x"; }), std::string("badArgument"));
        QCOMPARE(tried([](Draft& d) { d.type = ""; }), std::string("badArgument"));
        QCOMPARE(tried([](Draft& d) { d.ceremony = std::string(101, 'a'); }), std::string("badArgument"));
        QCOMPARE(tried([](Draft& d) { d.body = base::Value("text"); }), std::string("badArgument"));
        QCOMPARE(tried([](Draft& d) { d.body.set("x", "\xff"); }), std::string("badArgument"));
        QCOMPARE(tried([](Draft& d) { d.body.set("\xc3\xa4", "x"); }), std::string("badArgument"));
        QCOMPARE(tried([](Draft& d) { d.body.set("x", base::Value(base::Value::maxNumber + 1)); }),
                 std::string("badArgument"));
        QCOMPARE(tried([](Draft& d) { d.time = *base::fromRfc3339("9999-12-31T23:59:59Z"); }),
                 std::string("ok"));
        QCOMPARE(tried([](Draft& d) { d.time = base::fromRfc3339("9999-12-31T23:59:59Z")->plusSeconds(1); }),
                 std::string("badArgument"));
        QCOMPARE(tried([](Draft& d) { d.body.set("x", std::string(maxLineBytes, 'x')); }),
                 std::string("tooLarge"));
        QCOMPARE(tried([](Draft& d) { d.body.set("x", std::string(maxLineBytes - 1000, 'x')); }),
                 std::string("ok"));
        for (const int depth : {14, 15, 16, 17, 18}) {
            base::Value deeper = *base::readCanonical(nested(std::min(depth, 16))); // the reader's own limit
            for (int i = 17; i <= depth; ++i)
                deeper = base::Value(base::Value::Array{deeper});
            QCOMPARE(tried([&](Draft& d) { d.body.set("x", deeper); }),
                     std::string(depth <= 15 ? "ok" : "badArgument"));
        }
    }

    void headsHaveOneText() {
        const Head head{12, *base::digestFromHex(std::string(63, '0') + "a")};
        QCOMPARE(toText(head), "12:" + std::string(63, '0') + "a");
        QVERIFY(*headFromText(toText(head)) == head);
        const std::string hex(64, 'a');
        for (const std::string& bad :
             {std::string(), hex, ":" + hex, "012:" + hex, "-1:" + hex, "+1:" + hex, "1:" + hex + "a",
              "1: " + hex, "1:" + std::string(64, 'A'), "9007199254740992:" + hex,
              "99999999999999999999:" + hex, "1:" + hex + "\n"})
            QCOMPARE(outcome(headFromText(bad)), std::string("badFormat"));
    }
};

STRONGROOM_TEST_MAIN(TestEntry)
#include "tst_entry.moc"
