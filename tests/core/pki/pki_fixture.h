// What the tests of core/pki share: the profiles of resources/profiles/pki, a root, a subordinate and a CRL
// made with software keys, and the running of openssl and certtool.
#pragma once

#include "core/base/canonical.h"
#include "core/base/hex.h"
#include "core/ossl/digest.h"
#include "core/ossl/key.h"
#include "core/ossl/random.h"
#include "core/pki/certificate.h"
#include "core/pki/revocation_list.h"
#include "core/pki/serial_number.h"
#include "core/pki/signed_object.h"

#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>
#include <yaml-cpp/yaml.h>

#include <map>
#include <string>

namespace fixture {

using namespace strongroom;
using strongroom::ossl::PrivateKey;
using strongroom::ossl::SignatureAlgorithm;

inline base::Value valueOf(const YAML::Node& node) {
    if (node.IsScalar())
        return node.Scalar();
    if (node.IsSequence()) {
        base::Value::Array items;
        for (const auto& item : node)
            items.push_back(valueOf(item));
        return items;
    }
    base::Value object;
    for (const auto& member : node)
        object.set(member.first.Scalar(), valueOf(member.second));
    return object;
}

inline base::Value profileValue(const std::string& id) {
    return valueOf(YAML::LoadFile(std::string(RESOURCES "/profiles/pki/") + id + ".yaml"));
}

// A key of each algorithm, made once in a test program.
inline const PrivateKey& key(const std::string& algorithm, int number = 0) {
    static std::map<std::pair<std::string, int>, PrivateKey> keys;
    const auto id = std::pair(algorithm, number);
    if (!keys.contains(id))
        keys.emplace(id, *PrivateKey::generate(algorithm));
    return keys.at(id);
}

inline UtcTime at(const char* text) {
    return *base::fromRfc3339(text);
}
inline const UtcTime now = at("2027-03-01T09:00:00Z");

inline std::string newSerial() {
    return *pki::serialNumberFrom(*ossl::randomBytes(20));
}

// One authority in memory: how a root, its subordinate and its CRL come about from the shipped profiles.
struct Authority {
    std::string keyAlgorithm;
    SignatureAlgorithm algorithm;
    pki::CertificateProfile root, subordinate;
    pki::CrlProfile crl;
    UtcTime time = now; // of the signatures
    std::string rootSerial = newSerial(), subordinateSerial = newSerial();

    explicit Authority(const std::string& keyAlgorithmName = "P-384",
                       SignatureAlgorithm signature = SignatureAlgorithm::ecdsaSha384)
        : keyAlgorithm(keyAlgorithmName), algorithm(signature),
          root(*pki::certificateProfileFromValue(profileValue("private-root-p384"))),
          subordinate(*pki::certificateProfileFromValue(profileValue("private-issuing-p384"))),
          crl(*pki::crlProfileFromValue(profileValue("private-crl-p384"))) {
        root.keys = {keyAlgorithm};
        root.signature = subordinate.signature = crl.signature = ossl::nameOf(algorithm);
    }

    const PrivateKey& rootKey() const { return key(keyAlgorithm); }
    Bytes rootSpki() const { return rootKey().publicKey().spki(); }
    Bytes subordinateSpki() const { return key("P-384", 1).publicKey().spki(); }

    Result<Bytes> rootTbs() const {
        SR_ASSIGN(const pki::Name subject, pki::subjectFor(root, {}));
        SR_ASSIGN(const pki::Validity validity, pki::validityFor(root, time));
        return pki::buildTbsCertificate(
            {root, pki::withTrainingPrefix(subject), rootSpki(), rootSerial, validity, {}});
    }
    Result<Bytes> sign(const Result<Bytes>& tbs) const {
        SR_TRY(tbs);
        SR_ASSIGN(const Bytes signature, pki::signTbs(*tbs, algorithm, rootKey()));
        return pki::assemble(*tbs, algorithm, signature);
    }
    Bytes rootCertificate() const { return *sign(rootTbs()); }
    pki::IssuerValues issuer() const { return *pki::issuerValuesOf(*pki::readTbsCertificate(*rootTbs())); }
    Result<Bytes> subordinateTbs() const {
        pki::Name requested{{{{"C", pki::StringType::printable, "XX"}},
                             {{"O", pki::StringType::utf8, "Example Trust Services"}},
                             {{"CN", pki::StringType::utf8, "Example Issuing CA 1"}}}};
        SR_ASSIGN(const pki::Name subject, pki::subjectFor(subordinate, requested));
        SR_ASSIGN(const pki::Validity validity, pki::validityFor(subordinate, time));
        return pki::buildTbsCertificate({subordinate, pki::withTrainingPrefix(subject), subordinateSpki(),
                                         subordinateSerial, validity, issuer()});
    }
    Result<Bytes> crlTbs(const std::string& number, std::vector<pki::RevokedCertificate> revoked) const {
        return pki::buildTbsCertList(
            {crl, issuer(), number, time, pki::plus(time, crl.nextUpdate), std::move(revoked)});
    }
};

inline bool writeFile(const QString& path, ByteView bytes) {
    QFile file(path);
    return file.open(QIODevice::WriteOnly) &&
           file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size())) ==
               static_cast<qint64>(bytes.size());
}

struct Ran {
    int exitCode = -1;
    QByteArray out, err;
};
inline Ran run(const QString& program, const QStringList& arguments, const QByteArray& input = {}) {
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit)
        return {-1, process.readAllStandardOutput(), process.errorString().toUtf8()};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}
inline Bytes bytesOf(const QByteArray& array) {
    return Bytes(array.begin(), array.end());
}

// Replaces the only place where `before` stands; an empty result where it is not there exactly once.
inline Bytes patched(const Bytes& bytes, const Bytes& before, const Bytes& after) {
    const auto first = std::search(bytes.begin(), bytes.end(), before.begin(), before.end());
    if (first == bytes.end() ||
        std::search(first + 1, bytes.end(), before.begin(), before.end()) != bytes.end())
        return {};
    Bytes result(bytes.begin(), first);
    result.insert(result.end(), after.begin(), after.end());
    result.insert(result.end(), first + static_cast<std::ptrdiff_t>(before.size()), bytes.end());
    return result;
}

} // namespace fixture
