// erase: everything in the HSM is destroyed, a fresh process finds nothing, the HSM is blank again. Locked
// until every CA key can come back from two media whose drill passed, and the sealed record lies on two
// sticks in the room (PROTOCOL P10).
#include "core/authority/statements.h"
#include "core/ceremony/kinds/approval_acts.h"
#include "core/ceremony/kinds/erase_lock.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/kinds/share_acts.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"
#include "core/ossl/digest.h"

namespace strongroom::ceremony {

namespace {

class EraseKind final : public PlannedStep {
public:
    std::string device, role;

    std::string_view keyword() const override { return "erase"; }
    Text title() const override { return {SR_TEXT("Clear the HSM"), {}}; }

    Next next(const Context& context) const override {
        const bool isErased = context.lastWhere<authority::EmptinessProven>(
                                  [](const auto& body) { return body.stage == "reset"; }) != nullptr;
        if (isErased)
            return Done{};
        const auto found = context.state.tokens.find(device);
        if (found == context.state.tokens.end() || found->second.soSet.empty())
            return Refuse{{ErrorCode::planInvalid, "the HSM '" + device + "' was never initialised"}};
        if (!context.now.devices.contains(device))
            return waitForHsm(device);
        // Closing takes the inventory.
        if (context.now.sessions.contains(device))
            return Do{CloseSession{device}};
        const authority::TokenState& token = found->second;
        // A session that died with the program showed nobody what lies there: another one does, as it closes.
        if (token.inventoryAt == 0 && !token.userSet.empty())
            return openSession(
                context, device, context.state.sets.at(token.userSet),
                {SR_TEXT("A quorum opens the HSM: what lies in it is listed before it is cleared."), {}});
        if (auto locked = lockedBy(context, token))
            return Refuse{std::move(*locked)};

        authority::EraseIntended order = eraseOrderFor(context, token);
        for (const authority::RecordCopy& copy : order.copies)
            if (!context.now.media.contains(copy.medium))
                return Wait{api::MissingStep{"medium",
                                             copy.medium,
                                             {SR_TEXT("Plug in the medium '%1': the record on it is read "
                                                      "once more before the HSM is cleared."),
                                              {copy.medium}}},
                            {}};
        return decide(context, token, std::move(order));
    }

    void outline(Outline& outline) const override {
        if (!outline.holds(facts::initialised(device)))
            return outline.problem("the HSM '" + device +
                                   "' is blank by then, and nothing is left to clear; take this step out");
        if (outline.holds(facts::transcript()))
            outline.problem("the HSM is cleared after the transcript, which would not tell it; move "
                            "'transcript' behind this step");
        for (const std::string& key : outline.keys())
            outline.needDrilledKey(key, "is erased");
        // A key of an earlier ceremony that was wrapped again here.
        for (const auto& [key, media] : outline.backups())
            if (!outline.isGiven(facts::key(key)))
                outline.needDrilledKey(key, "is erased");
        outline.need(
            facts::checkpoint("erase"),
            "the HSM is cleared before the record is sealed; put 'checkpoint' with 'kind: erase' before "
            "this step");
        std::size_t copies = 0;
        for (const Material& material : outline.plan().materials)
            copies += material.isStick() && outline.holds(facts::recordOn(material.id)) ? 1 : 0;
        if (copies < 2)
            outline.problem(
                "the HSM is cleared before two sticks carry the sealed record; put 'write: {record: "
                "[...]}' with two sticks before this step");
        outline.closeSession();
        outline.askCards({outline.releases(custody::SetKind::soPin),
                          outline.releases(custody::SetKind::userPin),
                          outline.approvals(base::Operation::erase)});
        outline.emptyHsm(device);
        outline.give(facts::blank(device));
    }

    void describe(ScriptStep& script) const override {
        script.line(SR_TEXT("Two sticks with the sealed record are plugged in and read once more."));
        script.line(
            SR_TEXT("A quorum of %1 approves the erase order and releases what opens the HSM for the last "
                    "time."),
            {role});
        script.line(SR_TEXT("Every object is destroyed; a fresh process finds none; the HSM '%1' is blank."),
                    {device});
        script.blank(SR_TEXT("Objects destroyed"));
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkHsm(plan, device, place, problems);
        checkShareholders(plan, "quorum", role, place, problems);
    }

private:
    Next decide(const Context& context, const authority::TokenState& token,
                authority::EraseIntended order) const {
        const authority::ShareSetState& so = context.state.sets.at(token.soSet);
        api::CardActsStep releases;
        releases.what = "erase";
        releases.text = {SR_TEXT("A quorum releases what opens the HSM for the last time."), {}};
        askForReleases(context, so, releases);
        // An erase that was cut short after the reset has no user any more.
        if (!token.userSet.empty())
            askForReleases(context, context.state.sets.at(token.userSet), releases);

        api::CardActsStep acts = releases;
        acts.text = {SR_TEXT("The keys leave this HSM. They can come back from %1 media."),
                     {std::to_string(drilledMedia(context, token))}};
        acts.fields.push_back({{SR_TEXT("HSM"), {}}, order.token});
        for (const std::string& object : order.inventory)
            acts.fields.push_back({{SR_TEXT("Destroyed"), {}}, object});
        for (const authority::RecordCopy& copy : order.copies)
            acts.fields.push_back({{SR_TEXT("The record lies on %1"), {copy.medium}}, copy.folder});
        const Bytes bytes =
            authority::eraseOrder(order.token, order.inventory, order.checkpoint, order.copies);
        const Approval approval = askForApproval(
            context, {base::Operation::erase, {"erase-order", bytes.size(), ossl::sha256(bytes)}},
            std::move(acts));
        if (approval.granted == nullptr)
            return *approval.first;
        if (!releases.open.empty())
            return waitFor(std::move(releases));
        order.request = approval.granted->reference;
        return WhenTold{{"erase", {SR_TEXT("The HSM '%1' is cleared now."), {device}}, 10},
                        EraseToken{device, token.soSet, token.userSet, std::move(order)}};
    }
};

} // namespace

KindPointer readErase(base::YamlReader& step) {
    auto kind = std::make_shared<EraseKind>();
    kind->device = step.identifier("hsm");
    if (const base::YamlNode* node = step.map("erase")) {
        base::YamlReader inner(*node, step.problems(), "erase");
        kind->role = inner.identifier("quorum");
    }
    return kind;
}

} // namespace strongroom::ceremony
