// Documents for the tests of paper.
#pragma once

#include "core/api/document.h"
#include "core/base/bytes.h"

#include <random>
#include <string>

namespace strongroom::test {

inline const std::string arabicName =
    "\xD8\xA3\xD8\xAD\xD9\x85\xD8\xAF \xD8\xA7\xD9\x84\xD8\xB9\xD9\x84\xD9\x8A";
inline const std::string chineseName = "\xE7\x8E\x8B\xE5\xB0\x8F\xE6\x98\x8E";

inline Digest someContent() {
    Digest digest;
    for (std::size_t i = 0; i < digest.bytes.size(); ++i)
        digest.bytes[i] = static_cast<std::uint8_t>(7 * i + 3);
    return digest;
}

inline api::Document emptyDocument(const std::string& language = "en") {
    return {"transcript", "Transcript: Founding of R1", language, {"TRAINING", "SIMULATED HSM"}, {}};
}

// Words of 1 to 12 letters, some on new lines.
inline std::string someText(std::mt19937& random, std::size_t words) {
    std::string text;
    for (std::size_t i = 0; i < words; ++i)
        text += (i == 0               ? ""
                 : random() % 12 == 0 ? "\n"
                                      : " ") +
                std::string(1 + random() % 12, static_cast<char>('a' + random() % 26));
    return text;
}

// A table of rows of any height, with digests in some of them.
inline api::Table someTable(std::mt19937& random, std::size_t rows, std::size_t mostWords) {
    api::Table table{{"Entry", "What happened", "Digest"}, {}};
    for (std::size_t i = 0; i < rows; ++i)
        table.rows.push_back({std::to_string(i), someText(random, 1 + random() % mostWords),
                              random() % 3 == 0 ? someContent().hex() : someText(random, 1)});
    return table;
}

} // namespace strongroom::test
