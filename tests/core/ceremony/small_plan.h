// The text of a plan of one section, for tests of single steps; and how a text is made wrong.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace strongroom::ceremony::test {

// Each member as it stands in YAML.
struct SmallPlan {
    std::string id = "found-root";
    std::string uses = "{policy: none}";
    std::string hsm = "primary";
    std::vector<std::string> roles = {};
    std::vector<std::string> materials = {};
    std::string session = {}; // of the section, none when empty
    std::vector<std::string> steps = {};

    std::string text() const {
        std::string text = "format: strongroom-plan/1\nid: " + id + "\ntitle: A small plan\nversion: \"1\"\n";
        text += "uses: " + uses + "\nhsms: [" + hsm + "]\nroles:\n";
        for (const std::string& role : roles)
            text += "  " + role + "\n";
        text += materials.empty() ? "" : "materials:\n";
        for (const std::string& material : materials)
            text += "  - " + material + "\n";
        text += "acts:\n- act: One\n  sections:\n  - section: First\n";
        text += session.empty() ? "" : "    session: " + session + "\n";
        text += "    steps:\n";
        for (const std::string& step : steps)
            text += "    - " + step + "\n";
        return text;
    }
};

// The first occurrence; a test that replaces nothing tests nothing.
inline std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const std::size_t at = text.find(what);
    if (at == std::string::npos)
        throw std::runtime_error("'" + what + "' is not in the text");
    return text.replace(at, what.size(), with);
}

} // namespace strongroom::ceremony::test
