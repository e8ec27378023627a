// GeneralName (RFC 5280 4.2.1.6) as far as Strongroom writes it: addresses of CRLs and issuers, and the bases
// of name constraints. Private to core/pki.
#pragma once

#include "core/pki/profile.h"

#include <string>
#include <string_view>

namespace strongroom::pki {

bool isOid(std::string_view text);
// ASCII, begins with http:// or https://, has a host, no spaces.
bool isUri(std::string_view text);

Bytes writeUri(std::string_view uri); // uniformResourceIdentifier [6]
// The GeneralName of a subtree; badArgument for a text that is no such name.
Result<Bytes> writeSubtreeBase(const GeneralSubtree& subtree);
// For people, escaped: "DNS example.com", "URI http://...", "IP 192.0.2.0/255.255.255.0".
std::string describeGeneralName(ByteView element);

} // namespace strongroom::pki
