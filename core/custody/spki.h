// Spki: a card's public key as its SubjectPublicKeyInfo (DER), with the SHA-256 that names the card
// everywhere: worked out once, because replay asks for it at every entry. Invariant: digest() is that of the
// bytes. Cannot do: tell whether they are a key at all (Roster::add does).
#pragma once

#include "core/base/bytes.h"

namespace strongroom::custody {

class Spki {
public:
    Spki() : Spki(Bytes()) {} // none
    Spki(Bytes der);

    operator const Bytes&() const noexcept { return m_der; }
    operator ByteView() const noexcept { return m_der; }
    bool empty() const noexcept { return m_der.empty(); }
    const Digest& digest() const noexcept { return m_digest; }
    bool operator==(const Spki&) const = default;

private:
    Bytes m_der;
    Digest m_digest;
};

} // namespace strongroom::custody
