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

// A SHA-256 that people compare: in hexadecimal, in words, and on paper as a QR code of `scan`.
struct ShownDigest {
    std::string name;
    std::string hex;
    std::string scan; // empty: no code
};

// Whoever signs with a pen, each in a block of one's own: agrees, or does not and says why (RULES C6).
struct Signer {
    std::string role;
    std::string name; // empty: written by hand
};
struct Signatures {
    std::vector<Signer> rows;
};

using Block = std::variant<Paragraph, Fields, Table, Blank, ShownDigest, Signatures>;

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
