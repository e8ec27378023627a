#include "core/pki/name.h"

#include "core/base/hex.h"
#include "core/pki/der.h"
#include "core/pki/display_text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace strongroom::pki {

namespace {

struct AttributeFacts {
    std::string_view type;
    std::string_view oid;
    std::size_t upperBound; // in characters: RFC 5280 appendix A.1 (ub-...); 0 where it gives none
    std::optional<StringType> only;
};

constexpr std::array attributes{
    AttributeFacts{"CN", "2.5.4.3", 64, {}},
    AttributeFacts{"SN", "2.5.4.4", 0, {}},
    AttributeFacts{"SERIALNUMBER", "2.5.4.5", 64, StringType::printable},
    AttributeFacts{"C", "2.5.4.6", 2, StringType::printable},
    AttributeFacts{"L", "2.5.4.7", 128, {}},
    AttributeFacts{"ST", "2.5.4.8", 128, {}},
    AttributeFacts{"STREET", "2.5.4.9", 128, {}},
    AttributeFacts{"O", "2.5.4.10", 64, {}},
    AttributeFacts{"OU", "2.5.4.11", 64, {}},
    AttributeFacts{"T", "2.5.4.12", 64, {}},
    AttributeFacts{"BUSINESSCATEGORY", "2.5.4.15", 128, {}},
    AttributeFacts{"POSTALCODE", "2.5.4.17", 40, {}},
    AttributeFacts{"GN", "2.5.4.42", 0, {}},
    AttributeFacts{"DNQ", "2.5.4.46", 0, StringType::printable},
    AttributeFacts{"ORGANIZATIONIDENTIFIER", "2.5.4.97", 0, {}},
    AttributeFacts{"UID", "0.9.2342.19200300.100.1.1", 0, {}},
    AttributeFacts{"DC", "0.9.2342.19200300.100.1.25", 0, StringType::ia5},
    AttributeFacts{"E", "1.2.840.113549.1.9.1", 255, StringType::ia5},
};

const AttributeFacts* factsOf(std::string_view typeOrOid) {
    for (const AttributeFacts& row : attributes)
        if (row.type == typeOrOid || row.oid == typeOrOid)
            return &row;
    return nullptr;
}

std::string typeOf(std::string_view oid) {
    const AttributeFacts* row = factsOf(oid);
    return std::string(row ? row->type : oid);
}

std::uint8_t tagOf(StringType type) {
    switch (type) {
    case StringType::printable: return der::printableString;
    case StringType::utf8: return der::utf8String;
    case StringType::ia5: return der::ia5String;
    }
    return der::utf8String;
}

Result<StringType> stringTypeFromName(std::string_view name) {
    for (const StringType type : {StringType::printable, StringType::utf8, StringType::ia5})
        if (name == stringTypeName(type))
            return type;
    return Error{ErrorCode::badFormat, "a name's string is printable, utf8 or ia5"};
}

std::size_t characterCount(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// One attribute of a name as it lies in the DER.
struct RawAttribute {
    std::string oid;
    std::uint8_t tag = 0;
    ByteView value;
};

// The attributes of a name's DER, relative name by relative name; nothing where it is no Name.
std::optional<std::vector<std::vector<RawAttribute>>> rawName(ByteView nameDer) {
    const auto name = der::single(nameDer, der::sequence);
    if (!name)
        return std::nullopt;
    std::vector<std::vector<RawAttribute>> result;
    for (der::Reader rdns(name->content); !rdns.atEnd();) {
        const auto rdn = rdns.takeIf(der::set);
        if (!rdn || rdn->content.empty())
            return std::nullopt;
        std::vector<RawAttribute> parts;
        for (der::Reader reader(rdn->content); !reader.atEnd();) {
            const auto pair = reader.takeIf(der::sequence);
            if (!pair)
                return std::nullopt;
            der::Reader inside(pair->content);
            const auto type = inside.takeIf(der::objectIdentifier);
            const auto value = inside.take();
            const auto oid = type ? der::readOid(type->content) : std::nullopt;
            if (!oid || !value || !inside.atEnd())
                return std::nullopt;
            parts.push_back({*oid, value->tag, value->content});
        }
        result.push_back(std::move(parts));
    }
    return result;
}

std::optional<StringType> stringTypeOf(std::uint8_t tag) {
    switch (tag) {
    case der::printableString: return StringType::printable;
    case der::utf8String: return StringType::utf8;
    case der::ia5String: return StringType::ia5;
    default: return std::nullopt;
    }
}

Result<void> checkAttribute(const NameAttribute& attribute) {
    const auto bad = [&](const std::string& what) {
        return Error{ErrorCode::badArgument, "name attribute " + displayText(attribute.type) + ": " + what};
    };
    const AttributeFacts* facts = factsOf(attribute.type);
    if (attribute.value.empty())
        return bad("it is empty");
    if (facts && facts->only && attribute.stringType != *facts->only)
        return bad(std::string("its string type is ") + stringTypeName(*facts->only));
    if (facts && facts->upperBound != 0 && characterCount(attribute.value) > facts->upperBound)
        return bad("longer than " + std::to_string(facts->upperBound) + " characters");
    const bool twoLetters =
        attribute.value.size() == 2 && std::all_of(attribute.value.begin(), attribute.value.end(),
                                                   [](char c) { return c >= 'A' && c <= 'Z'; });
    if (facts && facts->type == "C" && !twoLetters)
        return bad("a country is two capital letters");
    return {};
}

std::string printedValue(std::string_view value) {
    std::string result;
    for (const char c : displayText(value)) {
        if (c == ',' || c == '+')
            result.push_back('\\');
        result.push_back(c);
    }
    return result;
}

} // namespace

const char* stringTypeName(StringType type) noexcept {
    switch (type) {
    case StringType::printable: return "printable";
    case StringType::utf8: return "utf8";
    case StringType::ia5: return "ia5";
    }
    return "utf8";
}

std::string Name::last(std::string_view type) const {
    std::string found;
    for (const auto& rdn : rdns)
        for (const NameAttribute& attribute : rdn)
            if (attribute.type == type)
                found = attribute.value;
    return found;
}

Result<Name> nameFromDer(ByteView nameDer) {
    SR_TRY(der::checkDer(nameDer));
    const auto raw = rawName(nameDer);
    if (!raw)
        return Error{ErrorCode::badFormat, "a distinguished name is not built as RFC 5280 4.1.2.4 says"};
    Name name;
    for (const auto& parts : *raw) {
        std::vector<NameAttribute> rdn;
        for (const RawAttribute& part : parts) {
            const auto type = stringTypeOf(part.tag);
            if (!type)
                return Error{ErrorCode::unsupported, "the name attribute " + typeOf(part.oid) +
                                                         " is no PrintableString, UTF8String or IA5String"};
            rdn.push_back({typeOf(part.oid), *type, base::textOf(part.value)});
        }
        name.rdns.push_back(std::move(rdn));
    }
    return name;
}

Result<Bytes> toDer(const Name& name) {
    Bytes rdns;
    for (const auto& rdn : name.rdns) {
        std::vector<Bytes> parts;
        for (const NameAttribute& attribute : rdn) {
            SR_TRY(checkAttribute(attribute));
            const AttributeFacts* facts = factsOf(attribute.type);
            const Bytes type = der::writeOid(facts ? facts->oid : std::string_view(attribute.type));
            const Bytes value = der::element(tagOf(attribute.stringType), base::viewOf(attribute.value));
            if (type.empty())
                return Error{ErrorCode::badArgument,
                             "unknown name attribute '" + displayText(attribute.type) + "'"};
            if (!der::checkDer(value))
                return Error{ErrorCode::badArgument, "name attribute " + attribute.type +
                                                         ": a character that its string type " +
                                                         stringTypeName(attribute.stringType) + " has not"};
            parts.push_back(der::sequenceOf({type, value}));
        }
        if (parts.empty())
            return Error{ErrorCode::badArgument, "a relative name without attributes"};
        base::append(rdns, der::writeSetOf(std::move(parts)));
    }
    return der::element(der::sequence, rdns);
}

std::string printedName(ByteView nameDer) {
    const auto raw = rawName(nameDer);
    if (!raw)
        return "(not a name: " + base::toHex(nameDer) + ")";
    std::string text;
    for (const auto& parts : *raw) {
        const char* separator = text.empty() ? "" : ", ";
        for (const RawAttribute& part : parts) {
            text += separator + typeOf(part.oid) + "=";
            // Letters of the old string types (Teletex, BMP) are not guessed at.
            text += stringTypeOf(part.tag) ? printedValue(base::textOf(part.value))
                                           : "#" + base::toHex(part.value);
            separator = " + ";
        }
    }
    return text.empty() ? "(empty)" : text;
}

std::string printed(const Name& name) {
    std::string text;
    for (const auto& rdn : name.rdns) {
        const char* separator = text.empty() ? "" : ", ";
        for (const NameAttribute& attribute : rdn) {
            text += separator + displayText(attribute.type) + "=" + printedValue(attribute.value);
            separator = " + ";
        }
    }
    return text.empty() ? "(empty)" : text;
}

base::Value toValue(const Name& name) {
    base::Value::Array rdns;
    for (const auto& rdn : name.rdns) {
        base::Value::Array parts;
        for (const NameAttribute& attribute : rdn) {
            base::Value part;
            part.set("string", stringTypeName(attribute.stringType))
                .set("type", attribute.type)
                .set("value", attribute.value);
            parts.push_back(std::move(part));
        }
        rdns.emplace_back(std::move(parts));
    }
    return rdns;
}

Result<Name> nameFromValue(const base::Value& value) {
    if (!value.isArray())
        return Error{ErrorCode::badFormat, "a name is an array of relative names"};
    Name name;
    for (const base::Value& rdnValue : value.items()) {
        std::vector<NameAttribute> rdn;
        for (const base::Value& part : rdnValue.items()) {
            base::ObjectReader reader(part);
            SR_ASSIGN(const StringType type, stringTypeFromName(reader.text("string")));
            rdn.push_back({reader.text("type"), type, reader.text("value")});
            SR_TRY(reader.finish());
        }
        if (rdn.empty())
            return Error{ErrorCode::badFormat, "a relative name is an array of one attribute or more"};
        name.rdns.push_back(std::move(rdn));
    }
    return name;
}

Name withTrainingPrefix(Name name) {
    constexpr std::size_t limit = 64; // ub-common-name
    for (auto& rdn : name.rdns)
        for (NameAttribute& attribute : rdn) {
            if (attribute.type != "CN")
                continue;
            attribute.value.insert(0, "TRAINING ");
            while (characterCount(attribute.value) > limit) {
                while ((static_cast<unsigned char>(attribute.value.back()) & 0xC0) == 0x80)
                    attribute.value.pop_back();
                attribute.value.pop_back();
            }
        }
    return name;
}

bool hasUnsafeCharacters(const Name& name) {
    for (const auto& rdn : name.rdns)
        for (const NameAttribute& attribute : rdn)
            if (!isPlainText(attribute.value))
                return true;
    return false;
}

} // namespace strongroom::pki
