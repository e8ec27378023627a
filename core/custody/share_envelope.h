// The envelope of one share: CMS AuthEnvelopedData (RFC 5083), AES-256-GCM, one recipient named by the
// SHA-256 of its key (RSA: OAEP with SHA-256; EC: one-pass ECDH, SHA-256 KDF, AES-256 key wrap), DER. The
// content is ASCII lines that name authority, mode, set, group, member, threshold and holder, and the words
// (PROTOCOL P6). Invariant: an envelope is read byte by byte against the one form that we write, before
// libcrypto opens it. Its header is not authenticated by CMS, so callers pin the envelope's SHA-256 as well
// (share_set.h does). The plaintext goes from secure memory to secure memory and is used only after the tag
// was checked.
#pragma once

#include "core/base/bytes.h"
#include "core/base/mode.h"
#include "core/base/result.h"
#include "core/custody/share_set.h"
#include "core/custody/slip39.h"

#include <cstdint>

namespace strongroom::ossl {
class PrivateKey;
class PublicKey;
} // namespace strongroom::ossl

namespace strongroom::custody {

// What the content says besides the words.
struct ShareContent {
    Digest authority;
    Mode mode = Mode::production;
    SetId set;
    SplitPlan plan;
    std::uint64_t member = 0; // 1 to N through all groups
    Digest holder;            // SHA-256 of the decryption key's SPKI
};

Result<Bytes> sealShare(const ShareContent& content, const Slip39Share& share, const ossl::PublicKey& holder);

// keyMismatch for another card's envelope (told before the card is used); badFormat or unsupported for
// anything that is not the form above; shareAltered when the tag does not fit; shareForeign (naming the line)
// when the content is not `expected`.
Result<Slip39Share> openEnvelope(ByteView der, const ShareContent& expected, const ossl::PrivateKey& card);

// The recipient's key identifier: SHA-256 of the SPKI of the card that can open it.
Result<Digest> recipientOf(ByteView der);

} // namespace strongroom::custody
