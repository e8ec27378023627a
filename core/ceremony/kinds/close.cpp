// close: the ceremony ends; the record is sealed for the last time, by the cards alone when the HSM was
// erased. What follows is the tail (PROTOCOL P5).
#include "core/ceremony/kinds/checkpoint_acts.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

namespace strongroom::ceremony {

namespace {

class CloseKind final : public PlannedStep {
public:
    Signers signers = Signers::quorum;

    std::string_view keyword() const override { return "close"; }
    Text title() const override { return {SR_TEXT("Close the ceremony"), {}}; }

    Next next(const Context& context) const override {
        if (!context.state.ceremony->closed)
            return WhenTold{{"close",
                             {SR_TEXT("The ceremony is closed. After this only printing, sealing and copies "
                                      "of the record are recorded."),
                              {}},
                             1},
                            RecordEntry{authority::CeremonyClosed{"complete"}}};
        return completeCheckpoint(context, "close", signers);
    }

    bool mayLeaveRestOut(const Context& context) const override {
        return context.state.ceremony->closed && isSealedByQuorum(context, "close");
    }
    Next restLeftOut(const Context& context) const override {
        return completeCheckpoint(context, "close", Signers::quorum);
    }

    void outline(Outline& outline) const override {
        needWholeRecord(outline);
        std::vector<CardDemand> together = signersOf(outline, signers);
        for (const std::string& device : outline.plan().hsms)
            if (outline.isGiven(facts::initialised(device)) ||
                (outline.wasOpened(device) && outline.holds(facts::initialised(device))))
                leaveHsm(outline, device, together);
        outline.askCards(together);
        outline.give(facts::checkpoint("close"));
        outline.give(facts::closed());
        // What lies on the sticks so far is not the closed record.
        for (const Material& material : outline.plan().materials)
            outline.take(facts::recordOn(material.id));
    }

    void describe(ScriptStep& script) const override {
        script.line(SR_TEXT("The ceremony is closed; every card seals the record for the last time."));
        script.line(SR_TEXT("The head is read aloud and written here by hand: size and words."));
        script.blank(SR_TEXT("Size of the record"));
        script.blank(SR_TEXT("Head, 32 words"));
    }

private:
    // PROTOCOL P10: what a closed record says of its ceremony.
    static void needWholeRecord(Outline& outline) {
        outline.need(facts::founded(), "no card can seal the record before the founding; put 'agree: policy' "
                                       "before this step");
        outline.need(facts::workstation(), "the record does not say on what machine the ceremony was held; "
                                           "put 'workstation: check' before this step");
        outline.need(facts::clock(), "the record's times rest on the machine's clock alone; put 'clock' "
                                     "before this step");
        outline.need(facts::transcript(), "the ceremony is closed before its transcript was signed; put "
                                          "'transcript' before this step");
    }

    // An HSM that still has its PINs: against the policy, or its record key seals together with the cards.
    static void leaveHsm(Outline& outline, const std::string& device, std::vector<CardDemand>& together) {
        if (!outline.policy())
            return;
        if (outline.policy()->between == custody::BetweenCeremonies::erased)
            return outline.problem("the ceremony is closed before the HSM '" + device +
                                   "' is cleared, and the policy '" + outline.policy()->id +
                                   "' wants it erased between ceremonies; put '{hsm: " + device +
                                   ", erase: {quorum: ...}}' before this step");
        if (!outline.isGiven(facts::recordKey(device)))
            return;
        if (outline.sessionDevice() != device)
            return outline.problem("the record's key in the HSM '" + device +
                                   "' seals the record too; add 'session: {hsm: " + device +
                                   ", quorum: ...}' to the section");
        if (!outline.isSessionOpen())
            together.push_back(outline.releases(custody::SetKind::userPin));
    }
};

} // namespace

KindPointer readClose(base::YamlReader& step) {
    auto kind = std::make_shared<CloseKind>();
    if (const base::YamlNode* node = step.map("close")) {
        base::YamlReader inner(*node, step.problems(), "close");
        kind->signers = readSigners(inner, "checkpoint");
        (void)inner.optionalWord("read-aloud", {"words"});
    }
    return kind;
}

} // namespace strongroom::ceremony
