// A distinguished name as a value: ordered relative names, each with its type, string type and text.
// Invariant: where both answer, toDer() and nameFromDer() are each other's inverse (names with other string
// types than the three below are refused, so nothing is lost). Issuer and subject are compared by their DER
// everywhere, never by text.
#pragma once

#include "core/base/canonical.h"

#include <string>
#include <vector>

namespace strongroom::pki {

enum class StringType { printable, utf8, ia5 };
const char* stringTypeName(StringType type) noexcept; // "printable", "utf8", "ia5"

struct NameAttribute {
    std::string type; // "C", "ST", "L", "O", "OU", "CN", "DC", "SERIALNUMBER", "E", ... or a dotted OID
    StringType stringType = StringType::utf8;
    std::string value; // UTF-8

    bool operator==(const NameAttribute&) const = default;
};

struct Name {
    std::vector<std::vector<NameAttribute>> rdns; // in the order of the DER

    bool operator==(const Name&) const = default;
    // The value of the last attribute of this type, or "".
    std::string last(std::string_view type) const;
};

// badFormat, or unsupported for a string type that is not offered.
Result<Name> nameFromDer(ByteView der);
// badArgument when a value does not fit its type (letters outside PrintableString, C of not two letters, more
// than the upper bound of RFC 5280 appendix A).
Result<Bytes> toDer(const Name& name);

// "C=XX, O=Example, CN=Example Root R1" in the order of the DER, escaped for display; "+" joins attributes of
// one relative name. For any DER name, also with string types that Name does not hold.
std::string printedName(ByteView der);
std::string printed(const Name& name);

base::Value toValue(const Name& name); // an array of arrays of {string, type, value}
Result<Name> nameFromValue(const base::Value& value);

// PROTOCOL P1: every CN becomes "TRAINING " + CN, cut to 64 characters (whole characters, never half a UTF-8
// sequence). Applied once, when a subject is made.
Name withTrainingPrefix(Name name);

// True when a character of a value is a control, bidirectional or invisible one: refused at intake.
bool hasUnsafeCharacters(const Name& name);

} // namespace strongroom::pki
