// A 5-of-9 set: split, every subset recombined in memory and every share sealed, as a ceremony does it; then
// the secret rebuilt from each of the 126 subsets, as officers would.
#include "bench.h"

#include "core/custody/share_set.h"
#include "core/ossl/digest.h"
#include "core/ossl/key.h"
#include "core/ossl/random.h"

#include <bit>

namespace strongroom::bench {

void shares() {
    constexpr unsigned threshold = 5, members = 9;
    std::vector<ossl::PrivateKey> cards;
    std::vector<custody::ShareHolder> holders;
    for (unsigned i = 0; i < members; ++i) {
        cards.push_back(must(ossl::PrivateKey::generate("P-256")));
        holders.push_back({"officer-" + std::to_string(i + 1), cards.back().publicKey().spki()});
    }
    Secret secret = must(Secret::make(32));
    must(ossl::fillRandom(secret));
    const auto start = Clock::now();
    const auto prepared = must(custody::prepareShareSet(
        ossl::sha256(base::viewOf("authority")), Mode::training, {custody::SetKind::mbk, 1},
        custody::SplitPlan::of(threshold, members), 4711, holders, secret));
    const double split = secondsSince(start);
    std::vector<custody::OpenedShare> opened;
    for (unsigned i = 0; i < members; ++i)
        opened.push_back(
            {i + 1, must(custody::openShare(prepared.set, i + 1, prepared.envelopes[i], cards[i]))});
    int subsets = 0;
    const auto rebuilding = Clock::now();
    for (unsigned chosen = 0; chosen < 1u << members; ++chosen) {
        if (std::popcount(chosen) != threshold)
            continue;
        std::vector<custody::OpenedShare> some;
        for (unsigned i = 0; i < members; ++i)
            if (chosen >> i & 1u)
                some.push_back({i + 1, must(opened[i].share.duplicate())});
        (void)must(custody::rebuildSecret(prepared.set, some));
        ++subsets;
    }
    const double rebuilt = secondsSince(rebuilding);
    std::printf("shares 5 of 9: split, all %d subsets compared and 9 envelopes sealed %.2f s; secret rebuilt "
                "from each "
                "subset %.2f s (%.1f ms each); ratio %.3f\n",
                subsets, split, rebuilt, rebuilt / subsets * 1e3, split / rebuilt);
}

} // namespace strongroom::bench
