// checkpoint: the record so far is sealed by its key and by the officers' cards (PROTOCOL P5).
#include "core/ceremony/kinds/checkpoint_acts.h"
#include "core/ceremony/kinds/kinds.h"

namespace strongroom::ceremony {

namespace {

class CheckpointKind final : public PlannedStep {
public:
    std::string kind;
    Signers signers = Signers::quorum;

    std::string_view keyword() const override { return "checkpoint"; }
    Text title() const override { return {SR_TEXT("Checkpoint: the record is sealed"), {}}; }
    Next next(const Context& context) const override { return completeCheckpoint(context, kind, signers); }
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
