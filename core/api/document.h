// A paper or file for people, without layout: the transcript, the script, sheets. Turned into canonical JSON
// and text in core/transcript, into pages in ui/print.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace strongroom::api {

struct Paragraph {
    std::string text;
};

struct Fields {
    std::vector<std::pair<std::string, std::string>> rows; // name, value
};

struct Table {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
};

struct Blank {
    std::string label; // filled by hand
};

using Block = std::variant<Paragraph, Fields, Table, Blank>;

struct Section {
    std::string title;
    std::vector<Block> blocks;
};

struct Document {
    std::string kind; // transcript, script, ...
    std::string title;
    std::string language;
    std::vector<std::string> marks; // TRAINING, SIMULATED HSM: on every page
    std::vector<Section> sections;
};

} // namespace strongroom::api
