#include "core/simulator/foreign_request.h"

namespace strongroom::simulator {

// openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-384 -sha384 -nodes -keyout thrown-away.pem
//     -subj "/C=XX/O=Example Trust Services/CN=Example Issuing CA 1"
std::string_view foreignRequest() noexcept {
    return R"(-----BEGIN CERTIFICATE REQUEST-----
MIIBRDCBzAIBADBNMQswCQYDVQQGEwJYWDEfMB0GA1UECgwWRXhhbXBsZSBUcnVz
dCBTZXJ2aWNlczEdMBsGA1UEAwwURXhhbXBsZSBJc3N1aW5nIENBIDEwdjAQBgcq
hkjOPQIBBgUrgQQAIgNiAASWhBaF1lDPdHcbW/KRtDQa/2mmLzaITQTyPQq/v+hV
wmA40aXD6xgGlTHcWLnUUTmBR9/eirF+YZjaY+nff6vtRsmTGYRAuPzhQM/jkg6p
lkdmHKbfJHlv8hmskxpWhUOgADAKBggqhkjOPQQDAwNnADBkAjAM8xBBawa37WWR
gFGir+CJqUjCGodEJX50IL/eBDlhqVB57eKTEjOQ6oQ+iVqjnRgCMC5ug85wmIt1
vGKXz4VFc6Zm0mYppdScwV7+7sTHxgjhYIig4x7Ly5NqvFAceN2Cig==
-----END CERTIFICATE REQUEST-----
)";
}

} // namespace strongroom::simulator
