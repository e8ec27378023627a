// What a step kind says about its step on the script that the room follows on paper. Values, filled by
// PlannedStep::describe.
#pragma once

#include "core/base/text.h"
#include "core/ceremony/plan.h"

#include <string>
#include <vector>

namespace strongroom::ceremony {

struct ScriptStep {
    const Plan& plan;
    const PlanStep& step;
    std::string planDigest; // hex, and words for reading aloud
    std::string planWords;

    std::vector<Text> lines;        // what people do, one after the other
    std::vector<std::string> aloud; // read out as it stands
    std::vector<Text> blanks;       // filled in by hand: bag numbers, anchor, head words

    void line(const char* source, std::vector<std::string> arguments = {}) {
        lines.push_back({source, std::move(arguments)});
    }
    void blank(const char* source, std::vector<std::string> arguments = {}) {
        blanks.push_back({source, std::move(arguments)});
    }
};

std::string joined(const std::vector<std::string>& names); // "administrator-1, witness-1"

// A text that people hear, with {id} filled in.
std::string spoken(const std::string& text, const std::string& id);

} // namespace strongroom::ceremony
