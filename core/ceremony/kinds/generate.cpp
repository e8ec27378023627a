// generate: a key pair in the HSM, looked at a second time from a fresh session. A record key is introduced
// by the record quorum at once, and the checkpoint `open` follows (PROTOCOL P5).
#include "core/ceremony/kinds/checkpoint_acts.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/kinds/share_acts.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

namespace strongroom::ceremony {

namespace {

class GenerateKind final : public PlannedStep {
public:
    std::string key, algorithm;
    base::Duration wait;

    bool isRecordKey() const { return key == "record-key"; }
    std::string_view keyword() const override { return "generate"; }
    Text title() const override { return {SR_TEXT("Generate %1"), {key}}; }
    bool needsSession() const override { return true; }

    Next next(const Context& context) const override {
        const auto* generated =
            context.lastWhere<authority::KeyGenerated>([&](const auto& body) { return body.key == key; });
        if (generated == nullptr) {
            if (!context.step.session)
                return Refuse{withoutSession(keyword())};
            return WhenTold{{"generate",
                             {SR_TEXT("The HSM generates %1 (%2)."), {key, algorithm}},
                             static_cast<std::uint64_t>(wait.seconds)},
                            GenerateKey{context.step.session->device, key, algorithm, key, isRecordKey()}};
        }
        if (!isRecordKey())
            return Done{};
        if (!context.has<authority::RecordKeyIntroduced>())
            return introduce(context);
        return completeCheckpoint(context, "open");
    }

    void outline(Outline& outline) const override {
        if (isRecordKey()) {
            if (outline.isGiven(facts::recordKey(outline.sessionDevice())))
                outline.problem("the record key is generated already; take this step out");
            outline.askCards(outline.recordQuorum());
            outline.askCards(outline.recordQuorum()); // checkpoint `open`
            return outline.give(facts::recordKey(outline.sessionDevice()));
        }
        if (outline.isKnown(facts::key(key)))
            outline.problem("'" + key + "' is generated already; give this key another name");
        outline.addKey(key, algorithm);
    }

    void describe(ScriptStep& script) const override {
        script.line(SR_TEXT("The HSM generates '%1' (%2), and a fresh session looks at it a second time."),
                    {key, algorithm});
        script.blank(SR_TEXT("Digest of the public key, last four words"));
        if (isRecordKey()) {
            script.line(SR_TEXT("The record quorum signs the new record key, then the checkpoint `open`."));
            script.blank(SR_TEXT("Head of the record: number of entries"));
        }
    }

private:
    Next introduce(const Context& context) const {
        api::CardActsStep acts;
        acts.what = "introduce";
        acts.text = {SR_TEXT("The record's new key is introduced: the record quorum signs it."), {}};
        const bool enough =
            askRecordQuorum(context, context.now.introducedBy, api::CardActKind::introduceKey, key, acts);
        if (enough)
            return Do{IntroduceRecordKey{key}};
        return waitFor(std::move(acts));
    }
};

} // namespace

KindPointer readGenerate(base::YamlReader& step) {
    auto kind = std::make_shared<GenerateKind>();
    kind->key = step.identifier("generate");
    const bool isRecordKey = kind->key == "record-key";
    kind->algorithm = isRecordKey ? "P-256"
                                  : step.word("algorithm", {"P-256", "P-384", "P-521", "RSA-2048", "RSA-3072",
                                                            "RSA-4096", "RSA-6144", "RSA-8192"});
    kind->wait = step.optionalDuration("wait").value_or(base::Duration{0, 5});
    return kind;
}

} // namespace strongroom::ceremony
