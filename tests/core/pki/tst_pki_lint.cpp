// Each lint fires on an object that is wrong in the one way the row names, and is silent on the right one.
// Wrong objects are right ones taken apart and put together again with other parts.
#include "pki_fixture.h"

#include "core/pki/der.h"
#include "core/pki/extension_writer.h"
#include "core/pki/lint/lint.h"
#include "core/pki/object_view.h"
#include "core/pki/oid.h"
#include "core/pki/public_key_values.h"
#include "tests/support/test_main.h"

#include <functional>
#include <set>

using namespace strongroom;
using namespace strongroom::pki;
using fixture::at;
using fixture::Authority;
using fixture::SignatureAlgorithm;

namespace {

Bytes hex(const char* text) {
    return *base::fromHex(text);
}

// A certificate or CRL in pieces; each piece is the DER element as it goes in.
struct Parts {
    Bytes version, serial, innerAlgorithm, issuer, notBefore, notAfter, subject, spki, uniqueIds;
    std::vector<std::pair<std::string, Bytes>> extensions; // OID, whole Extension
    Bytes outerAlgorithm, signature, after;
    // CRL
    bool crl = false;
    Bytes thisUpdate, nextUpdate, list;
    std::vector<Bytes> entries;

    Bytes joinedExtensions() const {
        Bytes all;
        for (const auto& extension : extensions)
            base::append(all, extension.second);
        return der::element(der::sequence, all);
    }
    Bytes object() const {
        Bytes listed = list;
        if (listed.empty() && !entries.empty()) {
            Bytes all;
            for (const Bytes& entry : entries)
                base::append(all, entry);
            listed = der::element(der::sequence, all);
        }
        const Bytes tbs =
            crl ? der::sequenceOf({version, innerAlgorithm, issuer, thisUpdate, nextUpdate, listed,
                                   der::element(der::contextConstructed(0), joinedExtensions())})
                : der::sequenceOf({version, serial, innerAlgorithm, issuer,
                                   der::sequenceOf({notBefore, notAfter}), subject, spki, uniqueIds,
                                   der::element(der::contextConstructed(3), joinedExtensions())});
        return der::join({der::sequenceOf({tbs, outerAlgorithm, der::writeBitString(signature)}), after});
    }
    void set(const char* oid, Criticality criticality, const Bytes& value) {
        for (auto& extension : extensions)
            if (extension.first == oid)
                extension.second = writeExtension(oid, criticality, value);
    }
    void drop(const char* oid) {
        std::erase_if(extensions, [&](const auto& extension) { return extension.first == oid; });
    }
    void add(const char* oid, Criticality criticality, const Bytes& value) {
        extensions.emplace_back(oid, writeExtension(oid, criticality, value));
    }
};

Bytes whole(ByteView view) {
    return base::bytesOf(view);
}

void takeExtensions(Parts& parts, const std::vector<ExtensionView>& views) {
    for (const ExtensionView& view : views)
        parts.add(view.oid.c_str(), view.critical ? Criticality::critical : Criticality::notCritical,
                  whole(view.value));
}

Parts takeApart(const Bytes& object) {
    const auto outer = *viewSigned(object);
    const auto view = *viewTbsCertificate(outer.tbs);
    Parts parts;
    parts.version = der::element(der::contextConstructed(0), der::writeSmallInteger(*view.version));
    parts.serial = der::element(der::integer, view.serial);
    parts.innerAlgorithm = whole(view.algorithm);
    parts.issuer = whole(view.issuer);
    parts.notBefore = whole(view.notBefore.whole);
    parts.notAfter = whole(view.notAfter.whole);
    parts.subject = whole(view.subject);
    parts.spki = whole(view.spki);
    parts.outerAlgorithm = whole(outer.algorithm);
    parts.signature = whole(outer.signature);
    takeExtensions(parts, view.extensions);
    return parts;
}

Bytes entry(const char* serial, const char* date, const Bytes& reasonExtension) {
    const Bytes extensions = reasonExtension.empty() ? Bytes{} : der::sequenceOf({reasonExtension});
    return der::sequenceOf({der::writeInteger(hex(serial)), der::writeTime(at(date)), extensions});
}
Bytes reason(std::uint8_t number, Criticality criticality = Criticality::notCritical) {
    return writeExtension(oid::reasonCode, criticality, der::element(der::enumerated, std::span(&number, 1)));
}

Parts takeCrlApart(const Bytes& object) {
    const auto outer = *viewSigned(object);
    const auto view = *viewTbsCertList(outer.tbs);
    Parts parts;
    parts.crl = true;
    parts.version = der::writeSmallInteger(*view.version);
    parts.innerAlgorithm = whole(view.algorithm);
    parts.issuer = whole(view.issuer);
    parts.thisUpdate = whole(view.thisUpdate.whole);
    parts.nextUpdate = whole(view.nextUpdate->whole);
    parts.outerAlgorithm = whole(outer.algorithm);
    parts.signature = whole(outer.signature);
    parts.entries = {entry("4711", "2027-02-01T00:00:00Z", reason(4))};
    takeExtensions(parts, view.extensions);
    return parts;
}

const Authority& authority() {
    static const Authority one;
    return one;
}

enum class Object { root, subordinate, crl };
struct Case {
    const char* lint;
    const char* what;
    Object object;
    std::function<void(Parts&, LintContext&)> spoil;
};

Bytes otherName() {
    return *toDer(Name{{{{"CN", StringType::utf8, "Other"}}}});
}
Bytes utc(const char* digits) {
    return der::element(der::utcTime, base::viewOf(digits));
}
Bytes generalized(const char* digits) {
    return der::element(der::generalizedTime, base::viewOf(digits));
}
Bytes rsaSpki(const Bytes& modulus, const Bytes& exponent) {
    return spkiOf(PublicKeyValues{"RSA", modulus, exponent, {}});
}
Bytes goodModulus() {
    return publicKeyFromSpki(fixture::key("RSA-2048").publicKey().spki())->modulus;
}
Bytes purposes(const std::vector<std::string>& names) {
    return *writeExtendedKeyUsage(names);
}
Bytes subtrees(unsigned number, const Bytes& content) {
    return der::element(der::contextConstructed(number), content);
}
const Bytes dnsBase = der::element(der::contextPrimitive(2), base::viewOf("example.com"));

constexpr auto critical = Criticality::critical;
constexpr auto notCritical = Criticality::notCritical;

// For every CA certificate the same faults of keyUsage, under the root's and the subordinate's number.
std::vector<Case> keyUsageCases(const char* lint, Object object) {
    return {
        {lint, "keyUsage missing", object, [](Parts& p, LintContext&) { p.drop(oid::keyUsage); }},
        {lint, "keyUsage not critical", object,
         [](Parts& p, LintContext&) { p.set(oid::keyUsage, notCritical, hex("03020106")); }},
        {lint, "no cRLSign", object,
         [](Parts& p, LintContext&) { p.set(oid::keyUsage, critical, hex("03020204")); }},
        {lint, "no keyCertSign", object,
         [](Parts& p, LintContext&) { p.set(oid::keyUsage, critical, hex("03020102")); }},
        {lint, "keyEncipherment too", object,
         [](Parts& p, LintContext&) { p.set(oid::keyUsage, critical, hex("03020126")); }},
    };
}

std::vector<Case> certificateCases() {
    const auto sub = Object::subordinate;
    return {
        {"L1", "v2", sub, [](Parts& p, LintContext&) { p.version = hex("a003020101"); }},
        {"L1", "version left out", sub, [](Parts& p, LintContext&) { p.version = {}; }},
        {"L2", "zero", sub, [](Parts& p, LintContext&) { p.serial = hex("020100"); }},
        {"L2", "negative", sub, [](Parts& p, LintContext&) { p.serial = hex("020881ffffffffffffff"); }},
        {"L2", "63 bits", sub, [](Parts& p, LintContext&) { p.serial = hex("02077fffffffffffff"); }},
        {"L2", "2^159", sub,
         [](Parts& p, LintContext&) { p.serial = hex("0215008000000000000000000000000000000000000000"); }},
        {"L2", "used before", sub,
         [](Parts&, LintContext& c) {
             c.usedSerials = {"01", authority().subordinateSerial};
         }},
        {"L3", "outer differs", sub,
         [](Parts& p, LintContext&) {
             p.outerAlgorithm = algorithmIdentifier(SignatureAlgorithm::ecdsaSha256);
         }},
        {"L4", "SHA-1", sub,
         [](Parts& p, LintContext&) { p.innerAlgorithm = p.outerAlgorithm = hex("300906072a8648ce3d0401"); }},
        {"L4", "ECDSA with NULL", sub,
         [](Parts& p, LintContext&) {
             p.innerAlgorithm = p.outerAlgorithm = hex("300c06082a8648ce3d0403030500");
         }},
        {"L4", "SHA-256 with P-384", sub,
         [](Parts& p, LintContext&) {
             p.innerAlgorithm = p.outerAlgorithm = algorithmIdentifier(SignatureAlgorithm::ecdsaSha256);
         }},
        {"L4", "RSA with P-384", Object::root,
         [](Parts& p, LintContext&) {
             p.innerAlgorithm = p.outerAlgorithm = algorithmIdentifier(SignatureAlgorithm::rsaSha256);
         }},
        {"L5", "RSA without NULL", sub,
         [](Parts& p, LintContext&) {
             der::Reader reader(der::single(p.spki, der::sequence)->content);
             reader.take();
             const Bytes key = whole(reader.take()->whole);
             p.spki = der::sequenceOf({hex("300b06092a864886f70d010101"), key});
         }},
        {"L5", "secp256k1", sub,
         [](Parts& p, LintContext&) {
             p.spki = fixture::patched(p.spki, hex("06052b81040022"), hex("06052b8104000a"));
         }},
        {"L6", "issuerUniqueID", sub, [](Parts& p, LintContext&) { p.uniqueIds = hex("81020001"); }},
        {"L6", "subjectUniqueID", sub, [](Parts& p, LintContext&) { p.uniqueIds = hex("82020001"); }},
        {"L7", "policies twice", sub,
         [](Parts& p, LintContext&) { p.extensions.push_back(p.extensions.back()); }},
        {"L8", "no seconds", sub, [](Parts& p, LintContext&) { p.notBefore = utc("2703010900Z"); }},
        {"L8", "offset", sub, [](Parts& p, LintContext&) { p.notBefore = utc("270301090000+0000"); }},
        {"L8", "fraction", sub,
         [](Parts& p, LintContext&) { p.notAfter = generalized("20510301085959.5Z"); }},
        {"L8", "GeneralizedTime in 2049", sub,
         [](Parts& p, LintContext&) { p.notAfter = generalized("20370301085959Z"); }},
        {"L8", "31 February", sub, [](Parts& p, LintContext&) { p.notBefore = utc("270231090000Z"); }},
        {"L9", "trailing byte", sub, [](Parts& p, LintContext&) { p.after = {0}; }},
        {"L9", "long length", sub,
         [](Parts& p, LintContext&) {
             p.notBefore = fixture::patched(p.notBefore, hex("170d"), hex("17810d"));
         }},
        {"L9", "critical FALSE written", sub,
         [](Parts& p, LintContext&) {
             p.extensions[3].second =
                 fixture::patched(p.extensions[3].second, hex("0603551d0e"), hex("0603551d0e010100"));
             p.extensions[3].second[1] = static_cast<std::uint8_t>(p.extensions[3].second[1] + 3);
         }},
        {"L9", "keyUsage with trailing zero bits", sub,
         [](Parts& p, LintContext&) { p.set(oid::keyUsage, critical, hex("03020006")); }},
        {"L21", "missing", sub, [](Parts& p, LintContext&) { p.drop(oid::subjectKeyIdentifier); }},
        {"L9", "BOOLEAN 01 in a value", sub,
         [](Parts& p, LintContext&) { p.set(oid::basicConstraints, critical, hex("3006010101020100")); }},
        {"L14", "another issuer", sub, [](Parts& p, LintContext&) { p.issuer = otherName(); }},
        {"L15", "missing", sub, [](Parts& p, LintContext&) { p.drop(oid::authorityKeyIdentifier); }},
        {"L15", "another key", sub,
         [](Parts& p, LintContext&) {
             p.set(oid::authorityKeyIdentifier, notCritical, writeAuthorityKeyIdentifier(Bytes(20, 1)));
         }},
        {"L15", "serial too", sub,
         [](Parts& p, LintContext&) {
             const Bytes id = der::element(der::contextPrimitive(0), authority().issuer().keyIdentifier);
             p.set(oid::authorityKeyIdentifier, notCritical, der::sequenceOf({id, hex("820101")}));
         }},
        {"L15", "critical", sub,
         [](Parts& p, LintContext&) {
             p.set(oid::authorityKeyIdentifier, critical,
                   writeAuthorityKeyIdentifier(authority().issuer().keyIdentifier));
         }},
        {"C7.1", "RSA-1024", sub,
         [](Parts& p, LintContext&) {
             p.spki = rsaSpki(Bytes(128, 0xff), {1, 0, 1});
         }},
        {"C7.1", "2047 bits", sub,
         [](Parts& p, LintContext&) {
             Bytes m = goodModulus();
             m[0] &= 0x7f;
             p.spki = rsaSpki(m, {1, 0, 1});
         }},
        {"C7.2", "exponent 3", sub, [](Parts& p, LintContext&) { p.spki = rsaSpki(goodModulus(), {3}); }},
        {"C7.2", "even exponent", sub,
         [](Parts& p, LintContext&) {
             p.spki = rsaSpki(goodModulus(), {1, 0, 0});
         }},
        {"C7.3", "even modulus", sub,
         [](Parts& p, LintContext&) {
             Bytes m = goodModulus();
             m.back() &= 0xfe;
             p.spki = rsaSpki(m, {1, 0, 1});
         }},
        {"C7.4", "point off the curve", sub, [](Parts& p, LintContext&) { p.spki.back() ^= 1; }},
    };
}

std::vector<Case> rootCases() {
    const auto root = Object::root;
    return {
        {"L16", "another issuer", root, [](Parts& p, LintContext&) { p.issuer = otherName(); }},
        {"L18", "missing", root, [](Parts& p, LintContext&) { p.drop(oid::basicConstraints); }},
        {"L18", "not critical", root,
         [](Parts& p, LintContext&) { p.set(oid::basicConstraints, notCritical, hex("30030101ff")); }},
        {"L18", "not a CA", root,
         [](Parts& p, LintContext&) { p.set(oid::basicConstraints, critical, hex("3000")); }},
        {"L21", "missing", root, [](Parts& p, LintContext&) { p.drop(oid::subjectKeyIdentifier); }},
        {"L21", "critical", root,
         [](Parts& p, LintContext&) {
             p.set(oid::subjectKeyIdentifier, critical,
                   writeSubjectKeyIdentifier(authority().issuer().keyIdentifier));
         }},
        {"L22", "another key", root,
         [](Parts& p, LintContext&) {
             p.set(oid::authorityKeyIdentifier, notCritical, writeAuthorityKeyIdentifier(Bytes(20, 1)));
         }},
        {"L23", "extKeyUsage", root,
         [](Parts& p, LintContext&) { p.add(oid::extendedKeyUsage, notCritical, purposes({"serverAuth"})); }},
    };
}

std::vector<Case> subordinateCases() {
    const auto sub = Object::subordinate;
    const auto points = [](const Bytes& inside) { return der::sequenceOf({der::sequenceOf({inside})}); };
    const Bytes uri = der::element(der::contextPrimitive(6), base::viewOf("http://pki.example.com/a.crl"));
    const Bytes name =
        der::element(der::contextConstructed(0), der::element(der::contextConstructed(0), uri));
    return {
        {"L27", "missing", sub,
         [](Parts& p, LintContext& c) {
             p.drop(oid::basicConstraints);
             c.certificateKind = CertificateKind::subordinate;
         }},
        {"L27", "not critical", sub,
         [](Parts& p, LintContext&) { p.set(oid::basicConstraints, notCritical, hex("30060101ff020100")); }},
        {"L27", "path length of the issuer", sub,
         [](Parts& p, LintContext&) { p.set(oid::basicConstraints, critical, hex("30060101ff020101")); }},
        {"L29", "missing", sub, [](Parts& p, LintContext&) { p.drop(oid::extendedKeyUsage); }},
        {"L29", "serverAuth with codeSigning", sub,
         [](Parts& p, LintContext&) {
             p.set(oid::extendedKeyUsage, notCritical, purposes({"serverAuth", "codeSigning"}));
         }},
        {"L29", "any", sub,
         [](Parts& p, LintContext&) {
             p.set(oid::extendedKeyUsage, notCritical, purposes({"anyExtendedKeyUsage"}));
         }},
        {"L29", "OCSPSigning", sub,
         [](Parts& p, LintContext&) {
             p.set(oid::extendedKeyUsage, notCritical, purposes({"clientAuth", "OCSPSigning"}));
         }},
        {"L31", "missing", sub, [](Parts& p, LintContext&) { p.drop(oid::crlDistributionPoints); }},
        {"L31", "critical", sub,
         [=](Parts& p, LintContext&) { p.set(oid::crlDistributionPoints, critical, points(name)); }},
        {"L31", "https", sub,
         [](Parts& p, LintContext&) {
             p.set(oid::crlDistributionPoints, notCritical,
                   writeDistributionPoints({"https://pki.example.com/a.crl"}));
         }},
        {"L31", "reasons", sub,
         [=](Parts& p, LintContext&) {
             p.set(oid::crlDistributionPoints, notCritical, points(der::join({name, hex("81020560")})));
         }},
        {"L31", "directory name", sub,
         [=](Parts& p, LintContext&) {
             const Bytes directory = der::element(der::contextConstructed(4), otherName());
             p.set(oid::crlDistributionPoints, notCritical,
                   points(der::element(der::contextConstructed(0),
                                       der::element(der::contextConstructed(0), directory))));
         }},
        {"L33", "empty", sub,
         [](Parts& p, LintContext&) { p.set(oid::nameConstraints, critical, hex("3000")); }},
        {"L33", "maximum", sub,
         [](Parts& p, LintContext&) {
             p.set(oid::nameConstraints, critical,
                   der::sequenceOf({subtrees(0, der::sequenceOf({dnsBase, hex("810101")}))}));
         }},
        {"L33", "not critical", sub,
         [](Parts& p, LintContext& c) {
             p.set(oid::nameConstraints, notCritical,
                   der::sequenceOf({subtrees(0, der::sequenceOf({dnsBase}))}));
             c.technicallyConstrained = false;
         }},
        {"L33", "no addresses", sub,
         [](Parts& p, LintContext&) {
             p.set(oid::nameConstraints, critical,
                   der::sequenceOf({subtrees(0, der::sequenceOf({dnsBase}))}));
         }},
        {"L33", "promised, missing", sub, [](Parts& p, LintContext&) { p.drop(oid::nameConstraints); }},
        {"L34", "ends after the issuer", sub,
         [](Parts& p, LintContext&) { p.notAfter = utc("470301090000Z"); }},
    };
}

std::vector<Case> crlCases() {
    const auto crl = Object::crl;
    const auto number = [](const char* text) { return der::writeInteger(hex(text)); };
    const auto yes = [](unsigned tag) {
        const std::uint8_t ff = 0xff;
        return der::element(der::contextPrimitive(tag), std::span(&ff, 1));
    };
    return {
        {"L3", "outer differs", crl,
         [](Parts& p, LintContext&) {
             p.outerAlgorithm = algorithmIdentifier(SignatureAlgorithm::ecdsaSha256);
         }},
        {"L4", "SHA-256 with P-384", crl,
         [](Parts& p, LintContext&) {
             p.innerAlgorithm = p.outerAlgorithm = algorithmIdentifier(SignatureAlgorithm::ecdsaSha256);
         }},
        {"L7", "number twice", crl, [](Parts& p, LintContext&) { p.extensions.push_back(p.extensions[1]); }},
        {"L7", "reason twice", crl,
         [](Parts& p, LintContext&) {
             p.entries = {der::sequenceOf(
                 {hex("02024711"), utc("270201000000Z"), der::sequenceOf({reason(4), reason(4)})})};
         }},
        {"L8", "date without seconds", crl,
         [](Parts& p, LintContext&) { p.nextUpdate = utc("2801010000Z"); }},
        {"L9", "trailing byte", crl, [](Parts& p, LintContext&) { p.after = {0}; }},
        {"L42", "v1", crl, [](Parts& p, LintContext&) { p.version = {}; }},
        {"L42", "another issuer", crl, [](Parts& p, LintContext&) { p.issuer = otherName(); }},
        {"L42", "no key identifier", crl,
         [](Parts& p, LintContext&) { p.drop(oid::authorityKeyIdentifier); }},
        {"L42", "critical key identifier", crl,
         [](Parts& p, LintContext&) {
             p.set(oid::authorityKeyIdentifier, critical,
                   writeAuthorityKeyIdentifier(authority().issuer().keyIdentifier));
         }},
        {"L42", "no number", crl, [](Parts& p, LintContext&) { p.drop(oid::crlNumber); }},
        {"L42", "same number", crl,
         [=](Parts& p, LintContext&) { p.set(oid::crlNumber, notCritical, number("01")); }},
        {"L42", "critical number", crl,
         [=](Parts& p, LintContext&) { p.set(oid::crlNumber, critical, number("02")); }},
        {"L42", "21 octets", crl,
         [=](Parts& p, LintContext&) {
             p.set(oid::crlNumber, notCritical, number("ff00000000000000000000000000000000000000"));
         }},
        {"L42", "no nextUpdate", crl, [](Parts& p, LintContext&) { p.nextUpdate = {}; }},
        {"L42", "13 months", crl, [](Parts& p, LintContext&) { p.nextUpdate = utc("280401090000Z"); }},
        {"L43", "empty list", crl,
         [](Parts& p, LintContext& c) {
             p.list = hex("3000");
             c.mayVanish = {"4711"};
         }},
        {"L44", "serial twice", crl, [](Parts& p, LintContext&) { p.entries.push_back(p.entries[0]); }},
        {"L44", "after thisUpdate", crl,
         [](Parts& p, LintContext&) { p.entries = {entry("4711", "2027-03-01T09:00:01Z", reason(4))}; }},
        {"L44", "before notBefore", crl,
         [](Parts&, LintContext& c) {
             c.issuedNotBefore = {{"4711", at("2027-02-01T00:00:01Z")}};
         }},
        {"L44", "no reason", crl,
         [](Parts& p, LintContext&) { p.entries = {entry("4711", "2027-02-01T00:00:00Z", {})}; }},
        {"L44", "cACompromise", crl,
         [](Parts& p, LintContext&) { p.entries = {entry("4711", "2027-02-01T00:00:00Z", reason(2))}; }},
        {"L44", "certificateHold", crl,
         [](Parts& p, LintContext&) { p.entries = {entry("4711", "2027-02-01T00:00:00Z", reason(6))}; }},
        {"L44", "critical reason", crl,
         [](Parts& p, LintContext&) {
             p.entries = {entry("4711", "2027-02-01T00:00:00Z", reason(4, critical))};
         }},
        {"L45", "not critical", crl,
         [](Parts& p, LintContext&) {
             p.set(oid::issuingDistributionPoint, notCritical, writeIssuingDistributionPoint());
         }},
        {"L45", "empty", crl,
         [](Parts& p, LintContext&) { p.set(oid::issuingDistributionPoint, critical, hex("3000")); }},
        {"L45", "user and CA", crl,
         [=](Parts& p, LintContext&) {
             p.set(oid::issuingDistributionPoint, critical, der::sequenceOf({yes(1), yes(2)}));
         }},
        {"L45", "indirect", crl,
         [=](Parts& p, LintContext&) {
             p.set(oid::issuingDistributionPoint, critical, der::sequenceOf({yes(4)}));
         }},
        {"L45", "some reasons", crl,
         [](Parts& p, LintContext&) { p.set(oid::issuingDistributionPoint, critical, hex("300483020560")); }},
        {"L45", "attribute certificates", crl,
         [=](Parts& p, LintContext&) {
             p.set(oid::issuingDistributionPoint, critical, der::sequenceOf({yes(5)}));
         }},
        {"L45", "delta", crl,
         [=](Parts& p, LintContext&) { p.add(oid::deltaCrlIndicator, critical, number("01")); }},
        {"L46", "entry lost", crl,
         [](Parts& p, LintContext&) { p.entries = {entry("4712", "2027-02-01T00:00:00Z", reason(4))}; }},
    };
}

std::vector<Case> allCases() {
    std::vector<Case> all;
    for (const auto& cases : {certificateCases(), rootCases(), keyUsageCases("L20", Object::root),
                              subordinateCases(), keyUsageCases("L28", Object::subordinate), crlCases()})
        all.insert(all.end(), cases.begin(), cases.end());
    return all;
}

const Bytes& rightObject(Object object) {
    static const Bytes root = authority().rootCertificate();
    static const Bytes subordinate = *authority().sign(authority().subordinateTbs());
    static const Bytes crl = *authority().sign(
        authority().crlTbs("02", {{"4711", at("2027-02-01T00:00:00Z"), RevocationReason::superseded}}));
    return object == Object::root ? root : object == Object::subordinate ? subordinate : crl;
}

LintContext contextOf(Object object) {
    static const Bytes previous = *authority().sign(
        authority().crlTbs("01", {{"4711", at("2027-02-01T00:00:00Z"), RevocationReason::superseded}}));
    LintContext context;
    context.usedSerials = {"01"};
    if (object == Object::root) {
        context.certificateKind = CertificateKind::root;
        return context;
    }
    context.issuerCertificate = rightObject(Object::root);
    context.technicallyConstrained = object == Object::subordinate;
    if (object == Object::crl)
        context.previousCrl = previous;
    return context;
}

Parts partsOf(Object object) {
    return object == Object::crl ? takeCrlApart(rightObject(object)) : takeApart(rightObject(object));
}
LintReport lint(Object object, const Bytes& bytes, const LintContext& context) {
    return object == Object::crl ? lintCrl(bytes, context) : lintCertificate(bytes, context);
}
std::string findingsOf(const LintReport& report) {
    std::string text;
    for (const Finding& finding : report.findings)
        text += finding.id + ": " + finding.detail + "; ";
    return text;
}

} // namespace

class TestPkiLint : public QObject {
    Q_OBJECT
private slots:
    void rightObjectsPass() {
        for (const Object object : {Object::root, Object::subordinate, Object::crl}) {
            QCOMPARE(base::toHex(partsOf(object).object()), base::toHex(rightObject(object)));
            const LintReport report = lint(object, rightObject(object), contextOf(object));
            QVERIFY2(report.findings.empty(), findingsOf(report).c_str());
            QVERIFY(report.passes() && requirePass(report));
        }
        LintContext none;
        QVERIFY(lintCertificate(rightObject(Object::root), none).rules.size() > 15);
        QVERIFY(!lintCertificate(rightObject(Object::subordinate), none).found("L14"));
    }

    void firesOnWrongObjects_data() {
        QTest::addColumn<int>("number");
        const auto cases = allCases();
        for (std::size_t i = 0; i < cases.size(); ++i) {
            const char* object = cases[i].object == Object::root  ? "root"
                                 : cases[i].object == Object::crl ? "crl"
                                                                  : "subordinate";
            QTest::newRow((std::string(cases[i].lint) + " " + object + ": " + cases[i].what).c_str())
                << static_cast<int>(i);
        }
    }
    void firesOnWrongObjects() {
        QFETCH(int, number);
        static const auto cases = allCases();
        const Case& one = cases[static_cast<std::size_t>(number)];
        Parts parts = partsOf(one.object);
        LintContext context = contextOf(one.object);
        one.spoil(parts, context);
        const LintReport report = lint(one.object, parts.object(), context);
        QVERIFY2(report.found(one.lint), ("found only " + findingsOf(report)).c_str());
    }

    // No rule without a case that it fires on.
    void everyRuleIsTested() {
        std::set<std::string> tested;
        for (const Case& one : allCases())
            tested.insert(one.lint);
        for (const LintRule& rule : lintRules())
            QVERIFY2(tested.contains(rule.id), rule.id);
        QFile readme(RESOURCES "/../core/pki/lint/README.md");
        QVERIFY(readme.open(QIODevice::ReadOnly));
        const QByteArray text = readme.readAll();
        for (const LintRule& rule : lintRules())
            QVERIFY2(text.contains("| " + QByteArray(rule.id) + " |"), rule.id);
    }

    void aClaimToBeACaIsEnough() {
        Parts parts = partsOf(Object::subordinate);
        parts.drop(oid::basicConstraints);
        QVERIFY(lintCertificate(parts.object(), {}).found("L27"));
        parts.drop(oid::keyUsage);
        QVERIFY(!lintCertificate(parts.object(), {}).found("L27"));
    }

    void smallExponentIsAWarning() {
        Parts parts = partsOf(Object::subordinate);
        parts.spki = rsaSpki(goodModulus(), {3});
        QVERIFY(lintCertificate(parts.object(), contextOf(Object::subordinate)).passes());
        parts.spki = rsaSpki(goodModulus(), {1});
        QVERIFY(!lintCertificate(parts.object(), contextOf(Object::subordinate)).passes());
    }

    void whatHasNoShapeBreaksL9() {
        QVERIFY(lintCertificate(base::viewOf("garbage"), {}).found("L9"));
        QVERIFY(lintCrl(rightObject(Object::root), {}).found("L9"));
        QVERIFY(!lintCertificate(rightObject(Object::crl), {}).passes());
    }

    void reportIsTheSameBeforeAndAfterSigning() {
        const Bytes tbs = *authority().subordinateTbs();
        const LintContext context = contextOf(Object::subordinate);
        const LintReport before = lintTbsCertificate(tbs, context);
        const LintReport after = lintCertificate(*authority().sign(tbs), context);
        QVERIFY2(before.passes(), findingsOf(before).c_str());
        QCOMPARE(digestOf(before), digestOf(after));
        QCOMPARE(before.tbs, ossl::sha256(tbs));
        const Bytes certList = *authority().crlTbs("02", {});
        QCOMPARE(digestOf(lintTbsCertList(certList, {})), digestOf(lintCrl(*authority().sign(certList), {})));
    }

    void loweredAndWaivedFindingsStayVisible() {
        Parts parts = partsOf(Object::subordinate);
        parts.drop(oid::extendedKeyUsage);
        LintContext context = contextOf(Object::subordinate);
        const LintReport strict = lintCertificate(parts.object(), context);
        QVERIFY(!strict.passes());
        const auto stopped = requirePass(strict);
        QVERIFY(!stopped && stopped.error().code == ErrorCode::lintFailed);
        QVERIFY(stopped.error().detail.starts_with("L29 (BR 7.1.2.10.6"));

        context.lowered = {{"L29", "note"}};
        const LintReport lowered = lintCertificate(parts.object(), context);
        QVERIFY(lowered.passes() && lowered.found("L29"));
        QVERIFY(lowered.findings[0].severity == Severity::note &&
                lowered.findings[0].ruleSeverity == Severity::error);

        context.lowered.clear();
        context.waivers = {{"L29", "agreed by the board"}};
        const LintReport waived = lintCertificate(parts.object(), context);
        QVERIFY(waived.passes() && waived.found("L29"));
        QVERIFY(digestOf(waived) != digestOf(strict) && digestOf(waived) != digestOf(lowered));
        const std::string text = base::writeCanonical(toValue(waived));
        QVERIFY(text.find("agreed by the board") != std::string::npos);
        QVERIFY(base::readCanonical(text));
    }
};

STRONGROOM_TEST_MAIN(TestPkiLint)
#include "tst_pki_lint.moc"
