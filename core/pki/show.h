// The text of a request, a TBSCertificate, a certificate, a TBSCertList or a CRL for people: fields first,
// the digest last (DESIGN 7). The digest is that of the file's DER; of a signed object also of the part that
// was approved. All text from outside is escaped.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/pki/request.h"

#include <string>
#include <string_view>
#include <vector>

namespace strongroom::pki {

struct ShownField {
    std::string label; // "Subject"
    std::string value; // "C=XX, O=Example, CN=Example Root R1"; lines are separated by LF
};

struct Shown {
    std::string kind; // "certificate to be signed", "certificate", "CRL", ...
    std::vector<ShownField> fields;
    std::string digestOf; // what the digest covers: "to be signed", "file"
    Digest digest;        // of the bytes that are approved (TBS), or of a request's file
};

// Any of the five, DER or PEM with one block: told apart by their shape.
Result<Shown> showFile(ByteView file);
Result<Shown> showTbsCertificate(ByteView tbs);
Result<Shown> showTbsCertList(ByteView tbs);
Shown showRequest(const RequestValues& request);

// Plain text, one field a line; `words` is the digest in words (core/base/words), "" to leave them out.
std::string textOf(const Shown& shown, std::string_view words);

} // namespace strongroom::pki
