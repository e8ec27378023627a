#include "core/ceremony/kinds/signing_acts.h"

#include "core/ceremony/kinds/approval_acts.h"
#include "core/ceremony/kinds/confirmers.h"
#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/kinds/share_acts.h"
#include "core/ceremony/kinds/signing_fields.h"
#include "core/ossl/digest.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

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

std::string fileForLook(const authority::PreparedObject& prepared) {
    return "look/" + prepared.prepared.object + "-" + prepared.prepared.number + ".tbs";
}

using PreparedObjects = std::vector<const authority::PreparedObject*>;

// Everything onto the stick, then one comparison for all; nothing when that was done.
std::optional<Next> lookFirst(const Context& context, const PreparedObjects& open, const SecondLook& look) {
    if (!look.isWanted())
        return std::nullopt;
    std::uint64_t newest = 0;
    for (const authority::PreparedObject* prepared : open) {
        newest = std::max(newest, prepared->reference.seq);
        const bool written = context.lastWhere<authority::MediumWritten>([&](const auto& body) {
            return body.folder == fileForLook(*prepared);
        }) != nullptr;
        if (!look.onOtherMachine || written)
            continue;
        if (!context.now.media.contains(SecondLook::stick))
            return waitForMedium(SecondLook::stick);
        return Do{WriteForSecondLook{SecondLook::stick, prepared->prepared.digest}};
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
                   {SecondLook::stick}}
            : Text{SR_TEXT("Read aloud what is to be signed."), {}};
    step.by = confirmers();
    for (const authority::PreparedObject* prepared : open) {
        api::ShownSubject shown{"", fieldsOf(context, *prepared), {}, prepared->prepared.digest.hex()};
        for (const std::string& what : look.readAloud)
            if (const std::string words = spokenField(what, *prepared); !words.empty())
                shown.boxes.push_back({api::BoxKind::readAloud, {SR_TEXT("%1"), {words}}});
        step.subjects.push_back(std::move(shown));
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
        all.subjects.push_back({subject, fieldsOf(context, *prepared), {}, acts->digest});
        for (api::ActProgress& one : acts->progress) {
            one.title = {SR_TEXT("Approve: %1 of '%2'"), {base::nameOf(wanted.operation), body.object}};
            all.progress.push_back(std::move(one));
        }
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

} // namespace strongroom::ceremony
