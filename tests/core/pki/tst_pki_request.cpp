// Requests are made with openssl here, so that another program's idea of PKCS#10 is what is read.
#include "pki_fixture.h"

#include "core/ossl/handle.h"
#include "core/pki/parse_answer.h"
#include "core/pki/request.h"
#include "tests/support/test_main.h"

#include <QtCore/QDir>

using namespace strongroom;
using namespace strongroom::pki;
using fixture::run;

namespace {

QByteArray make(const QStringList& keyArguments, const QString& subject = "/C=XX/O=Example/CN=Sub",
                const QStringList& more = {}) {
    const auto made = run(
        "openssl", QStringList{"req", "-new", "-nodes", "-keyout", "/dev/null", "-utf8", "-subj", subject} +
                       keyArguments + more);
    return made.out;
}
const QStringList p384{"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"};

Bytes der(const QByteArray& pem) {
    return fixture::bytesOf(run("openssl", {"req", "-outform", "DER"}, pem).out);
}

Result<RequestValues> parse(const QByteArray& file) {
    return parseRequest(fixture::bytesOf(file));
}

std::string detailOf(const Result<RequestValues>& result) {
    return result ? "accepted" : result.error().detail;
}

PublicKeyValues rsa(const std::string& hexModulus, Bytes exponent = {1, 0, 1}) {
    return {"RSA", *base::fromHex(hexModulus), std::move(exponent), {}};
}

using Number = ossl::BignumHandle;

std::string hexOf(const Number& number) {
    Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number.get())));
    BN_bn2bin(number.get(), bytes.data());
    return base::toHex(bytes);
}

Number multiply(const Number& left, const Number& right) {
    Number product(BN_new());
    const ossl::Handle<BN_CTX, BN_CTX_free> context(BN_CTX_new());
    BN_mul(product.get(), left.get(), right.get(), context.get());
    return product;
}

Number word(unsigned value) {
    Number number(BN_new());
    BN_set_word(number.get(), value);
    return number;
}

// The first odd number of 2048 bits that is `factor` times something, plus `rest`, and that `wanted` takes.
template<typename Wanted>
std::string findModulus(const Number& factor, unsigned rest, Wanted wanted) {
    Number quotient(BN_new());
    BN_one(quotient.get());
    BN_lshift(quotient.get(), quotient.get(), 2048);
    const ossl::Handle<BN_CTX, BN_CTX_free> context(BN_CTX_new());
    BN_div(quotient.get(), nullptr, quotient.get(), factor.get(), context.get());
    for (int i = 0; i < 1000; ++i) {
        BN_sub_word(quotient.get(), 1);
        Number modulus = multiply(quotient, factor);
        BN_add_word(modulus.get(), rest);
        if (BN_is_odd(modulus.get()) && BN_num_bits(modulus.get()) == 2048 && wanted(hexOf(modulus)))
            return hexOf(modulus);
    }
    return {};
}

std::string ruleOf(const PublicKeyValues& key) {
    const auto result = checkKeyRules(key);
    return result ? "good" : result.error().detail;
}

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

} // namespace

class TestPkiRequest : public QObject {
    Q_OBJECT
private slots:
    void readsWhatOpensslWrites_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("key");
        QTest::newRow("P-256") << QStringList{"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"}
                               << "EC P-256";
        QTest::newRow("P-384 with SHA-256") << p384 << "EC P-384";
        QTest::newRow("P-384") << p384 + QStringList{"-sha384"} << "EC P-384";
        QTest::newRow("P-521") << QStringList{"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521",
                                              "-sha512"}
                               << "EC P-521";
        QTest::newRow("RSA") << QStringList{"-newkey", "rsa:2048"} << "RSA 2048";
        QTest::newRow("RSA-PSS") << QStringList{"-newkey", "rsa:3072",
                                                "-sigopt", "rsa_padding_mode:pss",
                                                "-sigopt", "rsa_pss_saltlen:-1"}
                                 << "RSA 3072";
    }
    void readsWhatOpensslWrites() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, key);
        const QByteArray pem = make(arguments, "/C=XX/O=Beispiel \xc3\xa4/CN=Sub",
                                    {"-addext", "basicConstraints=critical,CA:TRUE"});
        const auto request = parse(pem);
        QVERIFY2(request, detailOf(request).c_str());
        QCOMPARE(describe(request->key), key.toStdString());
        QCOMPARE(printed(request->subject), std::string("C=XX, O=Beispiel \xc3\xa4, CN=Sub"));
        QCOMPARE(request->extensions.size(), std::size_t{1});
        QVERIFY(request->extensions[0].critical && request->extensions[0].oid == "2.5.29.19");
        QCOMPARE(request->fileDigest, ossl::sha256(fixture::bytesOf(pem)));
        // The SubjectPublicKeyInfo that the engine rebuilds is the one that openssl finds in the request.
        const QByteArray publicKey = run("openssl", {"req", "-noout", "-pubkey"}, pem).out;
        QCOMPARE(base::toHex(request->spki()),
                 base::toHex(
                     fixture::bytesOf(run("openssl", {"pkey", "-pubin", "-outform", "DER"}, publicKey).out)));
        const auto fromDer = parseRequest(der(pem));
        QVERIFY(fromDer && fromDer->key == request->key);
    }

    void crossesAsOneValue() {
        const auto request = parse(make(p384));
        const std::string answer =
            base::writeCanonical(parseFile(FileKind::request, fixture::bytesOf(make(p384))));
        QVERIFY(requestFromValue(*readParseAnswer(answer)));
        base::Value value = toValue(*request);
        QVERIFY(toValue(*requestFromValue(value)) == value);
        // The engine does not believe the helper: a key against the rules is refused again.
        base::Value weak = *value.find("key");
        weak.set("point", std::string(194, '0'));
        QVERIFY(!requestFromValue(base::Value(value).set("key", weak)));
        QVERIFY(!requestFromValue(base::Value(value).set("more", "x")));
        const auto refused =
            readParseAnswer(base::writeCanonical(parseFile(FileKind::request, base::viewOf("garbage"))));
        QVERIFY(!refused && refused.error().code == ErrorCode::badFormat);
        for (const char* nonsense : {"", "{}", "[]", "{\"parsed\":1,\"refused\":2}",
                                     "{\"refused\":{\"code\":\"pinWrong\",\"detail\":\"\"}}"})
            QVERIFY2(readParseAnswer(nonsense).has_value() == false &&
                         readParseAnswer(nonsense).error().code == ErrorCode::childFailed,
                     nonsense);
    }

    void refusesFiles() {
        const QByteArray good = make(p384);
        const Bytes goodDer = der(good);
        QCOMPARE(detailOf(parse("")), std::string("the file is empty"));
        QCOMPARE(detailOf(parse("hello world")), std::string("the file is neither DER nor PEM"));
        QCOMPARE(detailOf(parse("Subject: me\n" + good)), std::string("there is text before the PEM block"));
        QCOMPARE(detailOf(parse(good + good)), std::string("the file holds more than one PEM block"));
        QCOMPARE(detailOf(parse(good + "x")), std::string("there is text after the PEM block"));
        QVERIFY(contains(detailOf(parse(QByteArray(good).replace("CERTIFICATE REQUEST", "PRIVATE KEY"))),
                         "'PRIVATE KEY'"));
        QVERIFY(contains(detailOf(parse(good.left(good.size() / 2))), "end line"));
        const auto huge = parse(good + QByteArray(70'000, '\n'));
        QVERIFY(!huge && huge.error().code == ErrorCode::tooLarge);
        Bytes trailing = goodDer;
        trailing.push_back(0);
        QVERIFY(contains(detailOf(parseRequest(trailing)), "bytes after"));
        Bytes forged = goodDer;
        forged[forged.size() - 3] ^= 1;
        const auto badlySigned = parseRequest(forged);
        QVERIFY2(!badlySigned && (badlySigned.error().code == ErrorCode::signatureInvalid),
                 detailOf(badlySigned).c_str());
        const Bytes renamed = fixture::patched(goodDer, base::bytesOf("Sub"), base::bytesOf("Sob"));
        QVERIFY(contains(detailOf(parseRequest(renamed)), "badly signed"));
        QVERIFY(contains(detailOf(parseRequest(fixture::patched(goodDer, base::bytesOf("Sub"),
                                                                base::bytesOf("S\x01"
                                                                              "b")))),
                         "character"));
        // version 1 instead of 0: the first INTEGER of the request
        const Bytes version1 = fixture::patched(goodDer, {0x02, 0x01, 0x00, 0x30}, {0x02, 0x01, 0x01, 0x30});
        QVERIFY(contains(detailOf(parseRequest(version1)), "version"));
        QVERIFY(contains(detailOf(parse(make({"-newkey", "rsa:1024"}))), "RSA-1024"));
        QVERIFY(contains(detailOf(parse(make({"-newkey", "ed25519"}))), "neither RSA"));
        QVERIFY(contains(detailOf(parse(make({"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"}))),
                         "neither RSA"));
        QVERIFY(contains(detailOf(parse(make({"-newkey", "rsa:2048", "-sha1"}))), "sha1WithRSAEncryption"));
        QVERIFY(contains(detailOf(parse(make(p384, "/CN=a\xe2\x80\xae"
                                                   "b"))),
                         "\\u{202e}"));
        QVERIFY(contains(
            detailOf(parse(
                make(p384, "/CN=x", {"-addext", "basicConstraints=CA:TRUE", "-addext", "keyUsage=cRLSign"}))),
            "accepted"));
    }

    void refusesDuplicateExtensions() {
        QTemporaryDir folder;
        QFile config(folder.filePath("c"));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("[req]\ndistinguished_name=d\nreq_extensions=e\n[d]\n[e]\n1.2.3.4=ASN1:NULL\n1.2.3.5="
                     "ASN1:NULL\n");
        config.close();
        const QByteArray pem = make(p384, "/CN=x", {"-config", config.fileName()});
        QVERIFY(parse(pem));
        const Bytes twice =
            fixture::patched(der(pem), {0x06, 0x03, 0x2a, 0x03, 0x05}, {0x06, 0x03, 0x2a, 0x03, 0x04});
        QVERIFY(detailOf(parseRequest(twice)).find("is there twice") != std::string::npos);
    }

    void keyRules() {
        const PublicKeyValues good = *publicKeyFromSpki(fixture::key("RSA-2048").publicKey().spki());
        const std::string modulus = base::toHex(good.modulus);
        QCOMPARE(ruleOf(good), std::string("good"));
        QVERIFY(contains(ruleOf(rsa(modulus, {3})), "below 2^16"));
        QVERIFY(contains(ruleOf(rsa(modulus, {0xff, 0xff})), "below 2^16"));
        QVERIFY(contains(ruleOf(rsa(modulus, {1, 0, 0})), "even"));
        QVERIFY(contains(ruleOf(rsa(modulus, Bytes(33, 0xff))), "above 2^256"));
        QVERIFY(contains(ruleOf(rsa(std::string(256, 'f'))), "RSA-1024"));
        QVERIFY(contains(ruleOf(rsa("03" + modulus)), "8 bits"));
        QVERIFY(contains(ruleOf(rsa(std::string(512 * 9, 'f'))), "16384"));
        const Number prime1024(BN_get_rfc2409_prime_1024(nullptr)),
            prime2048(BN_get_rfc3526_prime_2048(nullptr));
        QVERIFY(contains(ruleOf(rsa(hexOf(multiply(prime1024, prime1024)))), "prime power"));
        QVERIFY(contains(ruleOf(rsa(hexOf(prime2048))), "prime power"));
        Bytes even = good.modulus;
        even.back() &= 0xfe;
        QVERIFY(contains(ruleOf(rsa(base::toHex(even))), "factor 2 "));
        const auto hasFactor751 = [](const std::string& hex) {
            return contains(ruleOf(rsa(hex)), "factor 751 ");
        };
        QVERIFY(!findModulus(word(751), 0, hasFactor751).empty());
    }

    // Modulo each prime to 167 the moduli of CVE-2017-15361 are powers of 65537; so is 1.
    void knowsTheRocaForm() {
        Number product = word(1);
        for (unsigned n = 3; n <= 167; ++n) {
            bool isPrime = true;
            for (unsigned f = 2; f * f <= n; ++f)
                isPrime = isPrime && n % f != 0;
            if (isPrime)
                product = multiply(product, word(n));
        }
        const auto isRoca = [](const std::string& hex) { return contains(ruleOf(rsa(hex)), "ROCA"); };
        QVERIFY(!findModulus(product, 1, isRoca).empty());
    }

    void pointsLieOnTheirCurve() {
        PublicKeyValues point = *publicKeyFromSpki(fixture::key("P-256").publicKey().spki());
        QCOMPARE(ruleOf(point), std::string("good"));
        point.point.back() ^= 1;
        QVERIFY(contains(ruleOf(point), "not on the curve"));
        point.point = {0};
        QVERIFY(contains(ruleOf(point), "uncompressed"));
    }

    void samplesAreGood() {
        const QStringList files = QDir(RESOURCES "/plans/samples").entryList({"*.csr"});
        QCOMPARE(files.size(), 3);
        for (const QString& name : files) {
            QFile file(RESOURCES "/plans/samples/" + name);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto request = parse(file.readAll());
            QVERIFY2(request, detailOf(request).c_str());
            const auto profile = certificateProfileFromValue(fixture::profileValue("private-issuing-p384"));
            QVERIFY(subjectFor(*profile, request->subject));
            QFile readme(RESOURCES "/plans/samples/README.md");
            QVERIFY(readme.open(QIODevice::ReadOnly));
            QVERIFY(
                readme.readAll().contains((request->fileDigest.hex() + "  " + name.toStdString()).c_str()));
        }
    }
};

STRONGROOM_TEST_MAIN(TestPkiRequest)
#include "tst_pki_request.moc"
