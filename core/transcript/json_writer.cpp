#include "core/transcript/json_writer.h"

namespace strongroom::transcript {

namespace {

using base::Value;

Value textsOf(const std::vector<std::string>& texts) {
    return Value::Array(texts.begin(), texts.end());
}

struct BlockWriter {
    Value operator()(const api::Paragraph& paragraph) const {
        return Value().set("kind", "paragraph").set("text", paragraph.text);
    }
    // Pairs, not members: names are for people, any characters and any order.
    Value operator()(const api::Fields& fields) const {
        Value::Array rows;
        for (const auto& [name, value] : fields.rows)
            rows.push_back(Value::Array{name, value});
        return Value().set("kind", "fields").set("rows", std::move(rows));
    }
    Value operator()(const api::Table& table) const {
        Value::Array rows;
        for (const std::vector<std::string>& row : table.rows)
            rows.push_back(textsOf(row));
        return Value().set("header", textsOf(table.header)).set("kind", "table").set("rows", std::move(rows));
    }
    Value operator()(const api::Blank& blank) const {
        return Value().set("kind", "blank").set("label", blank.label);
    }
    Value operator()(const api::ShownDigest& digest) const {
        return Value()
            .set("hex", digest.hex)
            .set("kind", "digest")
            .set("name", digest.name)
            .set("scan", digest.scan);
    }
    Value operator()(const api::Signatures& signatures) const {
        Value::Array rows;
        for (const api::Signer& signer : signatures.rows)
            rows.push_back(Value::Array{signer.role, signer.name});
        return Value().set("kind", "signatures").set("rows", std::move(rows));
    }
};

} // namespace

Value valueOf(const api::Document& document) {
    Value::Array sections;
    for (const api::Section& section : document.sections) {
        Value::Array blocks;
        for (const api::Block& block : section.blocks)
            blocks.push_back(std::visit(BlockWriter{}, block));
        sections.push_back(Value().set("blocks", std::move(blocks)).set("title", section.title));
    }
    return Value()
        .set("format", "strongroom-document/1")
        .set("kind", document.kind)
        .set("language", document.language)
        .set("marks", textsOf(document.marks))
        .set("sections", std::move(sections))
        .set("title", document.title);
}

std::string jsonOf(const api::Document& document) {
    return base::writeCanonical(valueOf(document));
}

} // namespace strongroom::transcript
