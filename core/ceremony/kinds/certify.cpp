// certify, crl, together: what the HSM signs for others to rely on (DESIGN 7). `together` puts several
// objects before the quorum at once, so that one insertion of a card approves all of them.
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/kinds/signing_acts.h"

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

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkObjects(plan, objects, look, place, problems);
    }
    void checkProfiles(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkObjectProfiles(plan, objects, place, problems);
    }
};

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
        names += (names.empty() ? "" : ", ") + object.object + (object.kind == "tbs-crl" ? " (CRL)" : "");
    }
    kind->heading = {SR_TEXT("Sign %1"), {names}};
    kind->look = readSecondLook(step);
    return kind;
}

} // namespace strongroom::ceremony
