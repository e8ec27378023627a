// The Merkle tree against the vectors that Certificate Transparency logs use, and against the definition.
#include "core/audit/tree.h"
#include "core/base/hex.h"
#include "core/ossl/digest.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::audit;

namespace {

// RFC 6962 2.1, word by word.
Digest defined(const std::vector<std::string>& data) {
    if (data.empty())
        return ossl::sha256(ByteView{});
    if (data.size() == 1)
        return ossl::sha256(base::viewOf(std::string(1, '\0') + data[0]));
    std::size_t k = 1; // the largest power of two smaller than n
    while (k * 2 < data.size())
        k *= 2;
    const auto middle = data.begin() + static_cast<std::ptrdiff_t>(k);
    const Digest left = defined({data.begin(), middle}), right = defined({middle, data.end()});
    return ossl::sha256({base::viewOf("\x01"), left.view(), right.view()});
}

} // namespace

class TestTree : public QObject {
    Q_OBJECT

private slots:
    void knownRoots() {
        QCOMPARE(Tree().root().hex(),
                 std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        const std::pair<const char*, const char*> vectors[] = {
            {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
            {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
            {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
            {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
            {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
            {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
            {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
            {"606162636465666768696a6b6c6d6e6f",
             "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
        Tree tree;
        for (const auto& [leaf, root] : vectors) {
            tree.append(leafHash(base::textOf(*base::fromHex(leaf))));
            QCOMPARE(tree.root().hex(), std::string(root));
        }
        QCOMPARE(tree.size(), std::uint64_t(8));
        for (std::uint64_t size = 1; size <= 8; ++size)
            QCOMPARE(tree.rootAt(size).hex(), std::string(vectors[size - 1].second));
    }

    void isTheDefinitionAtEverySize() {
        std::vector<std::string> data;
        std::vector<Digest> roots{defined({})};
        Tree tree;
        for (int i = 0; i < 200; ++i) {
            data.push_back("line " + std::to_string(i));
            tree.append(leafHash(data.back()));
            roots.push_back(defined(data));
        }
        for (std::uint64_t size = 0; size <= 200; ++size)
            QVERIFY(tree.rootAt(size) == roots[size]);
    }

    void everyLeafCounts() {
        Tree tree, other;
        for (int i = 0; i < 21; ++i) {
            tree.append(leafHash("line " + std::to_string(i)));
            other.append(leafHash("line " + std::to_string(i == 12 ? 99 : i)));
        }
        // A checkpoint at 12 is still contained in both, one at 13 no longer.
        QVERIFY(tree.rootAt(12) == other.rootAt(12));
        for (std::uint64_t size = 13; size <= 21; ++size)
            QVERIFY(tree.rootAt(size) != other.rootAt(size));
    }
};

STRONGROOM_TEST_MAIN(TestTree)
#include "tst_tree.moc"
