// The extensions that Strongroom writes, as DER. Private to core/pki.
#pragma once

#include "core/base/time.h"
#include "core/pki/profile.h"

#include <string>
#include <vector>

namespace strongroom::pki {

enum class Criticality { critical, notCritical };
// One Extension; critical is written only where it is TRUE (X.690 11.5).
Bytes writeExtension(std::string_view oid, Criticality criticality, ByteView value);

Bytes writeSubjectKeyIdentifier(ByteView identifier);
Bytes writeAuthorityKeyIdentifier(ByteView identifier); // keyIdentifier alone
Bytes writeBasicConstraints(std::optional<unsigned> pathLength);
Bytes writeKeyUsage(const std::vector<KeyUsage>& usages);
Result<Bytes> writeExtendedKeyUsage(const std::vector<std::string>& purposes);
Bytes writePolicies(const std::vector<PolicyInformation>& policies);
Result<Bytes> writeNameConstraints(const NameConstraints& constraints);
Bytes writeDistributionPoints(const std::vector<std::string>& uris); // one point, all addresses of one CRL
Bytes writeAuthorityInfoAccess(const std::vector<std::string>& ocsp,
                               const std::vector<std::string>& caIssuers);
Bytes writeIssuingDistributionPoint(); // onlyContainsCACerts

} // namespace strongroom::pki
