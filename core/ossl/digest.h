// SHA-256, whole and in pieces. It cannot fail once the self-tests have passed, so no Result: a libcrypto
// that suddenly refuses SHA-256 ends the program.
#pragma once

#include "core/base/bytes.h"

#include <initializer_list>
#include <memory>

namespace strongroom::ossl {

Digest sha256(ByteView bytes);
Digest sha256(std::initializer_list<ByteView> pieces); // of the pieces joined

// The same over bytes that come one after another (files that need not lie in memory).
class Sha256 {
public:
    Sha256();
    Sha256(Sha256&&) noexcept;
    ~Sha256();

    void update(ByteView bytes);
    Digest finish(); // and starts anew

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

} // namespace strongroom::ossl
