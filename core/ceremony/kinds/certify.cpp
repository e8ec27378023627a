// certify, crl, together: what the HSM signs for others to rely on (DESIGN 7). `together` puts several
// objects before the quorum at once, so that one insertion of a card approves all of them.
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/kinds/signing_acts.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

#include <set>

namespace strongroom::ceremony {

namespace {

class SigningKind final : public PlannedStep {
public:
    std::string_view what;
    Text heading;
    std::vector<PrepareTbs> objects;
    SecondLook look;

    std::string_view keyword() const override { return what; }
    Text title() const override { return heading; }
    bool needsSession() const override { return true; }
    Next next(const Context& context) const override { return signAll(context, objects, look); }

    void outline(Outline& outline) const override {
        outline.needSession();
        outline.need(facts::clock(), "dates are signed that rest on the machine's clock alone; put 'clock' "
                                     "before this step");
        std::set<std::string> signing;
        std::vector<CardDemand> together;
        for (const PrepareTbs& object : objects) {
            outline.sign(object);
            const std::string key = keyOf(outline, object);
            if (!key.empty())
                outline.needDrilledKey(key, "signs");
            if (signing.insert(key).second)
                outline.needInHsm(key, "signs");
            if (!object.request.empty())
                outline.need(facts::takenIn(object.request),
                             "'" + object.object + "' is certified from the request '" + object.request +
                                 "', which nobody took in; put 'intake: " + object.request + "' before it");
            outline.needRoot(object.issuer, "issues '" + object.object + "'");
            if (!object.issuer.empty())
                outline.need(facts::issued(object.issuer), "'" + object.object + "' is issued by '" +
                                                               object.issuer +
                                                               "', which has no certificate yet");
            if (!isCrl(object)) {
                if (outline.isKnown(facts::issued(object.object)))
                    outline.problem("a certificate is named '" + object.object +
                                    "' already; give this one another name");
                outline.give(facts::issued(object.object));
            }
            together.push_back(outline.approvals(isCrl(object) ? base::Operation::signCrl
                                                               : base::Operation::signCertificate));
        }
        if (look.isWanted())
            outline.pause();
        outline.askCards(together);
    }

    void describe(ScriptStep& script) const override {
        for (const PrepareTbs& object : objects) {
            script.line(isCrl(object)
                            ? SR_TEXT("The CRL of '%1' (profile %2) is prepared, linted and shown: fields "
                                      "first, digest last.")
                            : SR_TEXT("'%1' (profile %2) is prepared, linted and shown: fields first, digest "
                                      "last."),
                        {object.object, object.use});
            script.blank(isCrl(object) ? SR_TEXT("Digest of the CRL of %1, last four words")
                                       : SR_TEXT("Digest of %1, last four words"),
                         {object.object});
        }
        if (look.onOtherMachine)
            script.line(
                SR_TEXT("The stick 'out' goes to another machine: 'strongroom-verify show' there shows "
                        "the same fields and the same words."));
        script.line(SR_TEXT("A quorum approves each digest, card by card; the HSM signs exactly it."));
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkObjects(plan, objects, look, place, problems);
    }
    void checkProfiles(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkObjectProfiles(plan, objects, place, problems);
    }

private:
    std::string keyOf(const Outline& outline, const PrepareTbs& object) const;
};

// The HSM key behind an object: its own for a root, else that of the root of this plan that issues it. "" for
// an issuer of an earlier ceremony.
std::string SigningKind::keyOf(const Outline& outline, const PrepareTbs& object) const {
    if (!object.key.empty())
        return object.key;
    for (const PrepareTbs& other : objects)
        if (other.object == object.issuer && !other.key.empty())
            return other.key;
    return outline.keys().empty() ? "" : outline.keys().front();
}

KindPointer readOne(base::YamlReader& step, std::string_view what, const char* heading) {
    auto kind = std::make_shared<SigningKind>();
    kind->what = what;
    kind->objects.push_back(readObject(step));
    kind->heading = {heading, {kind->objects.front().object}};
    kind->look = readSecondLook(step);
    return kind;
}

} // namespace

KindPointer readCertify(base::YamlReader& step) {
    return readOne(step, "certify", SR_TEXT("Certify %1"));
}

KindPointer readCrl(base::YamlReader& step) {
    return readOne(step, "crl", SR_TEXT("CRL of %1"));
}

KindPointer readTogether(base::YamlReader& step) {
    auto kind = std::make_shared<SigningKind>();
    kind->what = "together";
    std::string names;
    for (const base::YamlNode& item : step.list("together")) {
        base::YamlReader inner(item, step.problems(), "an object to be signed");
        kind->objects.push_back(readObject(inner));
        const PrepareTbs& object = kind->objects.back();
        names += (names.empty() ? "" : ", ") + object.object + (isCrl(object) ? " (CRL)" : "");
    }
    kind->heading = {SR_TEXT("Sign %1"), {names}};
    kind->look = readSecondLook(step);
    return kind;
}

} // namespace strongroom::ceremony
