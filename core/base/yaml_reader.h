// Typed readers over a YAML document. YamlReader takes the keys of one map, and what is missing, of the wrong
// type or left over becomes a YamlProblem with its place, what is wrong and what to do. A reader that met a
// problem answers a neutral value and goes on, so that one pass finds every problem of a file; the caller
// asks YamlProblems::result() at the end and uses nothing before.
// Cannot do: rules that join several keys (the caller adds those with YamlProblems::add).
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/strict_yaml.h"
#include "core/base/time.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strongroom::base {

struct YamlProblem {
    std::string file;
    YamlPlace place;
    ErrorCode code = ErrorCode::badFormat; // unknownKey, or badFormat for everything else
    std::string sentence;                  // what is wrong and what to do

    std::string line() const; // "<file>:<line>:<column>: <sentence>"
};

// The problems of one file, in the order in which they were found.
class YamlProblems {
public:
    explicit YamlProblems(std::string file) : m_file(std::move(file)) {}

    const std::string& file() const noexcept { return m_file; }
    void add(YamlPlace place, std::string sentence, ErrorCode code = ErrorCode::badFormat);
    bool isEmpty() const noexcept { return m_problems.empty(); }
    std::vector<YamlProblem> inFileOrder() const;
    Result<void> result() const; // the first in file order as an Error; how many more there are

private:
    std::string m_file;
    std::vector<YamlProblem> m_problems;
};

// A time span: months are of the calendar, so one of the two is zero. "60s", "2m", "24h", "2d", "11 months",
// "1 month", "20 years".
struct Duration {
    int months = 0;
    std::int64_t seconds = 0;
    bool operator==(const Duration&) const = default;
    UtcTime after(UtcTime start) const;
};

// How many: "1" is 1..1, "0..4" is 0..4.
struct CountRange {
    std::uint64_t least = 0;
    std::uint64_t most = 0;
    bool operator==(const CountRange&) const = default;
};

// A text for people: one string, or {en: ..., de: ...}.
struct LocalText {
    std::vector<std::pair<std::string, std::string>> texts; // language ("" for one string), text
    bool operator==(const LocalText&) const = default;
    bool isEmpty() const noexcept { return texts.empty(); }
    // In this language, else the one string, else English, else the first; "" when there is none.
    const std::string& in(std::string_view language) const noexcept;
};

// Lower-case letters, digits and hyphens, a letter or digit first, at most 40 characters: "backup-a".
bool isIdentifier(std::string_view text) noexcept;

// The one of `known` that was probably meant, or "".
std::string_view nearestOf(std::string_view written, std::span<const std::string_view> known) noexcept;

// One node as a value of a type. With a problem: added, and "", `least`, zero or an empty list is answered.
std::string asText(const YamlNode& node, YamlProblems& problems); // not empty
std::string asIdentifier(const YamlNode& node, YamlProblems& problems);
std::string asWord(const YamlNode& node, YamlProblems& problems, std::span<const std::string_view> allowed);
// Decimal digits without sign and leading zero.
std::uint64_t asNumber(const YamlNode& node, YamlProblems& problems, std::uint64_t least, std::uint64_t most);
Digest asDigest(const YamlNode& node, YamlProblems& problems);    // "sha256:<64 hex>"
Digest asHexDigest(const YamlNode& node, YamlProblems& problems); // "<64 hex>"
Duration asDuration(const YamlNode& node, YamlProblems& problems);
CountRange asCountRange(const YamlNode& node, YamlProblems& problems, std::uint64_t most);
LocalText asLocalText(const YamlNode& node, YamlProblems& problems);
std::vector<std::string> asTexts(const YamlNode& node, YamlProblems& problems);          // a list
std::vector<std::string> asOneOrMoreTexts(const YamlNode& node, YamlProblems& problems); // "x" is [x]

class YamlReader {
public:
    using Words = std::span<const std::string_view>;

    // `what` names the map in a sentence: "the plan", "a step". A node that is no map is a problem.
    YamlReader(const YamlNode& map, YamlProblems& problems, std::string_view what);
    ~YamlReader(); // finishes
    YamlReader(const YamlReader&) = delete;
    YamlReader& operator=(const YamlReader&) = delete;

    YamlPlace place() const noexcept { return m_map.place; }
    YamlProblems& problems() noexcept { return m_problems; }
    bool has(std::string_view key) noexcept; // does not take it
    // The one key of `keys` that is present (a step's kind); a problem, and "", where none or several are.
    std::string_view oneOf(Words keys);

    // Required keys.
    const YamlNode* node(std::string_view key);              // nullptr with a problem
    const YamlNode* map(std::string_view key);               // nullptr with a problem
    const std::vector<YamlNode>& list(std::string_view key); // empty with a problem
    std::string text(std::string_view key);
    std::string identifier(std::string_view key);
    std::string word(std::string_view key, Words allowed);
    std::string word(std::string_view key, std::initializer_list<std::string_view> allowed);
    std::uint64_t number(std::string_view key, std::uint64_t least, std::uint64_t most);
    Digest digest(std::string_view key);
    Digest hexDigest(std::string_view key);
    Duration duration(std::string_view key);
    CountRange countRange(std::string_view key, std::uint64_t most);
    LocalText localText(std::string_view key);
    std::vector<std::string> texts(std::string_view key);
    std::vector<std::string> oneOrMoreTexts(std::string_view key);

    // Optional keys: absent is not a problem.
    const YamlNode* optionalNode(std::string_view key);
    const YamlNode* optionalMap(std::string_view key);
    const std::vector<YamlNode>& optionalList(std::string_view key);
    std::optional<std::string> optionalText(std::string_view key);
    std::optional<std::string> optionalIdentifier(std::string_view key);
    std::optional<std::string> optionalWord(std::string_view key, Words allowed);
    std::optional<std::string> optionalWord(std::string_view key,
                                            std::initializer_list<std::string_view> allowed);
    std::optional<std::uint64_t> optionalNumber(std::string_view key, std::uint64_t least,
                                                std::uint64_t most);
    std::optional<Digest> optionalDigest(std::string_view key);
    std::optional<Digest> optionalHexDigest(std::string_view key);
    std::optional<Duration> optionalDuration(std::string_view key);
    std::optional<CountRange> optionalCountRange(std::string_view key, std::uint64_t most);
    std::optional<LocalText> optionalLocalText(std::string_view key);
    std::vector<std::string> optionalTexts(std::string_view key);
    std::vector<std::string> optionalOneOrMoreTexts(std::string_view key);
    bool flag(std::string_view key); // true or false; absent is false

    // Says what is missing and what nobody asked for. Calling it again says nothing twice.
    void finish();

private:
    const YamlNode* take(std::string_view key);

    const YamlNode& m_map;
    YamlProblems& m_problems;
    std::string m_what;
    std::vector<std::string> m_asked;   // every key a reader knows, for suggestions
    std::vector<std::string> m_missing; // told in finish(), unless a misspelt key explains them
    std::vector<bool> m_taken;
    bool m_finished = false;
};

} // namespace strongroom::base
