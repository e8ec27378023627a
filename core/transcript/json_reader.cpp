#include "core/transcript/json_reader.h"

#include "core/base/canonical.h"

namespace strongroom::transcript {

namespace {

using base::ObjectReader;
using base::Value;

Error badBlock(const std::string& detail) {
    return {ErrorCode::badFormat, "document: " + detail};
}

Result<std::vector<std::string>> textsOf(const Value& value) {
    std::vector<std::string> texts;
    for (const Value& item : value.items()) {
        if (!item.isText())
            return badBlock("a cell is not a text");
        texts.push_back(item.text());
    }
    if (!value.isArray())
        return badBlock("a row is not a list");
    return texts;
}

Result<std::vector<std::vector<std::string>>> rowsOf(const Value::Array& values) {
    std::vector<std::vector<std::string>> rows;
    for (const Value& value : values) {
        SR_ASSIGN(std::vector<std::string> row, textsOf(value));
        rows.push_back(std::move(row));
    }
    return rows;
}

Result<std::vector<std::pair<std::string, std::string>>> pairsOf(const Value::Array& values) {
    SR_ASSIGN(std::vector<std::vector<std::string>> rows, rowsOf(values));
    std::vector<std::pair<std::string, std::string>> pairs;
    for (std::vector<std::string>& row : rows) {
        if (row.size() != 2)
            return badBlock("a row of fields or signatures has not two texts");
        pairs.emplace_back(std::move(row[0]), std::move(row[1]));
    }
    return pairs;
}

Result<api::Block> blockOf(const Value& value) {
    ObjectReader reader(value);
    const std::string kind = reader.text("kind");
    api::Block block;
    if (kind == "paragraph") {
        block = api::Paragraph{reader.text("text")};
    } else if (kind == "fields") {
        SR_ASSIGN(auto rows, pairsOf(reader.array("rows")));
        block = api::Fields{std::move(rows)};
    } else if (kind == "table") {
        std::vector<std::string> header = reader.texts("header");
        SR_ASSIGN(auto rows, rowsOf(reader.array("rows")));
        block = api::Table{std::move(header), std::move(rows)};
    } else if (kind == "blank") {
        block = api::Blank{reader.text("label")};
    } else if (kind == "digest") {
        block = api::ShownDigest{reader.text("name"), reader.digest("hex").hex(), reader.text("scan")};
    } else if (kind == "signatures") {
        SR_ASSIGN(auto rows, pairsOf(reader.array("rows")));
        api::Signatures signatures;
        for (auto& [role, name] : rows)
            signatures.rows.push_back({std::move(role), std::move(name)});
        block = std::move(signatures);
    } else {
        return badBlock("unknown kind of block '" + kind + "'");
    }
    SR_TRY(reader.finish());
    return block;
}

Result<api::Section> sectionOf(const Value& value) {
    ObjectReader reader(value);
    api::Section section{reader.text("title"), {}};
    for (const Value& item : reader.array("blocks")) {
        SR_ASSIGN(api::Block block, blockOf(item));
        section.blocks.push_back(std::move(block));
    }
    SR_TRY(reader.finish());
    return section;
}

} // namespace

Result<api::Document> documentOf(std::string_view json) {
    SR_ASSIGN(const Value value, base::readCanonical(json));
    ObjectReader reader(value);
    if (const std::string format = reader.text("format"); format != "strongroom-document/1")
        return badBlock("its format is not strongroom-document/1");
    api::Document document{
        reader.text("kind"), reader.text("title"), reader.text("language"), reader.texts("marks"), {}};
    for (const Value& item : reader.array("sections")) {
        SR_ASSIGN(api::Section section, sectionOf(item));
        document.sections.push_back(std::move(section));
    }
    SR_TRY(reader.finish());
    return document;
}

} // namespace strongroom::transcript
