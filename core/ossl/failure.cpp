#include "core/ossl/failure.h"

#include <openssl/err.h>

namespace strongroom::ossl {

void clearErrors() noexcept {
    ERR_clear_error();
}

Error failure(std::string_view what, ErrorCode code) {
    std::string detail(what);
    const char* separator = ": ";
    while (const unsigned long error = ERR_get_error()) {
        const char* reason = ERR_reason_error_string(error);
        detail += separator;
        detail += reason ? reason : "unnamed error of libcrypto";
        separator = "; ";
    }
    return Error{code, std::move(detail)};
}

} // namespace strongroom::ossl
