#include "core/pki/profile.h"

#include "core/ossl/key.h"
#include "core/pki/display_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace strongroom::pki {

namespace {

constexpr std::array<std::pair<Length::Unit, std::string_view>, 3> units{{
    {Length::Unit::days, "day"},
    {Length::Unit::months, "month"},
    {Length::Unit::years, "year"},
}};
constexpr unsigned maxCount = 36500; // a hundred years of days

const NameAttribute* findAttribute(const Name& name, std::string_view type) {
    for (const auto& rdn : name.rdns)
        for (const NameAttribute& attribute : rdn)
            if (attribute.type == type)
                return &attribute;
    return nullptr;
}

bool takesOver(const std::vector<SubjectRule>& rules, const NameAttribute& attribute) {
    return std::any_of(rules.begin(), rules.end(), [&](const SubjectRule& rule) {
        return rule.type == attribute.type && (!rule.value || *rule.value == attribute.value);
    });
}

} // namespace

Result<Length> lengthFromText(std::string_view text) {
    Length length;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length.count);
    std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (error == std::errc() && length.count > 0 && length.count <= maxCount && text[0] != '0' &&
        unit.starts_with(' ')) {
        unit.remove_prefix(1);
        if (length.count != 1 && unit.ends_with('s'))
            unit.remove_suffix(1);
        else if (length.count != 1)
            unit = {};
        for (const auto& [kind, name] : units)
            if (unit == name) {
                length.unit = kind;
                const bool tooLong = (kind == Length::Unit::years && length.count > 100) ||
                                     (kind == Length::Unit::months && length.count > 1200);
                if (!tooLong)
                    return length;
            }
    }
    return Error{ErrorCode::badFormat, "'" + displayText(text) +
                                           "' is no length of time; write '20 years', '11 months', "
                                           "'1 day', at most 100 years"};
}

std::string textOf(const Length& length) {
    for (const auto& [kind, name] : units)
        if (kind == length.unit)
            return std::to_string(length.count) + " " + std::string(name) + (length.count == 1 ? "" : "s");
    return {};
}

UtcTime plus(UtcTime start, const Length& length) {
    const int count = static_cast<int>(length.count);
    switch (length.unit) {
    case Length::Unit::days: return start.plusSeconds(std::int64_t{86'400} * count);
    case Length::Unit::months: return base::plusMonths(start, count);
    case Length::Unit::years: return base::plusMonths(start, 12 * count);
    }
    return start;
}

Result<Name> subjectFor(const CertificateProfile& profile, const Name& requested) {
    for (const auto& rdn : requested.rdns)
        for (const NameAttribute& attribute : rdn)
            if (profile.kind == CertificateProfile::Kind::subordinate &&
                !takesOver(profile.subject, attribute))
                return Error{ErrorCode::badArgument,
                             "the request's subject has " + displayText(attribute.type) + "=" +
                                 displayText(attribute.value) + ", which the profile " + profile.id +
                                 " does not take over"};
    Name subject;
    for (const SubjectRule& rule : profile.subject) {
        NameAttribute attribute{rule.type, rule.stringType, rule.value.value_or("")};
        if (!rule.value) {
            const NameAttribute* found = findAttribute(requested, rule.type);
            if (found == nullptr)
                return Error{ErrorCode::badArgument, "the request's subject has no " + rule.type +
                                                         ", which the profile " + profile.id + " asks for"};
            attribute.value = found->value;
        }
        subject.rdns.push_back({std::move(attribute)}); // one attribute a relative name (BR 7.1.4.1)
    }
    SR_TRY(toDer(subject));
    return subject;
}

Result<Validity> validityFor(const CertificateProfile& profile, UtcTime now) {
    if (profile.validity.dates) {
        if (now > profile.validity.dates->notAfter)
            return Error{ErrorCode::badArgument, "the dates of the profile " + profile.id +
                                                     " are over: it ends " +
                                                     base::toRfc3339(profile.validity.dates->notAfter)};
        return *profile.validity.dates;
    }
    if (!profile.validity.length)
        return Error{ErrorCode::badArgument, "the profile " + profile.id + " has no validity"};
    // RFC 5280 4.1.2.5: the last second belongs to the validity.
    return Validity{now, plus(now, *profile.validity.length).plusSeconds(-1)};
}

Result<ossl::SignatureAlgorithm> signatureOf(const CertificateProfile& profile) {
    return ossl::signatureAlgorithmFromName(profile.signature);
}

Result<ossl::SignatureAlgorithm> signatureOf(const CrlProfile& profile) {
    return ossl::signatureAlgorithmFromName(profile.signature);
}

} // namespace strongroom::pki
