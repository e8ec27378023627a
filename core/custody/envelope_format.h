// The one DER form of a share's envelope, checked byte by byte before libcrypto opens it: CMS does not
// authenticate its header, and libcrypto would follow any algorithm that stands there. Private to
// core/custody.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace strongroom::custody {

enum class RecipientKind {
    rsaOaep,          // RSAES-OAEP, SHA-256 and MGF1 with SHA-256
    ecdhSha256Aes256, // dhSinglePass-stdDH-sha256kdf, id-aes256-wrap
};

struct EnvelopeFacts {
    RecipientKind kind = RecipientKind::rsaOaep;
    Digest recipient;             // the key identifier: SHA-256 of the SPKI
    std::size_t keyBytes = 0;     // of the RSA ciphertext, or of the ephemeral point
    std::size_t contentBytes = 0; // of the ciphertext, which is as long as the text
};

// badFormat for what is not DER or has another shape, unsupported where an algorithm differs.
Result<EnvelopeFacts> readEnvelopeFormat(ByteView der);

} // namespace strongroom::custody
