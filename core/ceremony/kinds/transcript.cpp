// transcript: the record of this ceremony in words; every card says whether it was so (PROTOCOL P1).
#include "core/ceremony/kinds/checkpoint_acts.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/kinds/share_acts.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

namespace strongroom::ceremony {

namespace {

class TranscriptKind final : public PlannedStep {
public:
    std::string_view keyword() const override { return "transcript"; }
    Text title() const override { return {SR_TEXT("Transcript"), {}}; }

    Next next(const Context& context) const override {
        const authority::Recorded* made = context.lastRecorded<authority::TranscriptMade>();
        if (made == nullptr)
            return Do{MakeTranscript{}};
        const auto& transcript = std::get<authority::TranscriptMade>(made->body);
        api::CardActsStep acts;
        acts.what = "transcript";
        acts.text = {SR_TEXT("Read the transcript (%1 entries). Each card then says: so it was, or not so."),
                     {std::to_string(transcript.size)}};
        acts.digest = transcript.digest.hex();
        for (const custody::Officer& officer : context.state.roster.officers()) {
            const bool done = context.lastWhere<authority::TranscriptSigned>(
                                  [&](const auto& body) { return body.person == officer.person; }) != nullptr;
            if (done || context.state.holder(officer.person) == nullptr)
                continue;
            acts.open.push_back({officer.person,
                                 api::CardActKind::signTranscript,
                                 transcript.digest.hex(),
                                 {SR_TEXT("The transcript is true"), {}}});
        }
        if (acts.open.empty())
            return Done{};
        acts.needed = acts.open.size();
        api::ActProgress progress{api::CardActKind::signTranscript,
                                  transcript.digest.hex(),
                                  {SR_TEXT("The transcript is true"), {}},
                                  {},
                                  0};
        for (const authority::Recorded& recorded : context.entries)
            if (const auto* body = std::get_if<authority::TranscriptSigned>(&recorded.body))
                progress.done.push_back(body->person);
        progress.needed = progress.done.size() + acts.open.size();
        acts.progress.push_back(std::move(progress));
        return waitFor(std::move(acts));
    }

    // Whoever has left signs on paper, or not at all: the transcript says who did.
    bool mayLeaveRestOut(const Context& context) const override {
        std::set<std::string> signedBy;
        for (const authority::Recorded& recorded : context.entries)
            if (const auto* body = std::get_if<authority::TranscriptSigned>(&recorded.body))
                signedBy.insert(body->person);
        api::CardActsStep acts;
        return context.has<authority::TranscriptMade>() &&
               askRecordQuorum(context, signedBy, api::CardActKind::signTranscript, "", acts,
                               Signers::quorum);
    }

    void outline(Outline& outline) const override {
        if (outline.holds(facts::transcript()))
            return outline.problem("the transcript is made already; take this second 'transcript' out");
        outline.askCards({outline.everyCard()});
        outline.give(facts::transcript());
    }

    void describe(ScriptStep& script) const override {
        script.line(SR_TEXT("The transcript is read. Each card signs: so it was, or not so, with a reason."));
        script.blank(SR_TEXT("Digest of the transcript, last four words"));
    }
};

} // namespace

KindPointer readTranscript(base::YamlReader& step) {
    if (const base::YamlNode* node = step.map("transcript")) {
        base::YamlReader inner(*node, step.problems(), "transcript");
        (void)inner.word("attest", {"all"});
        (void)inner.optionalOneOrMoreTexts("choices");
    }
    return std::make_shared<TranscriptKind>();
}

} // namespace strongroom::ceremony
