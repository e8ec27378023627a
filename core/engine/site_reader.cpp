#include "core/engine/site_reader.h"

#include "core/base/yaml_reader.h"
#include "core/base_io/file_layer.h"
#include "core/hsm/token.h"

#include <algorithm>

namespace strongroom::engine {

namespace {

using base::YamlNode;
using base::YamlReader;

constexpr std::uint64_t largestSite = 256 * 1024;

std::string absolutePath(const YamlNode& node, base::YamlProblems& problems) {
    std::string path = base::asText(node, problems);
    if (!path.empty() && path.front() != '/')
        problems.add(node.place, "'" + path + "' must be an absolute path; begin it with /");
    return path;
}

// Names of variables as the shell has them, without '=' (POSIX 8.1).
bool isVariable(const std::string& name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return c == '_' || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
}

hsm::ModuleSpec readModule(YamlReader& reader) {
    hsm::ModuleSpec module;
    if (const YamlNode* path = reader.node("module"))
        module.path = absolutePath(*path, reader.problems());
    module.initialiseArguments = reader.optionalText("arguments").value_or("");
    const YamlNode* environment = reader.optionalMap("environment");
    if (environment == nullptr)
        return module;
    for (const base::YamlMember& variable : environment->members) {
        if (!isVariable(variable.key))
            reader.problems().add(variable.keyPlace,
                                  "'" + variable.key +
                                      "' names no variable; write capital letters, digits and _");
        module.environment.emplace_back(variable.key, base::asText(variable.value, reader.problems()));
    }
    return module;
}

// Each member of an optional map of named things.
template<typename Read>
void readNamed(YamlReader& reader, std::string_view key, Read read) {
    const YamlNode* map = reader.optionalMap(key);
    if (map == nullptr)
        return;
    for (const base::YamlMember& member : map->members) {
        if (!base::isIdentifier(member.key))
            reader.problems().add(member.keyPlace,
                                  "'" + member.key +
                                      "' is no name; write lower-case letters, digits and hyphens");
        read(member.key, member.value);
    }
}

Site readAll(YamlReader& reader) {
    base::YamlProblems& problems = reader.problems();
    Site site;
    (void)reader.word("format", {"strongroom-site/1"});
    site.training = reader.flag("training");
    site.simulatedHsmAccepted = reader.optionalWord("simulated-hsm", {"accepted"}).has_value();
    site.printer = reader.optionalText("printer").value_or("");
    readNamed(reader, "devices", [&](const std::string& name, const YamlNode& node) {
        YamlReader device(node, problems, "a device");
        site.devices[name] = {readModule(device), device.optionalText("slot").value_or("")};
    });
    readNamed(reader, "readers", [&](const std::string& name, const YamlNode& node) {
        YamlReader card(node, problems, "a reader");
        site.readers.push_back({name, readModule(card)});
    });
    readNamed(reader, "media", [&](const std::string& name, const YamlNode& node) {
        site.media[name].path = absolutePath(node, problems);
    });
    return site;
}

} // namespace

Result<Site> readSite(std::string_view text, std::string_view file) {
    SR_ASSIGN(const YamlNode root, base::readYaml(text, file));
    base::YamlProblems problems{std::string(file)};
    Site site;
    {
        YamlReader reader(root, problems, "the site file");
        site = readAll(reader);
    }
    SR_TRY(problems.result());
    return site;
}

Result<Site> readSiteFile(const std::filesystem::path& file) {
    SR_ASSIGN(const Bytes bytes, base_io::readRegularFile(file, largestSite));
    return readSite(base::textOf(bytes), file.string());
}

Result<void> checkBlank(const std::string& device, const SiteDevice& site) {
    const auto module = hsm::Module::load(site.module);
    if (!module)
        return Error{module.error().code, "the HSM '" + device + "': " + module.error().detail};
    SR_ASSIGN(const std::vector<hsm::SlotFacts> slots, (*module)->listSlots());
    bool used = false;
    for (const hsm::SlotFacts& slot : slots) {
        if (!slot.token || slot.description.find(site.slot) == std::string::npos)
            continue;
        if (!slot.token->initialised)
            return {};
        used = true;
    }
    const std::string where =
        site.slot.empty() ? "no slot of its module" : "no slot named '" + site.slot + "'";
    return Error{used ? ErrorCode::tokenNotBlank : ErrorCode::tokenMissing,
                 "the HSM '" + device + "' is left untouched: " + where +
                     " holds a token that is blank; erase it first, or name another slot in the site file"};
}

} // namespace strongroom::engine
