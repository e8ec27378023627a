// checkpoint: the record so far is sealed by its key and by the officers' cards (PROTOCOL P5).
#include "core/ceremony/kinds/checkpoint_acts.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

namespace strongroom::ceremony {

namespace {

class CheckpointKind final : public PlannedStep {
public:
    std::string kind;
    Signers signers = Signers::quorum;

    std::string_view keyword() const override { return "checkpoint"; }
    Text title() const override { return {SR_TEXT("Checkpoint: the record is sealed"), {}}; }
    Next next(const Context& context) const override { return completeCheckpoint(context, kind, signers); }

    void outline(Outline& outline) const override {
        outline.needSession();
        // What an abandoned ceremony left behind may lack one: the cards seal it alone then.
        if (outline.isGiven(facts::initialised(outline.sessionDevice())))
            outline.need(facts::recordKey(outline.sessionDevice()),
                         "the record's key signs a checkpoint, and it does not exist yet; put 'generate: "
                         "record-key' before this step");
        std::vector<CardDemand> together = signersOf(outline, signers);
        if (!outline.isSessionOpen())
            together.push_back(outline.releases(custody::SetKind::userPin));
        outline.askCards(together);
        outline.openSession();
        outline.give(facts::checkpoint(kind));
    }

    void describe(ScriptStep& script) const override {
        script.line(
            SR_TEXT("The record so far is sealed: by its own key in the HSM and by the officers' cards."));
        script.blank(SR_TEXT("Entries covered"));
        script.blank(SR_TEXT("Last four words of the head"));
    }
};

} // namespace

Signers readSigners(base::YamlReader& step, std::string_view key) {
    return step.word(key, {"quorum", "all-cards"}) == "all-cards" ? Signers::allCards : Signers::quorum;
}

KindPointer readCheckpoint(base::YamlReader& step) {
    auto kind = std::make_shared<CheckpointKind>();
    kind->signers = readSigners(step, "checkpoint");
    kind->kind = step.word("kind", {"erase", "suspend"});
    return kind;
}

} // namespace strongroom::ceremony
