#include "core/base/yaml_reader.h"

#include "core/base/hex.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace strongroom::base {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

// Decimal digits without sign and leading zero: 010 is eight to some readers of YAML and ten to others.
std::optional<std::uint64_t> decimal(std::string_view text) {
    if (text.empty() || !std::all_of(text.begin(), text.end(), isDigit) ||
        (text[0] == '0' && text.size() > 1))
        return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::string quoted(std::string_view text) {
    constexpr std::size_t longest = 60;
    if (text.size() <= longest)
        return "'" + std::string(text) + "'";
    std::size_t cut = longest;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0u) == 0x80u)
        --cut;
    return "'" + std::string(text.substr(0, cut)) + "...'";
}

std::string listed(std::span<const std::string_view> words) {
    std::string list;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0)
            list += i + 1 == words.size() ? " or " : ", ";
        list += words[i];
    }
    return list;
}

std::string didYouMean(std::string_view written, std::span<const std::string_view> known) {
    const std::string_view nearest = nearestOf(written, known);
    return nearest.empty() ? std::string() : "; did you mean " + quoted(nearest) + "?";
}

const char* nameOf(YamlNode::Kind kind) {
    switch (kind) {
    case YamlNode::Kind::scalar: return "one value";
    case YamlNode::Kind::list: return "a list";
    case YamlNode::Kind::map: return "a map";
    }
    return "";
}

// The node, when it is of that kind; else a problem and nullptr.
const YamlNode* ofKind(const YamlNode& node, YamlNode::Kind kind, YamlProblems& problems) {
    if (node.kind == kind)
        return &node;
    const char* how = kind == YamlNode::Kind::list  ? " ([a, b], or lines that start with '- ')"
                      : kind == YamlNode::Kind::map ? " ({key: value}, or lines 'key: value')"
                                                    : "";
    problems.add(node.place, std::string("expected ") + nameOf(kind) + how + ", found " + nameOf(node.kind));
    return nullptr;
}

// The text of a scalar that is not empty; else a problem and nothing.
std::optional<std::string_view> scalarOf(const YamlNode& node, YamlProblems& problems) {
    if (ofKind(node, YamlNode::Kind::scalar, problems) == nullptr)
        return std::nullopt;
    if (node.text.empty()) {
        problems.add(node.place, "an empty text: write something, or leave the key out");
        return std::nullopt;
    }
    return node.text;
}

// Damerau-Levenshtein with adjacent swaps: the slips of a typing hand.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            const std::size_t change = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            cost[i][j] = std::min({change, cost[i - 1][j] + 1, cost[i][j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    return cost[a.size()][b.size()];
}

bool isLanguage(std::string_view text) {
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    return (text.size() == 2 || (text.size() == 5 && text[2] == '_' && upper(text[3]) && upper(text[4]))) &&
           lower(text[0]) && lower(text[1]);
}

} // namespace

std::string YamlProblem::line() const {
    return file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": " + sentence;
}

void YamlProblems::add(YamlPlace place, std::string sentence, ErrorCode code) {
    m_problems.push_back({m_file, place, code, std::move(sentence)});
}

std::vector<YamlProblem> YamlProblems::inFileOrder() const {
    std::vector<YamlProblem> sorted = m_problems;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const YamlProblem& a, const YamlProblem& b) { return a.place < b.place; });
    return sorted;
}

Result<void> YamlProblems::result() const {
    if (m_problems.empty())
        return {};
    const YamlProblem first = inFileOrder().front();
    const std::size_t more = m_problems.size() - 1;
    return Error{first.code, first.line() + (more > 0 ? " (and " + std::to_string(more) + " more)" : "")};
}

UtcTime Duration::after(UtcTime start) const {
    return plusMonths(start, months).plusSeconds(seconds);
}

const std::string& LocalText::in(std::string_view language) const noexcept {
    static const std::string none;
    for (const std::string_view wanted : {language, std::string_view(), std::string_view("en")})
        for (const auto& [name, text] : texts)
            if (name == wanted)
                return text;
    return texts.empty() ? none : texts.front().second;
}

bool isIdentifier(std::string_view text) noexcept {
    const auto letterOrDigit = [](char c) { return (c >= 'a' && c <= 'z') || isDigit(c); };
    return !text.empty() && text.size() <= 40 && letterOrDigit(text[0]) &&
           std::all_of(text.begin(), text.end(), [&](char c) { return letterOrDigit(c) || c == '-'; });
}

std::string_view nearestOf(std::string_view written, std::span<const std::string_view> known) noexcept {
    constexpr std::size_t longest = 40; // longer words are no slips of known ones
    std::string_view best;
    // One slip in a short word, two in a longer one; more is guessing.
    std::size_t least = written.size() > 4 ? 3 : 2;
    if (written.size() > longest)
        return best;
    for (const std::string_view word : known) {
        const std::size_t slips = distance(written, word);
        if (slips < least && slips < word.size()) {
            least = slips;
            best = word;
        }
    }
    return best;
}

std::string asText(const YamlNode& node, YamlProblems& problems) {
    return std::string(scalarOf(node, problems).value_or(""));
}

std::string asIdentifier(const YamlNode& node, YamlProblems& problems) {
    const auto text = scalarOf(node, problems);
    if (!text || isIdentifier(*text))
        return std::string(text.value_or(""));
    problems.add(node.place, quoted(*text) + " is not an identifier: use lower-case letters, digits and "
                                             "hyphens, at most 40, a letter or digit first");
    return {};
}

std::string asWord(const YamlNode& node, YamlProblems& problems, std::span<const std::string_view> allowed) {
    const auto text = scalarOf(node, problems);
    if (!text || std::find(allowed.begin(), allowed.end(), *text) != allowed.end())
        return std::string(text.value_or(""));
    problems.add(node.place,
                 quoted(*text) + " is not one of " + listed(allowed) + didYouMean(*text, allowed));
    return {};
}

std::uint64_t asNumber(const YamlNode& node, YamlProblems& problems, std::uint64_t least,
                       std::uint64_t most) {
    const auto text = scalarOf(node, problems);
    if (!text)
        return least;
    const auto number = decimal(*text);
    if (number && *number >= least && *number <= most)
        return *number;
    problems.add(node.place, quoted(*text) + " is not a whole number from " + std::to_string(least) + " to " +
                                 std::to_string(most) + (number ? "" : ": write digits only, no leading 0"));
    return least;
}

Digest asDigest(const YamlNode& node, YamlProblems& problems) {
    constexpr std::string_view prefix = "sha256:";
    const auto text = scalarOf(node, problems);
    if (!text)
        return {};
    if (text->starts_with(prefix))
        if (const auto digest = digestFromHex(text->substr(prefix.size())))
            return *digest;
    problems.add(node.place, quoted(*text) + " is not a digest: write sha256: and 64 lower-case hex digits");
    return {};
}

Digest asHexDigest(const YamlNode& node, YamlProblems& problems) {
    const auto text = scalarOf(node, problems);
    if (!text)
        return {};
    if (const auto digest = digestFromHex(*text))
        return *digest;
    problems.add(node.place, quoted(*text) + " is not a SHA-256 digest: write 64 lower-case hex digits");
    return {};
}

Duration asDuration(const YamlNode& node, YamlProblems& problems) {
    struct Unit {
        std::string_view name;
        std::int64_t seconds;
        int months;
        std::uint64_t most; // a thousand years, about
    };
    constexpr std::array units{Unit{"s", 1, 0, 1'000'000'000},  Unit{"m", 60, 0, 500'000'000},
                               Unit{"h", 3600, 0, 10'000'000},  Unit{"d", 86400, 0, 400'000},
                               Unit{" day", 86400, 0, 400'000}, Unit{" days", 86400, 0, 400'000},
                               Unit{" month", 0, 1, 12'000},    Unit{" months", 0, 1, 12'000},
                               Unit{" year", 0, 12, 1'000},     Unit{" years", 0, 12, 1'000}};
    const auto text = scalarOf(node, problems);
    if (!text)
        return {};
    const auto digits = std::find_if_not(text->begin(), text->end(), isDigit) - text->begin();
    const auto count = decimal(text->substr(0, static_cast<std::size_t>(digits)));
    const std::string_view unitName = text->substr(static_cast<std::size_t>(digits));
    for (const Unit& unit : units)
        if (count && *count > 0 && *count <= unit.most && unitName == unit.name)
            return {unit.months * static_cast<int>(*count), unit.seconds * static_cast<int>(*count)};
    problems.add(node.place,
                 quoted(*text) + " is not a time span: write 60s, 20m, 24h, 2d, 11 months or 10 years");
    return {};
}

CountRange asCountRange(const YamlNode& node, YamlProblems& problems, std::uint64_t most) {
    const auto text = scalarOf(node, problems);
    if (!text)
        return {};
    const std::size_t dots = text->find("..");
    const auto low = decimal(text->substr(0, dots));
    const auto high = dots == std::string_view::npos ? low : decimal(text->substr(dots + 2));
    if (low && high && *low <= *high && *high <= most)
        return {*low, *high};
    problems.add(node.place, quoted(*text) + " is not a count: write 3, or 0..4 for a range, at most " +
                                 std::to_string(most));
    return {};
}

LocalText asLocalText(const YamlNode& node, YamlProblems& problems) {
    LocalText text;
    if (node.isList()) {
        problems.add(node.place, "expected a text, or {en: ..., de: ...}, found a list");
        return text;
    }
    if (node.isScalar()) {
        if (const auto plain = scalarOf(node, problems))
            text.texts.emplace_back("", *plain);
        return text;
    }
    for (const YamlMember& member : node.members) {
        if (!isLanguage(member.key))
            problems.add(member.keyPlace,
                         quoted(member.key) + " is not a language: write en, de, pt_BR and the like",
                         ErrorCode::unknownKey);
        if (const auto words = scalarOf(member.value, problems))
            text.texts.emplace_back(member.key, *words);
    }
    if (node.members.empty())
        problems.add(node.place, "a text in no language: write {en: ...}");
    return text;
}

std::vector<std::string> asTexts(const YamlNode& node, YamlProblems& problems) {
    std::vector<std::string> texts;
    if (const YamlNode* list = ofKind(node, YamlNode::Kind::list, problems))
        for (const YamlNode& item : list->items)
            if (const auto text = scalarOf(item, problems))
                texts.emplace_back(*text);
    return texts;
}

std::vector<std::string> asOneOrMoreTexts(const YamlNode& node, YamlProblems& problems) {
    if (!node.isScalar())
        return asTexts(node, problems);
    const auto text = scalarOf(node, problems);
    return text ? std::vector<std::string>{std::string(*text)} : std::vector<std::string>{};
}

YamlReader::YamlReader(const YamlNode& map, YamlProblems& problems, std::string_view what)
    : m_map(map), m_problems(problems), m_what(what), m_taken(map.members.size(), false) {
    // A node of another kind is told once: nothing is missing from it, and it has no keys.
    m_finished = ofKind(map, YamlNode::Kind::map, problems) == nullptr;
}

YamlReader::~YamlReader() {
    finish();
}

const YamlNode* YamlReader::take(std::string_view key) {
    has(key);
    for (std::size_t i = 0; i < m_taken.size(); ++i)
        if (m_map.members[i].key == key) {
            m_taken[i] = true;
            return &m_map.members[i].value;
        }
    return nullptr;
}

bool YamlReader::has(std::string_view key) noexcept {
    if (std::find(m_asked.begin(), m_asked.end(), key) == m_asked.end())
        m_asked.emplace_back(key);
    return m_map.find(key) != nullptr;
}

std::string_view YamlReader::oneOf(Words keys) {
    std::string_view found;
    std::string all;
    int count = 0;
    for (const std::string_view key : keys)
        if (has(key)) {
            found = found.empty() ? key : found;
            all += (count++ == 0 ? "" : " and ") + quoted(key);
        }
    if (count == 1)
        return found;
    // Which keys belong together is not known now, so the rest of the map is not judged.
    if (std::exchange(m_finished, true))
        return {};
    if (count > 1) {
        m_problems.add(m_map.place, m_what + " has " + all + ": keep one of them");
        return {};
    }
    for (const YamlMember& member : m_map.members)
        if (const std::string_view nearest = nearestOf(member.key, keys); !nearest.empty()) {
            m_problems.add(member.keyPlace,
                           m_what + " has the unknown key " + quoted(member.key) +
                               didYouMean(member.key, keys),
                           ErrorCode::unknownKey);
            return {};
        }
    std::string has;
    for (const YamlMember& member : m_map.members)
        has += (has.empty() ? " has " : ", ") + quoted(member.key);
    m_problems.add(m_map.place,
                   m_what + has + (has.empty() ? "" : " and") + " needs one of the keys " + listed(keys));
    return {};
}

const YamlNode* YamlReader::node(std::string_view key) {
    const YamlNode* found = take(key);
    if (found == nullptr)
        m_missing.emplace_back(key);
    return found;
}

const YamlNode* YamlReader::optionalNode(std::string_view key) {
    return take(key);
}

const YamlNode* YamlReader::map(std::string_view key) {
    const YamlNode* found = node(key);
    return found ? ofKind(*found, YamlNode::Kind::map, m_problems) : nullptr;
}

const YamlNode* YamlReader::optionalMap(std::string_view key) {
    const YamlNode* found = take(key);
    return found ? ofKind(*found, YamlNode::Kind::map, m_problems) : nullptr;
}

namespace {

const std::vector<YamlNode>& itemsOf(const YamlNode* found, YamlProblems& problems) {
    static const std::vector<YamlNode> none;
    const YamlNode* list = found ? ofKind(*found, YamlNode::Kind::list, problems) : nullptr;
    return list ? list->items : none;
}

} // namespace

const std::vector<YamlNode>& YamlReader::list(std::string_view key) {
    return itemsOf(node(key), m_problems);
}

const std::vector<YamlNode>& YamlReader::optionalList(std::string_view key) {
    return itemsOf(take(key), m_problems);
}

namespace {

// A key that must be there, and one that need not, as a value of a type.
template<typename As, typename... Arguments>
auto required(YamlReader& reader, std::string_view key, As as, Arguments... arguments) {
    const YamlNode* found = reader.node(key);
    using Type = decltype(as(*found, reader.problems(), arguments...));
    return found ? as(*found, reader.problems(), arguments...) : Type{};
}

template<typename As, typename... Arguments>
auto optional(YamlReader& reader, std::string_view key, As as, Arguments... arguments) {
    const YamlNode* found = reader.optionalNode(key);
    return found ? std::optional(as(*found, reader.problems(), arguments...)) : std::nullopt;
}

} // namespace

std::string YamlReader::text(std::string_view key) {
    return required(*this, key, asText);
}

std::string YamlReader::identifier(std::string_view key) {
    return required(*this, key, asIdentifier);
}

std::string YamlReader::word(std::string_view key, Words allowed) {
    return required(*this, key, asWord, allowed);
}

Digest YamlReader::digest(std::string_view key) {
    return required(*this, key, asDigest);
}

Digest YamlReader::hexDigest(std::string_view key) {
    return required(*this, key, asHexDigest);
}

Duration YamlReader::duration(std::string_view key) {
    return required(*this, key, asDuration);
}

CountRange YamlReader::countRange(std::string_view key, std::uint64_t most) {
    return required(*this, key, asCountRange, most);
}

LocalText YamlReader::localText(std::string_view key) {
    return required(*this, key, asLocalText);
}

std::vector<std::string> YamlReader::texts(std::string_view key) {
    return required(*this, key, asTexts);
}

std::vector<std::string> YamlReader::oneOrMoreTexts(std::string_view key) {
    return required(*this, key, asOneOrMoreTexts);
}

std::string YamlReader::word(std::string_view key, std::initializer_list<std::string_view> allowed) {
    return word(key, Words(allowed.begin(), allowed.size()));
}

std::uint64_t YamlReader::number(std::string_view key, std::uint64_t least, std::uint64_t most) {
    const YamlNode* found = node(key);
    return found ? asNumber(*found, m_problems, least, most) : least;
}

std::optional<std::string> YamlReader::optionalText(std::string_view key) {
    return optional(*this, key, asText);
}

std::optional<std::string> YamlReader::optionalIdentifier(std::string_view key) {
    return optional(*this, key, asIdentifier);
}

std::optional<std::string> YamlReader::optionalWord(std::string_view key, Words allowed) {
    return optional(*this, key, asWord, allowed);
}

std::optional<Digest> YamlReader::optionalDigest(std::string_view key) {
    return optional(*this, key, asDigest);
}

std::optional<Digest> YamlReader::optionalHexDigest(std::string_view key) {
    return optional(*this, key, asHexDigest);
}

std::optional<Duration> YamlReader::optionalDuration(std::string_view key) {
    return optional(*this, key, asDuration);
}

std::optional<CountRange> YamlReader::optionalCountRange(std::string_view key, std::uint64_t most) {
    return optional(*this, key, asCountRange, most);
}

std::optional<LocalText> YamlReader::optionalLocalText(std::string_view key) {
    return optional(*this, key, asLocalText);
}

std::vector<std::string> YamlReader::optionalTexts(std::string_view key) {
    return optional(*this, key, asTexts).value_or(std::vector<std::string>{});
}

std::vector<std::string> YamlReader::optionalOneOrMoreTexts(std::string_view key) {
    return optional(*this, key, asOneOrMoreTexts).value_or(std::vector<std::string>{});
}

std::optional<std::string> YamlReader::optionalWord(std::string_view key,
                                                    std::initializer_list<std::string_view> allowed) {
    return optionalWord(key, Words(allowed.begin(), allowed.size()));
}

std::optional<std::uint64_t> YamlReader::optionalNumber(std::string_view key, std::uint64_t least,
                                                        std::uint64_t most) {
    return optional(*this, key, asNumber, least, most);
}

bool YamlReader::flag(std::string_view key) {
    return optionalWord(key, {"true", "false"}) == "true";
}

void YamlReader::finish() {
    if (std::exchange(m_finished, true))
        return;
    std::vector<std::string_view> known; // keys that this map could still have
    for (const std::string& key : m_asked)
        if (m_map.find(key) == nullptr)
            known.push_back(key);
    for (std::size_t i = 0; i < m_taken.size(); ++i) {
        if (m_taken[i])
            continue;
        const YamlMember& member = m_map.members[i];
        const std::string_view nearest = nearestOf(member.key, known);
        std::vector<std::string_view> all(m_asked.begin(), m_asked.end());
        const std::string advice = nearest.empty()
                                       ? (all.empty() ? "; delete it" : "; the keys here are " + listed(all))
                                       : "; did you mean " + quoted(nearest) + "?";
        m_problems.add(member.keyPlace, m_what + " has the unknown key " + quoted(member.key) + advice,
                       ErrorCode::unknownKey);
        std::erase(m_missing, nearest);
    }
    for (const std::string& key : m_missing)
        m_problems.add(m_map.place, m_what + " lacks the key " + quoted(key) + ": add it");
}

} // namespace strongroom::base
