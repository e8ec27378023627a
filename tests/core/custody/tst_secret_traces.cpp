// After a share set was made, opened, rebuilt and turned into a PIN, nothing of it is left in ordinary
// memory: all writable pages of this process but the secure heap are searched, the stack included.
#include "custody_testing.h"

#include "core/custody/activation_secret.h"
#include "core/custody/share_set.h"
#include "core/ossl/key.h"
#include "core/ossl/random.h"
#include "tests/support/test_main.h"

#include <cstdio>
#include <cstring>

using namespace strongroom;
using namespace strongroom::custody;

namespace {

struct Pattern {
    std::string name;
    Secret bytes;
};

// What must not be found, itself in the secure heap.
void look(std::vector<Pattern>& patterns, std::string name, const Secret& secret, std::size_t from,
          std::size_t size) {
    patterns.push_back({std::move(name), secret.expose([&](ByteView bytes) {
                            return std::move(*Secret::copyOf(bytes.subspan(from, size)));
                        })});
}

[[gnu::noinline]] std::vector<Pattern> liveThroughIt(std::string_view algorithm) {
    std::vector<Pattern> patterns;
    const Digest authority = custody::testing::filled(0x31);
    const SetId id{SetKind::userPin, 1};
    std::vector<ossl::PrivateKey> cards;
    std::vector<ShareHolder> holders;
    for (int i = 0; i < 3; ++i) {
        cards.push_back(std::move(*ossl::PrivateKey::generate(algorithm)));
        holders.push_back({"officer-" + std::to_string(i + 1), cards.back().publicKey().spki()});
    }
    Secret tokenRandom = std::move(*Secret::make(32));
    if (!ossl::fillRandom(tokenRandom))
        std::abort();
    const Secret secret = std::move(*drawActivationSecret(tokenRandom));
    const auto prepared =
        prepareShareSet(authority, Mode::training, id, SplitPlan::of(2, 3), 5, holders, secret);
    std::vector<OpenedShare> opened;
    for (const std::uint64_t member : {1u, 3u})
        opened.push_back({member, std::move(*openShare(prepared->set, member, prepared->envelopes[member - 1],
                                                       cards[member - 1]))});
    const Secret rebuilt = std::move(*rebuildSecret(prepared->set, opened));
    const Secret pin = std::move(*derivePin(rebuilt, authority, id, {}));
    // Eight bytes each: what was freed loses its first sixteen to the allocator's own pointers.
    look(patterns, "the left half of the secret", secret, 0, 8);
    look(patterns, "the left half of the secret (end)", secret, 8, 8);
    look(patterns, "the right half of the secret", secret, 16, 8);
    look(patterns, "the right half of the secret (end)", secret, 24, 8);
    look(patterns, "the token's random", tokenRandom, 0, 16);
    look(patterns, "the PIN", pin, 16, 16);
    for (const OpenedShare& share : opened) {
        const Secret value = std::move(*share.share.value());
        const Secret words = std::move(*share.share.words());
        look(patterns, "the value of a share", value, 0, 8);
        look(patterns, "the value of a share (end)", value, 24, 8);
        look(patterns, "the words of a share", words, 40, 40);
        look(patterns, "the words of a share (end)", words, 140, 40);
    }
    return patterns;
}

// Where the bytes stand in writable memory outside the secure heap; empty when nowhere.
std::string foundIn(const Secret& wanted) {
    FILE* maps = std::fopen("/proc/self/maps", "r");
    std::string found;
    char line[512];
    while (std::fgets(line, sizeof line, maps)) {
        std::uintptr_t start = 0, end = 0;
        char rights[5] = {};
        if (std::sscanf(line, "%lx-%lx %4s", &start, &end, rights) != 3 || std::strncmp(rights, "rw", 2) != 0)
            continue;
        wanted.expose([&](ByteView bytes) {
            const auto own = reinterpret_cast<std::uintptr_t>(bytes.data());
            if (own >= start && own < end)
                return; // the secure heap
            if (memmem(reinterpret_cast<const void*>(start), end - start, bytes.data(), bytes.size()))
                found += line;
        });
    }
    std::fclose(maps);
    return found;
}

} // namespace

class TestSecretTraces : public QObject {
    Q_OBJECT

private slots:
    void theSearchFinds() {
        Secret sample = std::move(*Secret::make(24));
        QVERIFY(ossl::fillRandom(sample));
        QVERIFY(foundIn(sample).empty());
        Bytes copy = custody::testing::plain(sample);
        QVERIFY(!foundIn(sample).empty());
        base::wipeBytes(copy);
    }

    void nothingIsLeft_data() {
        QTest::addColumn<QByteArray>("algorithm");
        QTest::newRow("EC cards") << QByteArray("P-256");
        QTest::newRow("RSA cards") << QByteArray("RSA-2048");
    }
    void nothingIsLeft() {
        QFETCH(QByteArray, algorithm);
        const std::vector<Pattern> patterns = liveThroughIt(algorithm.toStdString());
        QCOMPARE(patterns.size(), std::size_t(14));
        std::string all;
        for (const Pattern& pattern : patterns)
            if (const std::string places = foundIn(pattern.bytes); !places.empty())
                all += pattern.name + " in " + places;
        QVERIFY2(all.empty(), all.c_str());
    }
};

STRONGROOM_TEST_MAIN(TestSecretTraces)
#include "tst_secret_traces.moc"
