#include "core/base/strict_yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <optional>
#include <sstream>
#include <unordered_set>

namespace strongroom::base {

namespace {

constexpr std::size_t maxBytes = std::size_t{1} << 20;
constexpr std::size_t maxDepth = 16;

constexpr const char* aliasSentence = "an alias ('*'): write the value again in full";

// Thrown through yaml-cpp by the handler below and caught in readYaml; never leaves this file.
struct Refusal {
    YamlPlace place;
    std::string sentence;
    ErrorCode code;
};

// Characters that show nothing or show something else than they are: controls, and those that reorder the
// text around them (Unicode 3.11, UAX 9), which would let a reviewed line read differently from what it says.
bool isHidden(char32_t character) {
    return (character < 0x20 && character != '\n') || (character >= 0x7F && character <= 0x9F) ||
           character == 0x2028 || character == 0x2029 || (character >= 0x202A && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069) || character == 0xFEFF || character == 0xFFFE ||
           character == 0xFFFF;
}

// The character at `at` of valid UTF-8, and its length.
std::pair<char32_t, std::size_t> characterAt(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const auto tail = [&](std::size_t i) { return static_cast<char32_t>(byte(i) & 0x3Fu); };
    const unsigned first = byte(0);
    if (first < 0x80)
        return {static_cast<char32_t>(first), 1};
    if (first < 0xE0)
        return {static_cast<char32_t>(first & 0x1Fu) << 6 | tail(1), 2};
    if (first < 0xF0)
        return {static_cast<char32_t>(first & 0x0Fu) << 12 | tail(1) << 6 | tail(2), 3};
    return {static_cast<char32_t>(first & 0x07u) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4};
}

std::string nameOfCharacter(char32_t character) {
    switch (character) {
    case '\t': return "a tab (use spaces)";
    case '\r': return "a carriage return (end lines with a line feed only)";
    case 0xFEFF: return "a byte order mark (save the file as UTF-8 without it)";
    default: break;
    }
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string name = "the hidden character U+";
    for (int shift = 12; shift >= 0; shift -= 4)
        name.push_back(digits[(character >> shift) & 0xFu]);
    return name + " (delete it)";
}

// The place of a byte offset. yaml-cpp counts columns in bytes; people count characters.
YamlPlace placeOf(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const std::size_t lineStart = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    const auto isCharacterStart = [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; };
    const auto newlines = std::count(before.begin(), before.end(), '\n');
    const auto characters = std::count_if(before.begin() + static_cast<std::ptrdiff_t>(lineStart),
                                          before.end(), isCharacterStart);
    return {static_cast<int>(newlines) + 1, static_cast<int>(characters) + 1};
}

// What must hold for every byte before YAML is looked at: yaml-cpp accepts bad UTF-8 and guesses UTF-16.
std::optional<Refusal> refusalOfText(std::string_view text) {
    if (text.size() > maxBytes)
        return Refusal{{}, "the file is larger than 1 MiB", ErrorCode::tooLarge};
    if (!isValidUtf8(text)) {
        // The text as a whole is invalid, so this stops at a byte that begins no character.
        std::size_t from = 0;
        for (std::size_t length = 1; length <= 4;) {
            const bool isCharacter = isValidUtf8(text.substr(from, length));
            from += isCharacter ? length : 0;
            length = isCharacter ? 1 : length + 1;
        }
        return Refusal{placeOf(text, from), "a byte that is not UTF-8 (save the file as UTF-8)",
                       ErrorCode::badFormat};
    }
    for (std::size_t at = 0; at < text.size();) {
        const auto [character, length] = characterAt(text, at);
        if (isHidden(character))
            return Refusal{placeOf(text, at), nameOfCharacter(character), ErrorCode::badFormat};
        // A directive (YAML 1.2 6.8) changes how the rest is read.
        if (character == '%' && (at == 0 || text[at - 1] == '\n'))
            return Refusal{placeOf(text, at), "a line that starts with '%': directives are not used here",
                           ErrorCode::unsupported};
        at += length;
    }
    return std::nullopt;
}

class TreeBuilder final : public YAML::EventHandler {
public:
    explicit TreeBuilder(std::string_view source) : m_source(source) {}

    bool hasDocument() const noexcept { return m_documents > 0; }
    YamlNode takeRoot() { return std::move(m_root); }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++m_documents > 1)
            refuse(mark,
                   "more after the end of the document: a file holds one document ('---' only in the first "
                   "line), and what belongs together has the same indentation",
                   ErrorCode::unsupported);
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuseProperties(mark, anchor);
        if (m_open.empty())
            refuse(mark, "the file holds nothing");
        // An empty key reaches us as null too.
        if (m_open.back().node.isMap() && !m_open.back().hasKey)
            refuse(mark, "an empty key");
        refuse(mark,
               "an empty value (nothing, '~' or null): leave the key out, write a quoted word, or close "
               "the bracket that is open");
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        refuse(mark, aliasSentence, ErrorCode::unsupported);
    }
    void OnAnchor(const YAML::Mark& mark, const std::string&) override {
        refuse(mark, "an anchor ('&'): write each value in full where it is used", ErrorCode::unsupported);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuseProperties(mark, anchor, tag);
        // Escapes in a quoted scalar can make what the bytes of the file may not hold.
        if (!isValidUtf8(value))
            refuse(mark, "an escape that is not a Unicode character");
        for (std::size_t at = 0; at < value.size();) {
            const auto [character, length] = characterAt(value, at);
            if (isHidden(character))
                refuse(mark, "an escape that makes " + nameOfCharacter(character));
            at += length;
        }
        if (!m_open.empty() && m_open.back().node.isMap() && !m_open.back().hasKey)
            openKey(mark, value);
        else
            add(YamlNode{YamlNode::Kind::scalar, placeAt(mark), value, {}, {}});
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, YamlNode::Kind::list);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, YamlNode::Kind::map);
    }
    void OnMapEnd() override { close(); }

private:
    // A map or list whose end has not come yet. Its value joins its parent when it does: pointers into the
    // growing tree would not stay valid.
    struct Open {
        YamlNode node;
        std::string key; // of a map: the key whose value comes next
        YamlPlace keyPlace;
        bool hasKey = false;
        std::unordered_set<std::string> keys; // so that a map of very many keys is read in linear time
    };

    [[noreturn]] void refuse(const YAML::Mark& mark, std::string sentence,
                             ErrorCode code = ErrorCode::badFormat) {
        throw Refusal{placeAt(mark), std::move(sentence), code};
    }

    // Marks come in rising order, except that a map or list may be told after its first key was scanned.
    YamlPlace placeAt(const YAML::Mark& mark) {
        const std::size_t offset = offsetOf(mark);
        if (offset < m_counted) {
            m_counted = 0;
            m_countedPlace = {};
        }
        for (; m_counted < offset; ++m_counted) {
            if (m_source[m_counted] == '\n')
                m_countedPlace = {m_countedPlace.line + 1, 1};
            else if (m_counted + 1 >= m_source.size() ||
                     (static_cast<unsigned char>(m_source[m_counted + 1]) & 0xC0u) != 0x80u)
                ++m_countedPlace.column;
        }
        return m_countedPlace;
    }
    std::size_t offsetOf(const YAML::Mark& mark) const {
        return std::min(mark.pos < 0 ? m_source.size() : static_cast<std::size_t>(mark.pos), m_source.size());
    }

    // yaml-cpp says "!" for a quoted scalar and for a bare tag alike: the source tells them apart.
    void refuseProperties(const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& tag = {}) {
        const char first = offsetOf(mark) < m_source.size() ? m_source[offsetOf(mark)] : '\0';
        if (first == '!' || (!tag.empty() && tag != "?" && tag != "!"))
            refuse(mark, "a tag ('!'): every value is text here, leave the tag out", ErrorCode::unsupported);
        if (first == '&' || anchor != 0)
            refuse(mark, "an anchor ('&'): write each value in full where it is used",
                   ErrorCode::unsupported);
    }

    void openKey(const YAML::Mark& mark, const std::string& key) {
        if (key == "<<")
            refuse(mark, "a merge key ('<<'): write the keys in full", ErrorCode::unsupported);
        if (key.empty())
            refuse(mark, "an empty key");
        if (std::any_of(key.begin(), key.end(), [](char c) { return c < 0x20 || c > 0x7E; }))
            refuse(mark, "a key with characters other than printable ASCII");
        Open& map = m_open.back();
        if (!map.keys.insert(key).second) {
            const auto first = std::find_if(map.node.members.begin(), map.node.members.end(),
                                            [&](const YamlMember& member) { return member.key == key; });
            refuse(mark, "the key '" + key + "' again (first in line " +
                             std::to_string(first->keyPlace.line) + "): keep one");
        }
        map.key = key;
        map.keyPlace = placeAt(mark);
        map.hasKey = true;
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
        refuseProperties(mark, anchor, tag);
        if (!m_open.empty() && m_open.back().node.isMap() && !m_open.back().hasKey)
            refuse(mark, "a key that is a list or a map: a key is one word");
        if (m_open.size() >= maxDepth)
            refuse(mark, "nested deeper than " + std::to_string(maxDepth) + " levels");
        m_open.push_back({YamlNode{kind, placeAt(mark), {}, {}, {}}, {}, {}, false, {}});
    }

    void close() {
        YamlNode done = std::move(m_open.back().node);
        m_open.pop_back();
        add(std::move(done));
    }

    void add(YamlNode node) {
        if (m_open.empty()) {
            m_root = std::move(node);
            return;
        }
        Open& parent = m_open.back();
        if (parent.node.isList()) {
            parent.node.items.push_back(std::move(node));
            return;
        }
        parent.node.members.push_back({std::move(parent.key), parent.keyPlace, std::move(node)});
        parent.hasKey = false;
    }

    std::string_view m_source;
    std::size_t m_counted = 0;
    YamlPlace m_countedPlace;
    int m_documents = 0;
    std::vector<Open> m_open;
    YamlNode m_root;
};

Error errorOf(const Refusal& refusal, std::string_view file) {
    return Error{refusal.code, std::string(file) + ":" + std::to_string(refusal.place.line) + ":" +
                                   std::to_string(refusal.place.column) + ": " + refusal.sentence};
}

} // namespace

const YamlNode* YamlNode::find(std::string_view key) const noexcept {
    for (const YamlMember& member : members)
        if (member.key == key)
            return &member.value;
    return nullptr;
}

Result<YamlNode> readYaml(std::string_view text, std::string_view file) {
    if (const auto refusal = refusalOfText(text))
        return errorOf(*refusal, file);
    // yaml-cpp and the handler throw; nothing leaves this function.
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        TreeBuilder builder(text);
        while (parser.HandleNextDocument(builder)) {
        }
        if (!builder.hasDocument())
            return errorOf({{}, "the file holds nothing", ErrorCode::badFormat}, file);
        return builder.takeRoot();
    } catch (const Refusal& refusal) {
        return errorOf(refusal, file);
    } catch (const YAML::Exception& exception) {
        // Anchors are refused where they stand, so an alias never finds one and ends here, not in OnAlias.
        const bool isAlias = exception.msg == YAML::ErrorMsg::UNKNOWN_ANCHOR;
        const YamlPlace place = exception.mark.is_null()
                                    ? YamlPlace{}
                                    : placeOf(text, static_cast<std::size_t>(exception.mark.pos));
        if (isAlias)
            return errorOf({place, aliasSentence, ErrorCode::unsupported}, file);
        return errorOf({place, "not YAML: " + exception.msg, ErrorCode::badFormat}, file);
    } catch (const std::exception& exception) {
        return errorOf({{}, std::string("not YAML: ") + exception.what(), ErrorCode::badFormat}, file);
    }
}

Value toValue(const YamlNode& node) {
    switch (node.kind) {
    case YamlNode::Kind::scalar: return Value(node.text);
    case YamlNode::Kind::list: {
        Value::Array items;
        for (const YamlNode& item : node.items)
            items.push_back(toValue(item));
        return Value(std::move(items));
    }
    case YamlNode::Kind::map: break;
    }
    Value object;
    for (const YamlMember& member : node.members)
        object.set(member.key, toValue(member.value));
    return object;
}

} // namespace strongroom::base
