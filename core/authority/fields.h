// How an entry struct names its fields, once, for reading and for writing. A struct lists them in
//     template<class Fields> void fields(Fields& f) { f("wall", wall); f("by", by); }
// and FieldWriter or FieldReader visits them. Types: text, number, Digest (hex), Bytes (base64), UtcTime
// (RFC 3339), EntryReference ("seq:hash"), base::Value (any canonical object), structs with fields() of their
// own, and vectors of these.
#pragma once

#include "core/base/bytes.h"
#include "core/base/canonical.h"
#include "core/base/entry_reference.h"
#include "core/base/hex.h"
#include "core/base/result.h"
#include "core/base/time.h"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace strongroom::authority {

using base::EntryReference;

class FieldWriter {
public:
    template<typename T>
    void operator()(std::string_view key, T& field) {
        m_object.set(key, valueOf(field));
    }
    base::Value take() { return std::move(m_object); }

private:
    static base::Value valueOf(const std::string& text) { return text; }
    static base::Value valueOf(std::uint64_t number) { return number; }
    static base::Value valueOf(const Digest& digest) { return digest; }
    static base::Value valueOf(const Bytes& bytes) { return base::toBase64(bytes); }
    static base::Value valueOf(UtcTime time) { return base::toRfc3339(time); }
    static base::Value valueOf(const EntryReference& reference) { return reference.text(); }
    static base::Value valueOf(const base::Value& value) { return value; }
    template<typename T>
    requires(!std::same_as<T, std::uint8_t>) static base::Value valueOf(std::vector<T>& items) {
        base::Value::Array array;
        for (T& item : items)
            array.push_back(valueOf(item));
        return array;
    }
    template<typename T>
    requires requires(T item, FieldWriter writer) { item.fields(writer); }
    static base::Value valueOf(T& item) {
        FieldWriter writer;
        item.fields(writer);
        return writer.take();
    }

    base::Value m_object;
};

class FieldReader {
public:
    explicit FieldReader(const base::Value& object) : m_reader(object) {}

    template<typename T>
    void operator()(std::string_view key, T& field) {
        if (const base::Value* value = m_reader.take(key))
            read(key, *value, field);
    }
    Result<void> finish() const { return m_reader.finish(); }

private:
    void read(std::string_view key, const base::Value& value, std::string& field) {
        expect(key, value.isText());
        field = value.text();
    }
    void read(std::string_view key, const base::Value& value, std::uint64_t& field) {
        expect(key, value.isNumber());
        field = value.number();
    }
    void read(std::string_view key, const base::Value& value, Digest& field) {
        convert(key, base::digestFromHex(value.text()), field);
    }
    void read(std::string_view key, const base::Value& value, UtcTime& field) {
        convert(key, base::fromRfc3339(value.text()), field);
    }
    void read(std::string_view key, const base::Value& value, EntryReference& field) {
        convert(key, EntryReference::fromText(value.text()), field);
    }
    void read(std::string_view key, const base::Value& value, Bytes& field) {
        expect(key, value.isText());
        convert(key, base::fromBase64(value.text()), field);
    }
    void read(std::string_view key, const base::Value& value, base::Value& field) {
        expect(key, value.isObject());
        field = value;
    }
    template<typename T>
    requires(!std::same_as<T, std::uint8_t>) void read(std::string_view key, const base::Value& value,
                                                       std::vector<T>& field) {
        expect(key, value.isArray());
        field.clear();
        for (const base::Value& item : value.items())
            read(key, item, field.emplace_back());
    }
    template<typename T>
    requires requires(T item, FieldReader reader) { item.fields(reader); }
    void read(std::string_view key, const base::Value& value, T& field) {
        FieldReader reader(value);
        field.fields(reader);
        if (const auto end = reader.finish(); !end)
            m_reader.fail(std::string(key) + ": " + end.error().detail);
    }

    template<typename T>
    void convert(std::string_view key, Result<T> converted, T& field) {
        if (converted)
            field = std::move(*converted);
        else
            m_reader.fail("member '" + std::string(key) + "': " + converted.error().detail);
    }
    void expect(std::string_view key, bool holds) {
        if (!holds)
            m_reader.fail("member '" + std::string(key) + "' has the wrong type");
    }

    base::ObjectReader m_reader;
};

} // namespace strongroom::authority
