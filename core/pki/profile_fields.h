// The strict reading of one object of a profile (core/pki/profile): every member taken once, the first
// problem kept with its path. Private to core/pki.
#pragma once

#include "core/base/canonical.h"
#include "core/pki/display_text.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace strongroom::pki {

template<typename Enum>
using Names = std::initializer_list<std::pair<Enum, const char*>>;

template<typename Enum>
const char* nameIn(const Names<Enum>& names, Enum value) {
    for (const auto& [known, name] : names)
        if (known == value)
            return name;
    return "";
}

// One object of a profile. Each member is taken once; the first problem, with its path, is kept in `problem`,
// which all objects of one profile share.
class Fields {
public:
    Fields(const base::Value& object, std::string path, Error& problem)
        : m_object(object), m_path(std::move(path)), m_problem(problem) {
        if (!object.isObject())
            fail({}, "expected members (key: value)");
    }
    // What is left over is an unknown key: said when the object has been read.
    ~Fields() {
        for (const auto& [key, value] : m_object.members())
            if (std::find(m_taken.begin(), m_taken.end(), key) == m_taken.end())
                fail(key, "unknown key", ErrorCode::unknownKey);
    }
    Fields(const Fields&) = delete;
    Fields& operator=(const Fields&) = delete;

    const base::Value* optional(std::string_view key) {
        m_taken.emplace_back(key);
        return m_object.find(key);
    }
    const base::Value* required(std::string_view key) {
        const base::Value* value = optional(key);
        if (value == nullptr)
            fail(key, "it is missing");
        return value;
    }
    std::string text(std::string_view key) { return textOr(required(key), key, ""); }
    std::string text(std::string_view key, std::string_view fallback) {
        return textOr(optional(key), key, fallback);
    }
    std::vector<std::string> texts(std::string_view key) {
        std::vector<std::string> result;
        for (const base::Value& item : list(key)) {
            if (!item.isText() || item.text().empty())
                fail(key, "expected a list of words");
            if (std::find(result.begin(), result.end(), item.text()) != result.end())
                fail(key, "'" + displayText(item.text()) + "' is listed twice");
            result.push_back(item.text());
        }
        return result;
    }
    const base::Value::Array& list(std::string_view key) {
        static const base::Value::Array empty;
        const base::Value* value = optional(key);
        if (value && (!value->isArray() || value->items().empty()))
            fail(key, "expected a list of one item or more; leave the key out for none");
        return value ? value->items() : empty;
    }
    template<typename Enum>
    Enum choice(std::string_view key, const std::string& word, const Names<Enum>& names) {
        std::string offered;
        for (const auto& [value, name] : names) {
            if (word == name)
                return value;
            offered += (offered.empty() ? "" : ", ") + std::string(name);
        }
        fail(key, "'" + displayText(word) + "' is none of " + offered);
        return names.begin()->first;
    }
    std::string path(std::string_view key) const {
        return m_path.empty() ? std::string(key) : key.empty() ? m_path : m_path + "/" + std::string(key);
    }
    void fail(std::string_view key, const std::string& what, ErrorCode code = ErrorCode::badFormat) {
        if (m_problem.detail.empty())
            m_problem = {code, path(key) + (path(key).empty() ? "" : ": ") + what};
    }
    Error& problem() { return m_problem; }

private:
    std::string textOr(const base::Value* value, std::string_view key, std::string_view fallback) {
        if (value == nullptr)
            return std::string(fallback);
        if (!value->isText() || !isPlainText(value->text()))
            fail(key, "expected one line of plain text");
        return value->text();
    }

    const base::Value& m_object;
    std::string m_path;
    Error& m_problem;
    std::vector<std::string> m_taken;
};

} // namespace strongroom::pki
