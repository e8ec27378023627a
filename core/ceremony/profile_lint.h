// Profiles linted before there is a key: a certificate or CRL is made from the profile with throwaway keys in
// memory, and all its rules are applied (DESIGN 7). Nothing of it is kept.
// Cannot do: know the issuer's certificate of an earlier ceremony, or the serial numbers that
// were used; what depends on them is linted again before it is approved.
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/pki/lint/report.h"
#include "core/pki/profile.h"

namespace strongroom::ceremony {

// What stands above a subordinate or a CRL in this plan; nullptr: a stand-in that fits their signature.
using IssuerProfile = const pki::CertificateProfile*;

// As signed at `now`. An Error where the profile cannot be made into an object at all.
Result<pki::LintReport> lintProfile(const pki::CertificateProfile& profile, IssuerProfile issuer,
                                    UtcTime now);
Result<pki::LintReport> lintProfile(const pki::CrlProfile& profile, IssuerProfile issuer, UtcTime now);

// A subordinate's profile with the name and the key of a request.
Result<pki::LintReport> lintRequest(const pki::CertificateProfile& profile, const pki::Name& requested,
                                    const Bytes& spki, IssuerProfile issuer, UtcTime now);

} // namespace strongroom::ceremony
