#include "core/pki/extension_writer.h"

#include "core/pki/der.h"
#include "core/pki/display_text.h"
#include "core/pki/general_name.h"
#include "core/pki/oid.h"

namespace strongroom::pki {

namespace {

unsigned bitOf(KeyUsage usage) {
    switch (usage) {
    case KeyUsage::digitalSignature: return 0;
    case KeyUsage::keyCertSign: return 5;
    case KeyUsage::cRLSign: return 6;
    }
    return 0;
}

Result<Bytes> writeSubtrees(unsigned number, const std::vector<GeneralSubtree>& subtrees) {
    if (subtrees.empty())
        return Bytes{};
    Bytes content;
    for (const GeneralSubtree& subtree : subtrees) {
        SR_ASSIGN(const Bytes base, writeSubtreeBase(subtree));
        base::append(content, der::sequenceOf({base})); // minimum 0 is the default, maximum is never written
    }
    return der::element(der::contextConstructed(number), content);
}

} // namespace

Bytes writeExtension(std::string_view oid, Criticality criticality, ByteView value) {
    const Bytes critical = criticality == Criticality::critical ? der::writeBoolean(true) : Bytes{};
    return der::sequenceOf({der::writeOid(oid), critical, der::element(der::octetString, value)});
}

Bytes writeSubjectKeyIdentifier(ByteView identifier) {
    return der::element(der::octetString, identifier);
}

Bytes writeAuthorityKeyIdentifier(ByteView identifier) {
    return der::sequenceOf({der::element(der::contextPrimitive(0), identifier)});
}

Bytes writeBasicConstraints(std::optional<unsigned> pathLength) {
    return der::sequenceOf(
        {der::writeBoolean(true), pathLength ? der::writeSmallInteger(*pathLength) : Bytes{}});
}

Bytes writeKeyUsage(const std::vector<KeyUsage>& usages) {
    unsigned bits = 0;
    unsigned last = 0;
    for (const KeyUsage usage : usages) {
        bits |= 0x80u >> bitOf(usage);
        last = std::max(last, bitOf(usage));
    }
    // A named bit list drops its trailing zero bits (X.690 11.2.2).
    const std::uint8_t content[] = {static_cast<std::uint8_t>(7 - last), static_cast<std::uint8_t>(bits)};
    return der::element(der::bitString, content);
}

Result<Bytes> writeExtendedKeyUsage(const std::vector<std::string>& purposes) {
    Bytes content;
    for (const std::string& purpose : purposes) {
        const std::string dotted = oid::purposeOid(purpose);
        if (dotted.empty())
            return Error{ErrorCode::badArgument, "unknown extended key usage '" + displayText(purpose) + "'"};
        base::append(content, der::writeOid(dotted));
    }
    return der::element(der::sequence, content);
}

Bytes writePolicies(const std::vector<PolicyInformation>& policies) {
    Bytes content;
    for (const PolicyInformation& policy : policies) {
        Bytes qualifiers;
        if (!policy.cps.empty())
            qualifiers = der::sequenceOf({der::sequenceOf(
                {der::writeOid(oid::cps), der::element(der::ia5String, base::viewOf(policy.cps))})});
        base::append(content, der::sequenceOf({der::writeOid(policy.oid), qualifiers}));
    }
    return der::element(der::sequence, content);
}

Result<Bytes> writeNameConstraints(const NameConstraints& constraints) {
    SR_ASSIGN(const Bytes permitted, writeSubtrees(0, constraints.permitted));
    SR_ASSIGN(const Bytes excluded, writeSubtrees(1, constraints.excluded));
    return der::sequenceOf({permitted, excluded});
}

Bytes writeDistributionPoints(const std::vector<std::string>& uris) {
    Bytes names;
    for (const std::string& uri : uris)
        base::append(names, writeUri(uri));
    const Bytes fullName = der::element(der::contextConstructed(0), names);
    return der::sequenceOf({der::sequenceOf({der::element(der::contextConstructed(0), fullName)})});
}

Bytes writeAuthorityInfoAccess(const std::vector<std::string>& ocsp,
                               const std::vector<std::string>& caIssuers) {
    Bytes content;
    for (const std::string& uri : ocsp)
        base::append(content, der::sequenceOf({der::writeOid(oid::ocsp), writeUri(uri)}));
    for (const std::string& uri : caIssuers)
        base::append(content, der::sequenceOf({der::writeOid(oid::caIssuers), writeUri(uri)}));
    return der::element(der::sequence, content);
}

Bytes writeIssuingDistributionPoint() {
    const std::uint8_t yes = 0xFF;
    return der::sequenceOf({der::element(der::contextPrimitive(2), std::span(&yes, 1))});
}

} // namespace strongroom::pki
