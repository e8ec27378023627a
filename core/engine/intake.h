// Reading a plan and the files it names from disk, and the digest that binds them (PROTOCOL P1).
#pragma once

#include "core/ceremony/plan.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace strongroom::engine {

struct LoadedPlan {
    ceremony::Plan plan; // with its policy bound
    std::vector<ceremony::DigestedFile> files;
    Digest digest;
    std::map<std::string, Bytes> copies; // what an authority keeps of them, by name; "files": the digests
};

// `plan` lies in <resources>/plans/; policies and profiles are looked for in <resources>/policies and
// <resources>/profiles/pki. planInvalid with file, line and what to do; fileMissing, tooLarge,
// notRegularFile.
Result<LoadedPlan> loadPlan(const std::filesystem::path& plan);

} // namespace strongroom::engine
