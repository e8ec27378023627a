// What a plan says is to be signed (DESIGN 7), read from its step and checked against the plan: certificates,
// CRLs, and how people look at them first. Shared by certify, crl and together. Private to kinds/.
#pragma once

#include "core/ceremony/act.h"
#include "core/ceremony/plan.h"

#include <span>

namespace strongroom::ceremony {

// How people look at what they approve before they approve it.
struct SecondLook {
    static constexpr const char* stick = "out";
    bool onOtherMachine = false;        // by way of the stick
    std::vector<std::string> readAloud; // subject, not-after, next-update, serial, words
    bool isWanted() const noexcept { return onOtherMachine || !readAloud.empty(); }
};

bool isCrl(const PrepareTbs& object);

SecondLook readSecondLook(base::YamlReader& step);
// `certify:` or `crl:` with what belongs to it.
PrepareTbs readObject(base::YamlReader& step);

void checkObjects(const Plan& plan, std::span<const PrepareTbs> objects, const SecondLook& look,
                  base::YamlPlace place, base::YamlProblems& problems);
void checkObjectProfiles(const Plan& plan, std::span<const PrepareTbs> objects, base::YamlPlace place,
                         base::YamlProblems& problems);

} // namespace strongroom::ceremony
