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

    void outline(Outline& outline) const override {
        outline.go();
        outline.askCards(signersOf(outline, signers));
        outline.give(facts::checkpoint("close"));
    }

    void describe(ScriptStep& script) const override {
        script.line(SR_TEXT("The ceremony is closed; every card seals the record for the last time."));
        script.line(SR_TEXT("The head is read aloud and written here by hand: size and words."));
        script.blank(SR_TEXT("Size of the record"));
        script.blank(SR_TEXT("Head, 32 words"));
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
