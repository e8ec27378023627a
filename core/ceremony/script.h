// The script that the room follows on paper, made from the plan that runs: every step with its number, what
// is done, said and written down, and places for initials and time (RULES 1.1); before them the plan's
// digest, people, materials, policy and profiles as text; after them what to do when something goes wrong,
// duties, and the page for the record's head. Pure.
#pragma once

#include "core/api/document.h"
#include "core/ceremony/plan.h"

#include <vector>

namespace strongroom::ceremony {

// `files` is what the digest covers (PROTOCOL P1).
struct ScriptSource {
    const Plan& plan; // with its policy and profiles bound
    std::vector<DigestedFile> files;
    Digest digest;
};

api::Document scriptOf(const ScriptSource& source);

} // namespace strongroom::ceremony
