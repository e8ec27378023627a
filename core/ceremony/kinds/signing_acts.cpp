#include "core/ceremony/kinds/signing_acts.h"

#include "core/base/words.h"
#include "core/ceremony/kinds/approval_acts.h"
#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/kinds/share_acts.h"
#include "core/ceremony/name_checks.h"
#include "core/ossl/digest.h"
#include "core/pki/revocation_list.h"
#include "core/pki/show.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

constexpr const char* stick = "out";
constexpr const char* certificateKind = "tbs-certificate";
constexpr const char* crlKind = "tbs-crl";

bool isCrl(const PrepareTbs& object) {
    return object.kind == crlKind;
}

// ObjectSigned says "certificate" and "crl".
const authority::Recorded* signedIn(const Context& context, const PrepareTbs& object) {
    for (const authority::Recorded& recorded : context.entries)
        if (const auto* body = std::get_if<authority::ObjectSigned>(&recorded.body);
            body != nullptr && body->object == object.object && "tbs-" + body->kind == object.kind)
            return &recorded;
    return nullptr;
}

// What this step put on record for the object, unless it was burned or is too old (PROTOCOL P2). The record's
// own time is enough: whatever happens later is an entry, and then the bytes are old.
const authority::PreparedObject* freshIn(const Context& context, const PrepareTbs& object) {
    constexpr std::int64_t lifeSeconds = 24 * 60 * 60;
    const auto* body = context.lastWhere<authority::TbsPrepared>([&](const auto& prepared) {
        return prepared.object == object.object && prepared.kind == object.kind;
    });
    const authority::PreparedObject* prepared =
        body != nullptr ? context.state.preparedObject(body->digest) : nullptr;
    const bool isFresh = prepared != nullptr && !prepared->burned &&
                         context.state.lastTime.seconds - prepared->time.seconds <= lifeSeconds;
    return isFresh ? prepared : nullptr;
}

pki::Shown shownOf(const authority::PreparedObject& prepared) {
    const Bytes& bytes = prepared.prepared.bytes;
    auto shown = prepared.isCrl() ? pki::showTbsCertList(bytes) : pki::showTbsCertificate(bytes);
    return shown ? std::move(*shown) : pki::Shown{};
}

std::vector<Text> differenceFields(const Context& context, const authority::PreparedObject& prepared) {
    const authority::IssuedObject* earlier = context.state.newestCrl(prepared.prepared.key);
    if (earlier == nullptr)
        return {{SR_TEXT("This is the issuer's first CRL."), {}}};
    const auto before = pki::readCrl(earlier->bytes);
    const auto after = pki::readTbsCertList(prepared.prepared.bytes);
    if (!before || !after)
        return {};
    std::vector<Text> fields{{SR_TEXT("The CRL before it has number %1."), {earlier->number}}};
    const pki::CrlDifference difference = pki::differenceOf(*before, *after);
    const auto add = [&](const char* source, const pki::RevokedCertificate& one) {
        fields.push_back({source, {one.serial, one.reason ? pki::nameOf(*one.reason) : "-"}});
    };
    for (const pki::RevokedCertificate& one : difference.added)
        add(SR_TEXT("New on it: %1 (%2)"), one);
    for (const pki::RevokedCertificate& one : difference.removed)
        add(SR_TEXT("No longer on it: %1 (%2)"), one);
    if (difference.added.empty() && difference.removed.empty())
        fields.push_back({SR_TEXT("It lists the same certificates."), {}});
    return fields;
}

// Fields first, the digest last (DESIGN 7).
std::vector<Text> fieldsOf(const Context& context, const authority::PreparedObject& prepared) {
    const pki::Shown shown = shownOf(prepared);
    std::vector<Text> fields{{SR_TEXT("%1: %2"), {shown.kind, prepared.prepared.object}}};
    for (const pki::ShownField& field : shown.fields)
        fields.push_back({SR_TEXT("%1: %2"), {field.label, field.value}});
    if (prepared.isCrl())
        for (Text& field : differenceFields(context, prepared))
            fields.push_back(std::move(field));
    fields.push_back({SR_TEXT("Profile: %1"), {prepared.prepared.profile}});
    fields.push_back({SR_TEXT("Signed by the key: %1"), {base::pgpText(prepared.prepared.key)}});
    const base::Value* findings = prepared.prepared.lint.find("findings");
    if (findings == nullptr || findings->items().empty())
        fields.push_back({SR_TEXT("Lint: nothing found"), {}});
    else
        for (const base::Value& one : findings->items()) {
            const auto text = [&](const char* key) {
                const base::Value* member = one.find(key);
                return member != nullptr ? member->text() : std::string();
            };
            fields.push_back({SR_TEXT("Lint %1 (%2): %3"), {text("id"), text("severity"), text("detail")}});
        }
    return fields;
}

std::string spoken(const std::string& what, const authority::PreparedObject& prepared) {
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

std::string fileForLook(const authority::PreparedObject& prepared) {
    return "look/" + prepared.prepared.object + "-" + prepared.prepared.number + ".tbs";
}

using PreparedObjects = std::vector<const authority::PreparedObject*>;

// Everything onto the stick, then one comparison for all; nothing when that was done.
std::optional<Next> lookFirst(const Context& context, const PreparedObjects& open, const SecondLook& look) {
    if (!look.onOtherMachine && look.readAloud.empty())
        return std::nullopt;
    std::uint64_t newest = 0;
    for (const authority::PreparedObject* prepared : open) {
        newest = std::max(newest, prepared->reference.seq);
        const bool written = context.lastWhere<authority::MediumWritten>([&](const auto& body) {
            return body.folder == fileForLook(*prepared);
        }) != nullptr;
        if (!look.onOtherMachine || written)
            continue;
        if (!context.now.media.contains(stick))
            return waitForMedium(stick);
        return Do{WriteForSecondLook{stick, prepared->prepared.digest}};
    }
    for (const authority::Recorded& recorded : context.entries)
        if (const auto* confirmed = std::get_if<authority::Confirmed>(&recorded.body);
            confirmed != nullptr && confirmed->what == "second-look" && recorded.reference.seq > newest)
            return std::nullopt;
    api::ConfirmStep step;
    step.what = "second-look";
    step.text =
        look.onOtherMachine
            ? Text{SR_TEXT("Take the stick '%1' to another machine and call 'strongroom-verify show' on "
                           "each file in its folder 'look': fields and words are those on this screen."),
                   {stick}}
            : Text{SR_TEXT("Read aloud what is to be signed."), {}};
    step.by = confirmers();
    for (const authority::PreparedObject* prepared : open) {
        for (Text& field : fieldsOf(context, *prepared))
            step.boxes.push_back(std::move(field));
        for (const std::string& what : look.readAloud)
            if (const std::string words = spoken(what, *prepared); !words.empty())
                step.boxes.push_back({SR_TEXT("READ ALOUD: %1"), {words}});
        step.boxes.push_back({SR_TEXT("COMPARE THE WORDS: %1"), {base::pgpText(prepared->prepared.digest)}});
    }
    return Next(Wait{step, step.by});
}

// All open acts of all objects as one step; `granted` has the requests that are.
std::optional<Next> approveFirst(const Context& context, const PreparedObjects& open,
                                 std::vector<base::EntryReference>& granted) {
    api::CardActsStep all;
    all.what = "certify";
    all.text = {SR_TEXT("Approve what is to be signed: compare the fields, then the digest."), {}};
    for (const authority::PreparedObject* prepared : open) {
        const authority::TbsPrepared& body = prepared->prepared;
        RequestApproval wanted;
        wanted.operation = prepared->isCrl() ? base::Operation::signCrl : base::Operation::signCertificate;
        wanted.subject = {body.kind, body.bytes.size(), body.digest};
        wanted.key = body.key.hex();
        wanted.algorithm = body.algorithm;
        wanted.lint = ossl::sha256(base::viewOf(base::writeCanonical(body.lint))).hex();
        Approval approval = askForApproval(context, wanted, {});
        if (approval.granted != nullptr) {
            granted.push_back(approval.granted->reference);
            continue;
        }
        granted.emplace_back();
        auto* wait = std::get_if<Wait>(&*approval.first);
        auto* acts = wait != nullptr ? std::get_if<api::CardActsStep>(&wait->step) : nullptr;
        if (acts == nullptr)
            return std::move(approval.first);
        all.needed = std::max(all.needed, acts->needed);
        const std::string subject = acts->open.empty() ? std::string() : acts->open.front().subject;
        all.subjects.push_back({subject, fieldsOf(context, *prepared), acts->digest});
        for (api::OpenAct& act : acts->open) {
            act.title = {SR_TEXT("Approve: %1 of '%2'"), {base::nameOf(wanted.operation), body.object}};
            all.open.push_back(std::move(act));
        }
    }
    if (all.subjects.empty())
        return std::nullopt;
    if (all.subjects.size() == 1) {
        all.fields = std::move(all.subjects.front().fields);
        all.digest = std::move(all.subjects.front().digest);
        all.subjects.clear();
    }
    return Next(waitFor(std::move(all)));
}

// Refused here before anything is shown: no TBS is signed with a key that could be lost (DESIGN 6).
std::optional<Next> refuseUndrilled(const Context& context, const PrepareTbs& object) {
    if (object.key.empty())
        return std::nullopt;
    const auto key = context.state.keys.find(object.key);
    if (key == context.state.keys.end())
        return Next(Refuse{{ErrorCode::planInvalid, "the key '" + object.key + "' was not generated yet"}});
    if (key->second.drilledMedia.size() < 2)
        return Next(
            Refuse{{ErrorCode::planInvalid,
                    "the key '" + object.key + "' signs nothing before two media passed their drill"}});
    return std::nullopt;
}

std::optional<Next> writeFirst(const Context& context, const authority::Recorded& signedObject) {
    const std::uint64_t entry = signedObject.reference.seq;
    for (const authority::CopiedFile& copy : authority::copiesOf(*context.state.issuedAt(entry))) {
        const bool written = context.lastWhere<authority::ArtefactWritten>([&](const auto& artefact) {
            return artefact.medium == "-" && artefact.file == copy.file;
        }) != nullptr;
        if (!written)
            return Next(Do{WriteSigned{entry}});
    }
    return std::nullopt;
}

} // namespace

Next signAll(const Context& context, std::span<const PrepareTbs> objects, const SecondLook& look) {
    if (!context.step.session)
        return Refuse{{ErrorCode::planInvalid, "the step stands in a section without a session"}};
    PreparedObjects open;
    for (const PrepareTbs& object : objects) {
        if (const authority::Recorded* done = signedIn(context, object)) {
            if (auto first = writeFirst(context, *done))
                return std::move(*first);
            continue;
        }
        if (auto refused = refuseUndrilled(context, object))
            return std::move(*refused);
        const authority::PreparedObject* prepared = freshIn(context, object);
        if (prepared == nullptr) {
            PrepareTbs act = object;
            act.device = context.step.session->device;
            return Do{std::move(act)};
        }
        open.push_back(prepared);
    }
    if (open.empty())
        return Done{};
    if (auto first = lookFirst(context, open, look))
        return std::move(*first);
    std::vector<base::EntryReference> granted;
    auto first = approveFirst(context, open, granted);
    // What is granted is signed at once, in the plan's order, while the others still wait.
    if (!granted.empty() && granted.front().seq != 0)
        return Do{SignTbs{context.step.session->device, open.front()->prepared.digest, granted.front()}};
    return first ? std::move(*first) : Next(Done{});
}

std::vector<api::PersonId> confirmers() {
    return {"administrator-1", "witness-1"};
}

void checkConfirmers(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) {
    for (const char* role : {"administrator", "witness"})
        if (plan.role(role) == nullptr)
            problems.add(place, std::string("the step needs a ") + role + " who compares; add the role");
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
    if (look.onOtherMachine || !look.readAloud.empty())
        checkConfirmers(plan, place, problems);
    const Material* material = plan.material(stick);
    if (look.onOtherMachine && (material == nullptr || !material->isStick()))
        problems.add(place, "a second look needs a stick named 'out' in 'materials'");
}

void checkObjectProfiles(const Plan& plan, std::span<const PrepareTbs> objects, base::YamlPlace place,
                         base::YamlProblems& problems) {
    for (const PrepareTbs& object : objects) {
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
