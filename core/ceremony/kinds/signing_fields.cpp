#include "core/ceremony/kinds/signing_fields.h"

#include "core/base/words.h"
#include "core/pki/revocation_list.h"
#include "core/pki/show.h"

namespace strongroom::ceremony {

namespace {

pki::Shown shownOf(const authority::PreparedObject& prepared) {
    const Bytes& bytes = prepared.prepared.bytes;
    auto shown = prepared.isCrl() ? pki::showTbsCertList(bytes) : pki::showTbsCertificate(bytes);
    return shown ? std::move(*shown) : pki::Shown{};
}

std::vector<api::Field> differenceFields(const Context& context, const authority::PreparedObject& prepared) {
    const authority::IssuedObject* earlier = context.state.newestCrl(prepared.prepared.key);
    if (earlier == nullptr)
        return {{{SR_TEXT("This is the issuer's first CRL."), {}}, ""}};
    const auto before = pki::readCrl(earlier->bytes);
    const auto after = pki::readTbsCertList(prepared.prepared.bytes);
    if (!before || !after)
        return {};
    std::vector<api::Field> fields{{{SR_TEXT("Number of the CRL before it"), {}}, earlier->number}};
    const pki::CrlDifference difference = pki::differenceOf(*before, *after);
    const auto add = [&](const char* source, const pki::RevokedCertificate& one) {
        fields.push_back(
            {{source, {}}, one.serial + (one.reason ? std::string(", ") + pki::nameOf(*one.reason) : "")});
    };
    for (const pki::RevokedCertificate& one : difference.added)
        add(SR_TEXT("New on it"), one);
    for (const pki::RevokedCertificate& one : difference.removed)
        add(SR_TEXT("No longer on it"), one);
    if (difference.added.empty() && difference.removed.empty())
        fields.push_back({{SR_TEXT("It lists the same certificates."), {}}, ""});
    return fields;
}

} // namespace

std::vector<api::Field> fieldsOf(const Context& context, const authority::PreparedObject& prepared) {
    const pki::Shown shown = shownOf(prepared);
    std::vector<api::Field> fields{{{shown.kind, {}}, prepared.prepared.object}};
    for (const pki::ShownField& field : shown.fields)
        fields.push_back({{field.label, {}}, field.value});
    if (prepared.isCrl())
        for (api::Field& field : differenceFields(context, prepared))
            fields.push_back(std::move(field));
    fields.push_back({{SR_TEXT("Profile"), {}}, prepared.prepared.profile});
    fields.push_back({{SR_TEXT("Signed by the key"), {}}, base::pgpText(prepared.prepared.key)});
    const base::Value* findings = prepared.prepared.lint.find("findings");
    if (findings == nullptr || findings->items().empty())
        fields.push_back({{SR_TEXT("Lint"), {}}, "nothing found"});
    else
        for (const base::Value& one : findings->items()) {
            const auto text = [&](const char* key) {
                const base::Value* member = one.find(key);
                return member != nullptr ? member->text() : std::string();
            };
            fields.push_back({{SR_TEXT("Lint %1 (%2)"), {text("id"), text("severity")}}, text("detail")});
        }
    return fields;
}

std::string spokenField(const std::string& what, const authority::PreparedObject& prepared) {
    if (what == "words")
        return base::pgpText(prepared.prepared.digest);
    const std::string label = what == "subject"     ? "Subject"
                              : what == "serial"    ? "Serial number"
                              : what == "not-after" ? "Not after"
                                                    : "Next update";
    for (const pki::ShownField& field : shownOf(prepared).fields)
        if (field.label == label)
            return field.value;
    return {};
}

} // namespace strongroom::ceremony
