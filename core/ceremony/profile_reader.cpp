#include "core/ceremony/profile_reader.h"

#include <charconv>

namespace strongroom::ceremony {

namespace {

// The deepest node of `path` ("extensions/policies/1/oid") that is there, and how deep that is.
struct Found {
    base::YamlPlace place;
    std::size_t depth = 0;
};

Found follow(const base::YamlNode& root, std::string_view path) {
    Found found{root.place, 0};
    const base::YamlNode* node = &root;
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        const std::string_view part = path.substr(0, slash);
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
        std::size_t index = 0;
        const bool isIndex =
            std::from_chars(part.data(), part.data() + part.size(), index).ptr == part.data() + part.size();
        const base::YamlNode* next = nullptr;
        if (node->isList() && isIndex && index >= 1 && index <= node->items.size())
            next = &node->items[index - 1];
        else if (node->isMap())
            next = node->find(part);
        if (next == nullptr)
            break;
        node = next;
        found = {node->place, found.depth + 1};
    }
    return found;
}

// Errors of core/pki begin with the path of the member.
Error placed(const std::vector<ProfileFile>& chain, const Error& error) {
    const std::string path = error.detail.substr(0, error.detail.find(": "));
    const ProfileFile* file = &chain.front();
    Found best = follow(chain.front().node, path);
    for (const ProfileFile& other : chain)
        if (const Found found = follow(other.node, path); found.depth > best.depth) {
            best = found;
            file = &other;
        }
    return {ErrorCode::planInvalid, file->file + ":" + std::to_string(best.place.line) + ":" +
                                        std::to_string(best.place.column) + ": " + error.detail};
}

} // namespace

std::string ProfileFile::inherits() const {
    const base::YamlNode* parent = node.find("inherits");
    return parent != nullptr && parent->isScalar() ? parent->text : std::string();
}

Result<ProfileFile> readProfileFile(std::string_view text, std::string_view file) {
    auto node = base::readYaml(text, file);
    if (!node)
        return Error{ErrorCode::planInvalid, node.error().detail};
    if (!node->isMap())
        return Error{ErrorCode::planInvalid, std::string(file) + ":1:1: a profile is a map of keys"};
    return ProfileFile{std::string(file), std::move(*node)};
}

Result<void> bindProfile(Plan& plan, const std::string& use, const std::vector<ProfileFile>& chain) {
    base::Value value = base::toValue(chain.back().node);
    for (auto parent = chain.rbegin() + 1; parent != chain.rend(); ++parent) {
        auto inherited = pki::inheritedProfile(value, base::toValue(parent->node));
        if (!inherited)
            return placed({*parent}, inherited.error());
        value = std::move(*inherited);
    }
    const base::Value* id = value.find("id");
    const std::string* name = plan.use(use);
    if (id == nullptr || name == nullptr || id->text() != *name)
        return placed(chain, {ErrorCode::planInvalid, "id: it is not the name of the file"});
    const base::Value* kind = value.find("kind");
    if (kind != nullptr && kind->text() == "crl") {
        auto profile = pki::crlProfileFromValue(value);
        if (!profile)
            return placed(chain, profile.error());
        plan.crlProfiles[use] = std::move(*profile);
        return {};
    }
    auto profile = pki::certificateProfileFromValue(value);
    if (!profile)
        return placed(chain, profile.error());
    plan.certificateProfiles[use] = std::move(*profile);
    return {};
}

Result<void> checkProfiles(const Plan& plan) {
    base::YamlProblems problems(plan.file);
    for (const PlanStep* step : plan.steps())
        step->kind->checkProfiles(plan, {step->line, 1}, problems);
    if (const auto read = problems.result(); !read)
        return Error{ErrorCode::planInvalid, read.error().detail};
    return {};
}

} // namespace strongroom::ceremony
