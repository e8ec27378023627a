// Certificate requests (PKCS#10, RFC 2986). A request is a hostile file: it is read by parseRequest in
// strongroom-helper, under seccomp, and crosses to the engine as one canonical value, from which the engine
// rebuilds what it uses. The request's own bytes never reach a certificate.
#pragma once

#include "core/base/canonical.h"
#include "core/pki/extension.h"
#include "core/pki/name.h"
#include "core/pki/public_key_values.h"

#include <string>
#include <vector>

namespace strongroom::pki {

constexpr std::size_t maxInputFile = 64 * 1024;

struct RequestValues {
    Name subject;
    PublicKeyValues key;
    std::string signatureAlgorithm;      // that of the proof of possession
    std::vector<std::string> attributes; // OIDs, in order
    std::vector<Extension> extensions;   // asked for; the profile decides
    Digest fileDigest;                   // SHA-256 of the file as it was read
    std::uint64_t fileLength = 0;

    Bytes spki() const { return spkiOf(key); }
};

// `file` as read from the medium: PEM with exactly one block and nothing else but white space, or DER.
// Refuses: over 64 KiB (tooLarge), not DER, bytes after it, version other than 0, an attribute or extension
// twice, an unsafe character in the name, a key against the rules (keyMismatch), a proof of possession that
// does not verify (signatureInvalid) or is made with an algorithm that is not offered.
Result<RequestValues> parseRequest(ByteView file);

base::Value toValue(const RequestValues& request);
// Checks the key rules again: the helper is not trusted.
Result<RequestValues> requestFromValue(const base::Value& value);

} // namespace strongroom::pki
