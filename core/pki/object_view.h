// The parts of a signed object, a certificate and a CRL as they lie in their bytes: what the lints and the
// readers look at. Private to core/pki. A view takes what has the right shape even where it is not DER or
// breaks a rule (that is for the lints to say); it answers badFormat only where the shape itself is missing.
// The views live as long as the bytes they were made from.
#pragma once

#include "core/pki/der.h"
#include "core/pki/extension.h"

#include <string>
#include <vector>

namespace strongroom::pki {

struct SignedView {
    ByteView whole;
    ByteView tbs;
    ByteView algorithm; // the outer AlgorithmIdentifier
    ByteView signature;
};
Result<SignedView> viewSigned(ByteView object);

// The name of an AlgorithmIdentifier; of one that is not offered its OID's name.
std::string signatureNameOf(ByteView identifier);

struct ExtensionView {
    std::string oid;
    bool critical = false;
    bool criticalWritten = false; // also where it is the default FALSE, which is not DER (X.690 11.5)
    ByteView value;
};

struct CertificateView {
    std::optional<std::uint64_t> version; // as written: 2 is v3; nothing where it is left out (v1)
    ByteView serial;                      // INTEGER content
    ByteView algorithm;
    ByteView issuer;
    der::Element notBefore;
    der::Element notAfter;
    ByteView subject;
    ByteView spki;
    bool uniqueIdentifiers = false;
    std::vector<ExtensionView> extensions;

    const ExtensionView* find(std::string_view oid) const noexcept;
};
Result<CertificateView> viewTbsCertificate(ByteView tbs);

struct CrlEntryView {
    ByteView serial;
    der::Element date;
    std::vector<ExtensionView> extensions;
};

struct CrlView {
    std::optional<std::uint64_t> version; // 1 is v2
    ByteView algorithm;
    ByteView issuer;
    der::Element thisUpdate;
    std::optional<der::Element> nextUpdate;
    bool listWritten = false; // revokedCertificates is present
    std::vector<CrlEntryView> entries;
    std::vector<ExtensionView> extensions;

    const ExtensionView* find(std::string_view oid) const noexcept;
};
Result<CrlView> viewTbsCertList(ByteView tbs);

Result<std::vector<ExtensionView>> viewExtensions(ByteView sequence);
const ExtensionView* findExtension(const std::vector<ExtensionView>& extensions,
                                   std::string_view oid) noexcept;
// Owning copies; badFormat where one is there twice or its criticality is not DER.
Result<std::vector<Extension>> copyExtensions(const std::vector<ExtensionView>& views);

} // namespace strongroom::pki
