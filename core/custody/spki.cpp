#include "core/custody/spki.h"

#include "core/ossl/digest.h"

namespace strongroom::custody {

Spki::Spki(Bytes der) : m_der(std::move(der)), m_digest(ossl::sha256(m_der)) {}

} // namespace strongroom::custody
