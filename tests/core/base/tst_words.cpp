// PGP words go both ways and name the word that is wrong; the SLIP-0039 list is the standard's.
#include "core/base/hex.h"
#include "core/base/words.h"
#include "tests/support/test_main.h"

#include <set>

using namespace strongroom;
using namespace strongroom::base;

namespace {
// The example that the literature gives for the list: a fingerprint of 20 bytes.
constexpr const char* exampleHex = "e58294f2e9a227486e8b061b31cc528fd7fa3f19";
constexpr const char* exampleWords = "topmost Istanbul Pluto vagabond treadmill Pacific brackish dictator "
                                     "goldfish Medusa afflict bravado chatter "
                                     "revolver Dupont midsummer stopwatch whimsical cowbell bottomless";
} // namespace

class TestWords : public QObject {
    Q_OBJECT

private slots:
    void knownFingerprint() {
        QCOMPARE(pgpText(*fromHex(exampleHex)), std::string(exampleWords));
        QCOMPARE(toHex(*bytesFromPgpWords(exampleWords)), std::string(exampleHex));
    }

    void everyByteInBothPositions() {
        std::set<std::string_view> all;
        for (int byte = 0; byte < 256; ++byte) {
            const Bytes pair{static_cast<std::uint8_t>(byte), static_cast<std::uint8_t>(byte)};
            QCOMPARE(*bytesFromPgpWords(pgpText(pair)), pair);
            for (const auto word : pgpWords(pair))
                all.insert(word);
        }
        QCOMPARE(all.size(), std::size_t(512)); // no word twice, so a swap is always seen
    }

    void forgivesCaseAndSeparators() {
        QCOMPARE(toHex(*bytesFromPgpWords("  TOPMOST-istanbul,\n pluto\tVagabond ")),
                 std::string("e58294f2"));
        QVERIFY(bytesFromPgpWords("")->empty());
    }

    void namesTheWrongWord() {
        const auto unknown = bytesFromPgpWords("topmost Istanbul Plato vagabond");
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().code, ErrorCode::badFormat);
        QCOMPARE(unknown.error().detail, std::string("word 3, 'Plato', is not in the list"));
        const auto dropped = bytesFromPgpWords("topmost Pluto vagabond");
        QVERIFY(dropped.error().detail.starts_with("word 2, 'Pluto', cannot stand there"));
        const auto hostile = bytesFromPgpWords("topmost \x1b[31mIstanbul");
        QCOMPARE(hostile.error().detail, std::string("word 2, '?[31mIstanbul', is not in the list"));
    }

    void digestsHaveThirtyTwoWords() {
        Digest digest;
        for (std::size_t i = 0; i < 32; ++i)
            digest.bytes[i] = static_cast<std::uint8_t>(i * 37);
        const std::string words = pgpText(digest);
        QCOMPARE(*digestFromPgpWords(words), digest);
        const auto tooShort = digestFromPgpWords(words.substr(0, words.rfind(' ')));
        QCOMPARE(tooShort.error().detail, std::string("31 words instead of 32"));
    }

    void completesAPrefix() {
        QCOMPARE(pgpCompletions("TOP", 0), (std::vector<std::string_view>{"topmost"}));
        QVERIFY(pgpCompletions("top", 1).empty());
        QCOMPARE(pgpCompletions("ist", 1), (std::vector<std::string_view>{"Istanbul"}));
        QCOMPARE(pgpCompletions("", 4).size(), std::size_t(256));
    }

    void slip39List() {
        const auto& list = slip39WordList();
        QCOMPARE(list.front(), std::string_view("academic"));
        QCOMPARE(list.back(), std::string_view("zero"));
        std::set<std::string_view> starts;
        for (std::size_t i = 0; i < list.size(); ++i) {
            QCOMPARE(slip39Index(list[i]), std::optional<std::uint16_t>(static_cast<std::uint16_t>(i)));
            QVERIFY(list[i].size() >= 4 && list[i].size() <= 8);
            starts.insert(list[i].substr(0, 4));
        }
        QCOMPARE(starts.size(), std::size_t(1024));
        for (const char* bad : {"", "acade", "Academic", "zeroo", "aardvark"})
            QVERIFY2(!slip39Index(bad), bad);
    }
};

STRONGROOM_TEST_MAIN(TestWords)
#include "tst_words.moc"
