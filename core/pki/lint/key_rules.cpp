// Rules for the certified key: C7 (BR 6.1.5, 6.1.6).
#include "core/pki/lint/rule.h"

#include <array>

namespace strongroom::pki::lint {

namespace {

enum class Family { rsa, ec };

Outcome checkFamily(const CertificateInput& in, Family family, KeyRule rule) {
    const auto key = publicKeyFromSpki(in.certificate.spki);
    if (!key)
        return family == Family::ec ? failed(key.error().detail) : notApplicable(); // said once
    if ((key->kind == "RSA") != (family == Family::rsa))
        return notApplicable();
    const auto result = checkKeyRule(*key, rule);
    return result ? passed() : failed(result.error().detail);
}

Outcome modulusLength(const CertificateInput& in) {
    return checkFamily(in, Family::rsa, KeyRule::modulusLength);
}
// BR 6.1.6 forbids an even exponent; the range is a SHOULD there. Requests are held to both.
Outcome exponent(const CertificateInput& in) {
    Outcome outcome = checkFamily(in, Family::rsa, KeyRule::exponent);
    const auto key = publicKeyFromSpki(in.certificate.spki);
    const bool odd = key && !key->exponent.empty() && (key->exponent.back() & 1) != 0;
    const bool one = key && key->exponent == Bytes{1};
    if (outcome.kind == Outcome::Kind::failed && odd && !one)
        outcome.severity = Severity::warning;
    return outcome;
}
Outcome modulusFactors(const CertificateInput& in) {
    if (modulusLength(in).kind == Outcome::Kind::failed)
        return notApplicable(); // C7.1 has said it, and the work stays bounded
    return checkFamily(in, Family::rsa, KeyRule::modulusFactors);
}
Outcome point(const CertificateInput& in) {
    return checkFamily(in, Family::ec, KeyRule::point);
}

constexpr std::array rules{
    CertificateRule{
        {"C7.1", "RSA modulus of 2048 bits or more, a multiple of 8", "BR 6.1.5", Severity::error},
        modulusLength},
    CertificateRule{{"C7.2", "RSA exponent odd, 2^16 + 1 or more", "BR 6.1.6", Severity::error}, exponent},
    CertificateRule{{"C7.3", "RSA modulus odd, no factor below 752, no prime power, not of the ROCA form",
                     "BR 6.1.6", Severity::error},
                    modulusFactors},
    CertificateRule{{"C7.4", "EC point on P-256, P-384 or P-521", "BR 6.1.5, 6.1.6", Severity::error}, point},
};

} // namespace

std::span<const CertificateRule> keyRules() {
    return rules;
}

} // namespace strongroom::pki::lint
