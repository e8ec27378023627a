// Text: a sentence for people, kept as its English source and its arguments, so that the window can translate
// it while the command line and the record print the source. Placeholders are %1 to %9.
// Sources are marked SR_TEXT("..."), which translation tools find (an alias of QT_TRANSLATE_NOOP).
#pragma once

#include <string>
#include <vector>

#define SR_TEXT(source) source

namespace strongroom::base {

struct Text {
    std::string source;
    std::vector<std::string> arguments;

    bool operator==(const Text&) const = default;
    // The source with its placeholders filled.
    std::string english() const;
};

} // namespace strongroom::base

namespace strongroom {
using base::Text;
}
