// YAML as Strongroom reads it: a strict subset, so that what a person reviews on paper is what the program
// reads. Maps, lists and scalars in one document; every scalar stays the string that was written, quoted or
// not. Invariant of a document that was read: valid UTF-8 without control or text-direction characters, keys
// of printable ASCII and never twice in one map, members in the order of the file, at most 16 levels.
// Refused with file, line and column: anchors, aliases, tags, merge keys, directives, a second document,
// empty values, tabs and carriage returns, a byte order mark, more than 1 MiB.
// Cannot do: tell a quoted scalar from a plain one; say which types a key wants (core/base/yaml_reader.h).
#pragma once

#include "core/base/canonical.h"
#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace strongroom::base {

// Where something stands in its file; both count from 1, columns in characters.
struct YamlPlace {
    int line = 1;
    int column = 1;
    auto operator<=>(const YamlPlace&) const = default;
};

struct YamlMember;

struct YamlNode {
    enum class Kind { scalar, list, map };

    Kind kind = Kind::map;
    YamlPlace place;
    std::string text;                // of a scalar
    std::vector<YamlNode> items;     // of a list
    std::vector<YamlMember> members; // of a map, in the order of the file

    bool isScalar() const noexcept { return kind == Kind::scalar; }
    bool isList() const noexcept { return kind == Kind::list; }
    bool isMap() const noexcept { return kind == Kind::map; }
    // The value with this key, or nullptr.
    const YamlNode* find(std::string_view key) const noexcept;
};

struct YamlMember {
    std::string key;
    YamlPlace keyPlace;
    YamlNode value;
};

// `file` is the name that people read in an error: "<file>:<line>:<column>: <what is wrong and what to do>".
// badFormat for what is not YAML or not text, unsupported for YAML that is refused on purpose, tooLarge.
Result<YamlNode> readYaml(std::string_view text, std::string_view file);

// The same as a canonical value: every scalar a string, the keys of each map in rising order.
Value toValue(const YamlNode& node);

} // namespace strongroom::base
