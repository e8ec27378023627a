// write: the sealed record goes to media (PROTOCOL P9): as record-<size> up to the checkpoint `erase`, after
// the ceremony was closed as close-<ceremony>. A medium that is not plugged in is asked for.
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

namespace strongroom::ceremony {

namespace {

class WriteKind final : public PlannedStep {
public:
    std::vector<std::string> media;
    std::string publishTo; // "" for nowhere

    std::string_view keyword() const override { return "write"; }
    Text title() const override { return {SR_TEXT("Write the record to media"), {}}; }

    Next next(const Context& context) const override {
        const authority::CeremonyState& ceremony = *context.state.ceremony;
        if (auto next = publish(context))
            return std::move(*next);
        for (const std::string& medium : media) {
            const bool written = context.lastWhere<authority::MediumWritten>([&](const auto& body) {
                return body.medium == medium && !body.folder.starts_with("publish-");
            }) != nullptr;
            if (written)
                continue;
            const SealedNote* note = context.now.note(ceremony.id, ceremony.closed ? "close" : "erase");
            if (note == nullptr)
                return Refuse{{ErrorCode::planInvalid, "the record is written to media after a checkpoint "
                                                       "'erase', or after the ceremony was closed"}};
            if (!context.now.media.contains(medium))
                return waitForMedium(medium);
            const std::string folder =
                ceremony.closed ? "close-" + ceremony.id : "record-" + std::to_string(note->size);
            return WhenTold{
                {"write", {SR_TEXT("The record is written to '%1' and read back."), {medium}}, 10},
                WriteRecord{medium, folder, note->size}};
        }
        return Done{};
    }

    bool mayFollowClose() const override { return true; }

    void outline(Outline& outline) const override {
        if (!outline.holds(facts::checkpoint("erase")) && !outline.holds(facts::checkpoint("close")))
            outline.problem(
                "the record is written before it is sealed; put 'checkpoint' with 'kind: erase' or "
                "'close' before this step");
        for (const std::string& medium : media) {
            // The same sealed entries with files that came later are another copy, which it does not take.
            if (!outline.holds(facts::closed()) && outline.holds(facts::recordOn(medium)))
                outline.problem("the sealed record lies on '" + medium +
                                "' already; put 'close' before this step, or take the medium out");
            outline.give(facts::recordOn(medium));
        }
    }

    void describe(ScriptStep& script) const override {
        for (const std::string& medium : media) {
            script.line(SR_TEXT("Medium '%1' is plugged in; the record is written to it and read back."),
                        {medium});
        }
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        for (const std::string& medium : media)
            checkStick(plan, medium, place, problems);
        if (!publishTo.empty())
            checkStick(plan, publishTo, place, problems);
    }

private:
    std::optional<Next> publish(const Context& context) const {
        const std::string folder = "publish-" + context.state.ceremony->id;
        const bool isWritten = context.lastWhere<authority::MediumWritten>(
                                   [&](const auto& body) { return body.folder == folder; }) != nullptr;
        if (publishTo.empty() || isWritten)
            return std::nullopt;
        if (!context.now.media.contains(publishTo))
            return waitForMedium(publishTo);
        return WhenTold{
            {"write", {SR_TEXT("Certificates and CRLs for publishing are written to '%1'."), {publishTo}}, 5},
            WritePublished{publishTo, folder}};
    }
};

} // namespace

KindPointer readWrite(base::YamlReader& step) {
    auto kind = std::make_shared<WriteKind>();
    if (const base::YamlNode* node = step.map("write")) {
        base::YamlReader inner(*node, step.problems(), "write");
        kind->media = inner.oneOrMoreTexts("record");
        kind->publishTo = inner.optionalIdentifier("publish").value_or("");
    }
    return kind;
}

} // namespace strongroom::ceremony
