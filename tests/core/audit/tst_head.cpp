// A head in its two forms: exact for programs, in words for paper; and what is neither.
#include "core/audit/head.h"
#include "core/base/words.h"
#include "tests/support/outcome.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using audit::typedHead;

class TestHead : public QObject {
    Q_OBJECT

private slots:
    void aHeadIsWordsOrHex() {
        const auto spoken = typedHead(audit::spokenHead(head()));
        QVERIFY(spoken && *spoken == head());
        const auto exact = typedHead(audit::toText(head()));
        QVERIFY(exact && *exact == head());
        QCOMPARE(audit::toText(head()).substr(0, 4), std::string("227:"));
        QCOMPARE(audit::spokenHead(head()).substr(0, 4), std::string("227 "));
    }

    void wordsMayBeWrittenOtherwise() {
        QString typed = QString::fromStdString(audit::spokenHead(head())).toUpper();
        typed.replace(typed.lastIndexOf(' '), 1, ",\n");
        const auto read = typedHead(typed.toStdString());
        QVERIFY(read && *read == head());
    }

    void whatIsNoHead() {
        const std::string words = base::pgpText(head().chain);
        const std::string tooFew = words.substr(0, words.rfind(' '));
        for (const std::string& wrong : std::vector<std::string>{
                 "", "4", "four " + words, "4 adult", "0 " + words, "04 " + words, "4:" + words, words,
                 "227 " + tooFew, "227 " + head().chain.hex(), "99999999999999999999 " + words})
            QCOMPARE(tests::outcome(typedHead(wrong)), std::string("badFormat"));
    }

private:
    static audit::Head head() {
        audit::Head head{227, {}};
        for (std::size_t i = 0; i < head.chain.bytes.size(); ++i)
            head.chain.bytes[i] = static_cast<std::uint8_t>(37 * i + 5);
        return head;
    }
};

STRONGROOM_TEST_MAIN(TestHead)
#include "tst_head.moc"
