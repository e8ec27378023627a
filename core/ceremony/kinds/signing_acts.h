// How certificates and CRLs come to be (DESIGN 7): bytes on record, a second look, approvals, one signature
// in the HSM, copies beside the record. Shared by certify, crl and together. Private to kinds/.
#pragma once

#include "core/ceremony/context.h"

#include <span>

namespace strongroom::ceremony {

// How people look at what they approve before they approve it.
struct SecondLook {
    bool onOtherMachine = false;        // by way of the stick `out`
    std::vector<std::string> readAloud; // subject, not-after, next-update, serial, words
};

// All objects of one step: each is prepared before any is put to the quorum, so that one insertion of a card
// approves all of them, and each is signed when its own quorum approved it. The issuer stands before what it
// issues.
Next signAll(const Context& context, std::span<const PrepareTbs> objects, const SecondLook& look);

// Who says that a comparison was made, and that the plan has them.
std::vector<api::PersonId> confirmers();
void checkConfirmers(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems);

SecondLook readSecondLook(base::YamlReader& step);
// `certify:` or `crl:` with what belongs to it.
PrepareTbs readObject(base::YamlReader& step);

void checkObjects(const Plan& plan, std::span<const PrepareTbs> objects, const SecondLook& look,
                  base::YamlPlace place, base::YamlProblems& problems);
void checkObjectProfiles(const Plan& plan, std::span<const PrepareTbs> objects, base::YamlPlace place,
                         base::YamlProblems& problems);

} // namespace strongroom::ceremony
