// The reading and writing of profiles as values: the only place that knows the keys of
// resources/profiles/pki.
#include "core/ossl/key.h"
#include "core/pki/display_text.h"
#include "core/pki/general_name.h"
#include "core/pki/oid.h"
#include "core/pki/profile.h"
#include "core/pki/profile_fields.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace strongroom::pki {

namespace {

using base::Value;

constexpr const char* formatName = "strongroom-profile/1";

const Names<KeyUsage> keyUsageNames{{KeyUsage::digitalSignature, "digitalSignature"},
                                    {KeyUsage::keyCertSign, "keyCertSign"},
                                    {KeyUsage::cRLSign, "cRLSign"}};
const Names<KeyIdentifierMethod> methodNames{{KeyIdentifierMethod::sha1, "sha1"},
                                             {KeyIdentifierMethod::sha256, "sha256"}};
const Names<StringType> stringNames{
    {StringType::printable, "printable"}, {StringType::utf8, "utf8"}, {StringType::ia5, "ia5"}};
const Names<bool> yesNoNames{{true, "yes"}, {false, "no"}};
const Names<GeneralSubtree::Kind> subtreeNames{{GeneralSubtree::Kind::dns, "dns"},
                                               {GeneralSubtree::Kind::mail, "mail"},
                                               {GeneralSubtree::Kind::ip, "ip"},
                                               {GeneralSubtree::Kind::directory, "directory"}};

StringType usualStringType(std::string_view type) {
    if (type == "C" || type == "SERIALNUMBER" || type == "DNQ")
        return StringType::printable;
    return type == "DC" || type == "E" ? StringType::ia5 : StringType::utf8;
}

// Names -------------------------------------------------------------------------------------------------

SubjectRule readSubjectRule(const Value& value, const std::string& path, Error& problem) {
    Fields fields(value, path, problem);
    SubjectRule rule;
    rule.type = fields.text("type");
    const std::string string = fields.text("string", stringTypeName(usualStringType(rule.type)));
    rule.stringType = fields.choice("string", string, stringNames);
    const std::string from = fields.text("from", "");
    if (const std::string fixed = fields.text("value", ""); !fixed.empty())
        rule.value = fixed;
    if (!from.empty() && from != "request")
        fields.fail("from", "'" + displayText(from) + "' is not 'request'");
    if (from.empty() == !rule.value)
        fields.fail("", "give either value: or from: request");
    return rule;
}

Value writeSubjectRule(const SubjectRule& rule) {
    Value value;
    value.set("type", rule.type);
    if (rule.stringType != usualStringType(rule.type))
        value.set("string", stringTypeName(rule.stringType));
    if (rule.value)
        value.set("value", *rule.value);
    else
        value.set("from", "request");
    return value;
}

std::vector<SubjectRule> readSubject(const Value::Array& items, const std::string& path, Error& problem) {
    std::vector<SubjectRule> rules;
    for (std::size_t i = 0; i < items.size(); ++i)
        rules.push_back(readSubjectRule(items[i], path + "/" + std::to_string(i + 1), problem));
    return rules;
}

Name fixedName(const std::vector<SubjectRule>& rules) {
    Name name;
    for (const SubjectRule& rule : rules)
        name.rdns.push_back({NameAttribute{rule.type, rule.stringType, rule.value.value_or("")}});
    return name;
}

// Extensions --------------------------------------------------------------------------------------------

std::vector<GeneralSubtree> readSubtrees(Fields& parent, std::string_view key) {
    std::vector<GeneralSubtree> result;
    for (const Value& item : parent.list(key)) {
        const std::string path = parent.path(key) + "/" + std::to_string(result.size() + 1);
        Fields fields(item, path, parent.problem());
        GeneralSubtree subtree;
        if (item.members().size() != 1)
            fields.fail("", "give one of dns, mail, ip, directory");
        const std::string kind = item.members().empty() ? "" : item.members()[0].first;
        subtree.kind = fields.choice("", kind, subtreeNames);
        if (subtree.kind == GeneralSubtree::Kind::directory)
            subtree.directory =
                fixedName(readSubject(fields.list(kind), path + "/" + kind, parent.problem()));
        else
            subtree.text = fields.text(kind, "");
        if (const auto encoded = writeSubtreeBase(subtree); !encoded)
            fields.fail(kind, encoded.error().detail);
        result.push_back(std::move(subtree));
    }
    return result;
}

Value writeSubtrees(const std::vector<GeneralSubtree>& subtrees) {
    Value::Array items;
    for (const GeneralSubtree& subtree : subtrees) {
        Value item;
        const char* kind = nameIn(subtreeNames, subtree.kind);
        if (subtree.kind == GeneralSubtree::Kind::directory) {
            Value::Array rules;
            for (const auto& rdn : subtree.directory.rdns)
                rules.push_back(writeSubjectRule({rdn[0].type, rdn[0].stringType, rdn[0].value}));
            item.set(kind, std::move(rules));
        } else {
            item.set(kind, subtree.text);
        }
        items.push_back(std::move(item));
    }
    return items;
}

NameConstraints readNameConstraints(const Value& value, const std::string& path, Error& problem) {
    Fields fields(value, path, problem);
    NameConstraints result;
    result.critical = fields.choice("critical", fields.text("critical", "yes"), yesNoNames);
    result.permitted = readSubtrees(fields, "permitted");
    result.excluded = readSubtrees(fields, "excluded");
    if (result.permitted.empty() && result.excluded.empty())
        fields.fail("", "neither permitted nor excluded (RFC 5280 4.2.1.10)");
    return result;
}

Value writeNameConstraints(const NameConstraints& constraints) {
    Value value;
    if (!constraints.critical)
        value.set("critical", "no");
    if (!constraints.permitted.empty())
        value.set("permitted", writeSubtrees(constraints.permitted));
    if (!constraints.excluded.empty())
        value.set("excluded", writeSubtrees(constraints.excluded));
    return value;
}

std::vector<PolicyInformation> readPolicies(Fields& parent, std::string_view key) {
    std::vector<PolicyInformation> result;
    for (const Value& item : parent.list(key)) {
        Fields fields(item, parent.path(key) + "/" + std::to_string(result.size() + 1), parent.problem());
        PolicyInformation policy{fields.text("oid"), fields.text("cps", "")};
        if (!isOid(policy.oid))
            fields.fail("oid", "'" + displayText(policy.oid) + "' is no object identifier");
        if (!policy.cps.empty() && !isUri(policy.cps))
            fields.fail("cps", "'" + displayText(policy.cps) + "' is no http or https address");
        result.push_back(std::move(policy));
    }
    return result;
}

std::vector<std::string> readUris(Fields& fields, std::string_view key) {
    std::vector<std::string> uris = fields.texts(key);
    for (const std::string& uri : uris)
        if (!uri.starts_with("http://") || !isUri(uri)) // BR 7.1.2.11.2, 7.1.2.10.3: http only
            fields.fail(key, "'" + displayText(uri) + "' is no http:// address");
    return uris;
}

std::optional<unsigned> readPathLength(Fields& fields) {
    const std::string text = fields.text("path-length", "");
    if (text.empty())
        return std::nullopt;
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number > 20 ||
        std::to_string(number) != text)
        fields.fail("path-length", "'" + displayText(text) + "' is no number from 0 to 20");
    return number;
}

void readExtensions(const Value& value, CertificateProfile& profile, Error& problem) {
    Fields fields(value, "extensions", problem);
    if (const Value* constraints = fields.required("basic-constraints")) {
        Fields inside(*constraints, fields.path("basic-constraints"), problem);
        profile.pathLength = readPathLength(inside);
    }
    for (const std::string& usage : fields.texts("key-usage"))
        profile.keyUsage.push_back(fields.choice("key-usage", usage, keyUsageNames));
    for (const KeyUsage needed : {KeyUsage::keyCertSign, KeyUsage::cRLSign})
        if (std::find(profile.keyUsage.begin(), profile.keyUsage.end(), needed) == profile.keyUsage.end())
            fields.fail("key-usage", std::string("a CA needs ") + nameIn(keyUsageNames, needed));
    profile.extendedKeyUsage = fields.texts("extended-key-usage");
    for (const std::string& purpose : profile.extendedKeyUsage)
        if (oid::purposeOid(purpose).empty())
            fields.fail("extended-key-usage",
                        "'" + displayText(purpose) + "' is no known purpose and no object identifier");
    profile.policies = readPolicies(fields, "policies");
    profile.caIssuers = readUris(fields, "ca-issuers");
    profile.ocsp = readUris(fields, "ocsp");
    profile.crlDistributionPoints = readUris(fields, "crl-distribution-points");
    if (const Value* constraints = fields.optional("name-constraints"))
        profile.nameConstraints = readNameConstraints(*constraints, fields.path("name-constraints"), problem);
    profile.technicallyConstrained =
        fields.choice("technically-constrained", fields.text("technically-constrained", "no"), yesNoNames);
    profile.subjectKeyIdentifier =
        fields.choice("subject-key-identifier", fields.text("subject-key-identifier"), methodNames);
    profile.authorityKeyIdentifier =
        fields.choice("authority-key-identifier", fields.text("authority-key-identifier", "yes"), yesNoNames);
    if (profile.kind == CertificateProfile::Kind::subordinate && !profile.authorityKeyIdentifier)
        fields.fail("authority-key-identifier", "a subordinate certificate always has it (RFC 5280 4.2.1.1)");
    if (profile.technicallyConstrained && !profile.nameConstraints)
        fields.fail("technically-constrained", "it promises name-constraints, and there are none");
}

Value::Array textsValue(const std::vector<std::string>& texts) {
    return Value::Array(texts.begin(), texts.end());
}

Value writeExtensions(const CertificateProfile& profile) {
    Value constraints, value;
    if (profile.pathLength)
        constraints.set("path-length", std::to_string(*profile.pathLength));
    value.set("basic-constraints", std::move(constraints));
    Value::Array usages, policies;
    for (const KeyUsage usage : profile.keyUsage)
        usages.emplace_back(nameIn(keyUsageNames, usage));
    value.set("key-usage", std::move(usages));
    for (const PolicyInformation& policy : profile.policies) {
        Value item;
        item.set("oid", policy.oid);
        if (!policy.cps.empty())
            item.set("cps", policy.cps);
        policies.push_back(std::move(item));
    }
    if (!policies.empty())
        value.set("policies", std::move(policies));
    const auto setTexts = [&](std::string_view key, const std::vector<std::string>& texts) {
        if (!texts.empty())
            value.set(key, textsValue(texts));
    };
    setTexts("extended-key-usage", profile.extendedKeyUsage);
    setTexts("ca-issuers", profile.caIssuers);
    setTexts("ocsp", profile.ocsp);
    setTexts("crl-distribution-points", profile.crlDistributionPoints);
    if (profile.nameConstraints)
        value.set("name-constraints", writeNameConstraints(*profile.nameConstraints));
    if (profile.technicallyConstrained)
        value.set("technically-constrained", "yes");
    value.set("subject-key-identifier", nameIn(methodNames, profile.subjectKeyIdentifier));
    if (!profile.authorityKeyIdentifier)
        value.set("authority-key-identifier", "no");
    return value;
}

// What all kinds share -----------------------------------------------------------------------------------

bool isId(std::string_view id) {
    return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

LoweredLints readLints(Fields& parent) {
    LoweredLints lints;
    const Value* value = parent.optional("lints");
    if (value == nullptr)
        return lints;
    Fields fields(*value, "lints", parent.problem());
    for (const auto& [id, severity] : value->members()) {
        const std::string word = fields.text(id);
        fields.choice(id, word, Names<int>{{0, "warning"}, {1, "note"}});
        lints[id] = word;
    }
    return lints;
}

template<typename Profile>
void readCommon(Fields& fields, Profile& profile) {
    if (const std::string format = fields.text("format"); format != formatName)
        fields.fail("format", std::string("expected ") + formatName);
    profile.id = fields.text("id");
    if (!isId(profile.id))
        fields.fail("id", "an id is made of small letters, digits and hyphens, at most 64");
    profile.title = fields.text("title");
    profile.signature = fields.text("signature");
    if (const auto algorithm = ossl::signatureAlgorithmFromName(profile.signature); !algorithm)
        fields.fail("signature", algorithm.error().detail);
    profile.lints = readLints(fields);
}

template<typename Profile>
void writeCommon(const Profile& profile, Value& value) {
    value.set("format", formatName)
        .set("id", profile.id)
        .set("title", profile.title)
        .set("signature", profile.signature);
    Value lints;
    for (const auto& [id, severity] : profile.lints)
        lints.set(id, severity);
    if (!profile.lints.empty())
        value.set("lints", std::move(lints));
}

Length readLength(Fields& fields, std::string_view key, const std::string& text) {
    const auto length = lengthFromText(text);
    if (!length)
        fields.fail(key, length.error().detail);
    return length ? *length : Length{};
}

ValidityRule readValidity(Fields& parent, Error& problem) {
    ValidityRule rule;
    const Value* value = parent.required("validity");
    if (value == nullptr)
        return rule;
    if (value->isText()) {
        rule.length = readLength(parent, "validity", value->text());
        return rule;
    }
    Fields fields(*value, "validity", problem);
    const auto time = [&](std::string_view key) {
        const auto read = base::fromRfc3339(fields.text(key));
        if (!read)
            fields.fail(key, read.error().detail);
        return read ? *read : UtcTime{};
    };
    rule.dates = Validity{time("not-before"), time("not-after")};
    if (rule.dates->notAfter <= rule.dates->notBefore)
        fields.fail("not-after", "it is not after not-before");
    return rule;
}

void checkKeys(Fields& fields, const CertificateProfile& profile) {
    constexpr std::array<std::string_view, 6> offered{"P-256",    "P-384",    "P-521",
                                                      "RSA-2048", "RSA-3072", "RSA-4096"};
    for (const std::string& key : profile.keys)
        if (std::find(offered.begin(), offered.end(), key) == offered.end())
            fields.fail("keys", "'" + displayText(key) +
                                    "' is none of P-256, P-384, P-521, RSA-2048, RSA-3072, RSA-4096");
    if (profile.keys.empty())
        fields.fail("keys", "it is missing");
    if (profile.kind == CertificateProfile::Kind::root && profile.keys.size() > 1)
        fields.fail("keys", "a root has one key");
}

void checkSubject(Fields& fields, const CertificateProfile& profile) {
    bool fromRequest = false;
    for (const SubjectRule& rule : profile.subject)
        fromRequest = fromRequest || !rule.value;
    if (profile.subject.empty())
        fields.fail("subject", "it is missing");
    if (profile.kind == CertificateProfile::Kind::root && fromRequest)
        fields.fail("subject", "a root has no request: give each value");
    Name fixed = fixedName(profile.subject);
    for (auto& rdn : fixed.rdns) // a valid stand-in, so that types and fixed values are checked
        if (rdn[0].value.empty())
            rdn[0].value = "XX";
    if (const auto der = toDer(fixed); !der)
        fields.fail("subject", der.error().detail);
}

Error noProblem() {
    return {ErrorCode::badFormat, {}};
}

} // namespace

Result<CertificateProfile> certificateProfileFromValue(const Value& value) {
    Error problem = noProblem();
    CertificateProfile profile;
    {
        Fields fields(value, "", problem);
        readCommon(fields, profile);
        profile.kind = fields.choice(
            "kind", fields.text("kind"),
            Names<CertificateProfile::Kind>{{CertificateProfile::Kind::root, "root"},
                                            {CertificateProfile::Kind::subordinate, "subordinate"}});
        profile.keys = fields.texts("keys");
        checkKeys(fields, profile);
        profile.subject = readSubject(fields.list("subject"), "subject", problem);
        checkSubject(fields, profile);
        profile.validity = readValidity(fields, problem);
        if (const Value* extensions = fields.required("extensions"))
            readExtensions(*extensions, profile, problem);
    }
    if (!problem.detail.empty())
        return problem;
    return profile;
}

Result<CrlProfile> crlProfileFromValue(const Value& value) {
    Error problem = noProblem();
    CrlProfile profile;
    {
        Fields fields(value, "", problem);
        readCommon(fields, profile);
        fields.choice("kind", fields.text("kind"), Names<int>{{0, "crl"}});
        profile.nextUpdate = readLength(fields, "next-update", fields.text("next-update"));
        profile.onlyContainsCaCerts =
            fields.choice("only-contains-ca-certs", fields.text("only-contains-ca-certs"), yesNoNames);
    }
    if (!problem.detail.empty())
        return problem;
    return profile;
}

Value toValue(const CertificateProfile& profile) {
    Value value;
    writeCommon(profile, value);
    value.set("kind", profile.kind == CertificateProfile::Kind::root ? "root" : "subordinate");
    value.set("keys", textsValue(profile.keys));
    Value::Array subject;
    for (const SubjectRule& rule : profile.subject)
        subject.push_back(writeSubjectRule(rule));
    value.set("subject", std::move(subject));
    if (profile.validity.dates) {
        Value dates;
        dates.set("not-before", base::toRfc3339(profile.validity.dates->notBefore))
            .set("not-after", base::toRfc3339(profile.validity.dates->notAfter));
        value.set("validity", std::move(dates));
    } else if (profile.validity.length) {
        value.set("validity", textOf(*profile.validity.length));
    }
    value.set("extensions", writeExtensions(profile));
    return value;
}

Value toValue(const CrlProfile& profile) {
    Value value;
    writeCommon(profile, value);
    value.set("kind", "crl")
        .set("next-update", textOf(profile.nextUpdate))
        .set("only-contains-ca-certs", nameIn(yesNoNames, profile.onlyContainsCaCerts));
    return value;
}

Result<Value> inheritedProfile(const Value& parent, const Value& child) {
    const Value* id = parent.find("id");
    const Value* inherits = child.find("inherits");
    if (id == nullptr || inherits == nullptr || inherits->text() != id->text())
        return Error{ErrorCode::badArgument, "inherits: the profile does not name this one as its parent"};
    Value result;
    const auto lay = [&](const Value& source) {
        for (const auto& [key, value] : source.members()) {
            const Value* under = result.find(key);
            if (key == "extensions" && under != nullptr) {
                Value merged = *under;
                for (const auto& [name, extension] : value.members())
                    merged.set(name, extension);
                result.set(key, std::move(merged));
            } else if (key != "inherits") {
                result.set(key, value);
            }
        }
    };
    lay(parent);
    lay(child);
    return result;
}

} // namespace strongroom::pki
