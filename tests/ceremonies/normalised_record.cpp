#include "normalised_record.h"

#include "core/audit/chain.h"
#include "core/base/canonical.h"
#include "core/base/hex.h"
#include "core/ossl/digest.h"

#include <algorithm>
#include <map>
#include <regex>

namespace strongroom::test {

namespace {

using base::Value;

class Normaliser {
public:
    std::string line(const audit::Entry& entry) {
        m_type = entry.type;
        std::string text = std::to_string(entry.seq) + " " + entry.step + " " + entry.type + " " +
                           base::writeCanonical(normalised("", entry.body)) + "\n";
        // Its hash is known to later entries only.
        m_names[entry.hash.hex()] = "<entry:" + std::to_string(entry.seq) + ">";
        return text;
    }

private:
    static bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
        return std::find(words.begin(), words.end(), word) != words.end();
    }

    std::string nameOf(const std::string& value, const char* kind) {
        const auto known = m_names.find(value);
        if (known != m_names.end())
            return known->second;
        return m_names[value] = std::string("<") + kind + ":" + std::to_string(++m_counts[kind]) + ">";
    }

    Value normalised(const std::string& key, const Value& value) {
        if (m_type == "workstation_checked" && !key.empty())
            return "<machine>";
        switch (value.kind()) {
        case Value::Kind::number: return key == "identifier" ? Value("<identifier>") : value;
        case Value::Kind::text: return normalisedText(key, value.text());
        case Value::Kind::array: {
            Value::Array items;
            for (const Value& item : value.items())
                items.push_back(normalised(key, item));
            // A token lists its objects as it likes.
            if (isOneOf(key, {"inventory", "objects"}))
                std::sort(items.begin(), items.end(),
                          [](const Value& one, const Value& other) { return one.text() < other.text(); });
            return items;
        }
        case Value::Kind::object: break;
        }
        Value object;
        for (const auto& [name, member] : value.members())
            object.set(name, normalised(name, member));
        return object;
    }

    Value normalisedText(const std::string& key, const std::string& text) {
        if (isOneOf(key, {"signature", "nonce", "check_value", "kcv"}))
            return text.empty() || text == "-" ? text : "<" + key + ">";
        if (isOneOf(key, {"spki", "sign_spki", "decrypt_spki"}))
            return text.empty() ? text : nameOfBytes(text, "spki");
        if (isOneOf(key, {"bytes", "blob", "request"}) && text.find(':') == std::string::npos)
            return text.empty() ? text : nameOfBytes(text, "bytes");
        if (key == "manifest" && m_type == "manifest_prepared") {
            const auto bytes = base::fromBase64(text);
            const auto manifest = bytes ? base::readCanonical(base::textOf(*bytes))
                                        : Result<Value>(Error{ErrorCode::badFormat, "no base64"});
            m_names[bytes ? ossl::sha256(*bytes).hex() : ""] = "<manifest>";
            return manifest ? normalised(key, *manifest) : Value("<no manifest>");
        }
        if (isOneOf(key, {"serial", "token"}) && text.size() == 16)
            return nameOf(text, "token");
        return inside(key, text);
    }

    // The bytes and their digest have one name.
    std::string nameOfBytes(const std::string& text, const char* kind) {
        const auto bytes = base::fromBase64(text);
        return bytes ? nameOf(ossl::sha256(*bytes).hex(), kind) : "<no base64>";
    }

    // What stands inside a longer text: times, then hex, longest first, and the signature lines of notes.
    std::string inside(const std::string& key, const std::string& text) {
        static const std::regex time("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z"),
            signature("(/record|/card/[0-9a-f]{16}) [A-Za-z0-9+/]+=*"), hex("[0-9a-f]{16,}");
        std::string rest = std::regex_replace(text, time, "<time>");
        rest = std::regex_replace(rest, signature, "$1 <signature>");
        // The length of what is signed depends on the serial's first bits.
        if (key == "subject")
            rest = std::regex_replace(rest, std::regex("^(tbs-[a-z]+):[0-9]+:"), "$1:<length>:");
        std::string result;
        for (std::smatch match; std::regex_search(rest, match, hex); rest = match.suffix().str())
            result += match.prefix().str() + nameOf(match.str(), match.length() == 64 ? "digest" : "hex");
        return result + rest;
    }

    std::string m_type;
    std::map<std::string, std::string> m_names{{std::string(64, '0'), "<zeros>"}};
    std::map<std::string, int> m_counts;
};

} // namespace

Result<std::string> normalisedRecord(const std::filesystem::path& record, std::uint64_t from) {
    SR_ASSIGN(audit::ChainReader reader, audit::ChainReader::open(record));
    Normaliser normaliser;
    std::string text;
    while (true) {
        SR_ASSIGN(const audit::Entry* entry, reader.next());
        if (entry == nullptr)
            return text;
        const std::string line = normaliser.line(*entry);
        if (entry->seq >= from)
            text += line;
    }
}

} // namespace strongroom::test
