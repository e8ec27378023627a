#include "core/ceremony/kinds/signing_objects.h"

#include "core/ceremony/kinds/confirmers.h"
#include "core/ceremony/name_checks.h"

namespace strongroom::ceremony {

namespace {

constexpr const char* certificateKind = "tbs-certificate";
constexpr const char* crlKind = "tbs-crl";

} // namespace

bool isCrl(const PrepareTbs& object) {
    return object.kind == crlKind;
}

SecondLook readSecondLook(base::YamlReader& step) {
    SecondLook look;
    look.onOtherMachine = step.flag("second-look");
    look.readAloud = step.optionalOneOrMoreTexts("read-aloud");
    for (const std::string& what : look.readAloud)
        if (what != "subject" && what != "serial" && what != "not-after" && what != "next-update" &&
            what != "words")
            step.problems().add(step.place(), "'" + what +
                                                  "' cannot be read aloud; choose from subject, serial, "
                                                  "not-after, next-update, words");
    return look;
}

PrepareTbs readObject(base::YamlReader& step) {
    PrepareTbs object;
    constexpr std::string_view keywords[] = {"certify", "crl"};
    if (step.oneOf(keywords) == "certify") {
        object.kind = certificateKind;
        object.use = step.identifier("certify");
        object.key = step.optionalIdentifier("key").value_or("");
        object.request = step.optionalIdentifier("request").value_or("");
        object.object = step.optionalIdentifier("as").value_or(object.use);
        object.issuer = step.optionalIdentifier("issuer").value_or(object.key.empty() ? "root" : "");
        if (object.key.empty() == object.request.empty())
            step.problems().add(
                step.place(),
                "a certificate is for a 'key' of the HSM (a root) or for a 'request'; name one");
        if (!object.key.empty() && !object.issuer.empty())
            step.problems().add(step.place(), "a root is its own issuer; leave 'issuer' out");
        return object;
    }
    object.kind = crlKind;
    if (const base::YamlNode* node = step.map("crl")) {
        base::YamlReader inner(*node, step.problems(), "crl");
        object.issuer = inner.identifier("issuer");
        object.object = object.issuer;
        object.use = inner.optionalIdentifier("profile").value_or("crl");
        if (const auto text = inner.optionalText("next-update")) {
            const auto length = pki::lengthFromText(*text);
            if (!length)
                step.problems().add(inner.place(), "next-update: " + length.error().detail);
            else
                object.nextUpdate = *length;
        }
    }
    return object;
}

void checkObjects(const Plan& plan, std::span<const PrepareTbs> objects, const SecondLook& look,
                  base::YamlPlace place, base::YamlProblems& problems) {
    for (const PrepareTbs& object : objects) {
        checkProfile(plan, object.use, place, problems);
        if (!object.request.empty())
            checkInput(plan, object.request, place, problems);
    }
    if (look.isWanted())
        checkConfirmers(plan, place, problems);
    const Material* material = plan.material(SecondLook::stick);
    if (look.onOtherMachine && (material == nullptr || !material->isStick()))
        problems.add(place, "a second look needs a stick named 'out' in 'materials'");
}

void checkObjectProfiles(const Plan& plan, std::span<const PrepareTbs> objects, base::YamlPlace place,
                         base::YamlProblems& problems) {
    for (const PrepareTbs& object : objects) {
        if (plan.unread.contains(object.use))
            continue;
        const pki::CertificateProfile* profile = plan.certificateProfile(object.use);
        if (isCrl(object) && plan.crlProfile(object.use) == nullptr)
            problems.add(place, "the profile '" + object.use + "' is not of a CRL; name one of kind crl");
        if (isCrl(object))
            continue;
        const auto wanted = object.key.empty() ? pki::CertificateProfile::Kind::subordinate
                                               : pki::CertificateProfile::Kind::root;
        if (profile == nullptr || profile->kind != wanted)
            problems.add(place, "the profile '" + object.use + "' is not of a " +
                                    (object.key.empty() ? "subordinate" : "root") +
                                    "; name another one, or give what it needs");
    }
}

} // namespace strongroom::ceremony
