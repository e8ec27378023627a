// X.509 extensions: as carried (object identifier, criticality, DER value), and the values of those that
// Strongroom knows.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/pki/profile.h"

#include <optional>
#include <string>
#include <vector>

namespace strongroom::pki {

struct Extension {
    std::string oid; // dotted
    bool critical = false;
    Bytes value; // the content of extnValue

    bool operator==(const Extension&) const = default;
};

const Extension* findExtension(const std::vector<Extension>& extensions, std::string_view oid) noexcept;
std::string extensionName(std::string_view oid); // "basicConstraints", or the OID itself

struct BasicConstraintsValue {
    bool ca = false;
    std::optional<unsigned> pathLength;
};
// Each answers badFormat for a value that is not the DER of its extension.
Result<BasicConstraintsValue> readBasicConstraints(ByteView value);
Result<std::vector<std::string>> readKeyUsage(ByteView value);         // names of the bits set
Result<std::vector<std::string>> readExtendedKeyUsage(ByteView value); // names, or dotted OIDs
Result<Bytes> readSubjectKeyIdentifier(ByteView value);
struct AuthorityKeyIdentifierValue {
    Bytes keyIdentifier; // empty when it is left out
    bool namesIssuerOrSerial = false;
};
Result<AuthorityKeyIdentifierValue> readAuthorityKeyIdentifier(ByteView value);
Result<std::vector<std::string>> readDistributionPointUris(ByteView value); // of all fullNames
// What an extension says, in lines for people, escaped; of an unknown one its hex.
std::vector<std::string> describeExtension(const Extension& extension);

} // namespace strongroom::pki
