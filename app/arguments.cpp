#include "app/arguments.h"

#include <algorithm>

namespace strongroom::app {

Result<Arguments> readArguments(std::span<const std::string> given, std::span<const std::string> valued,
                                std::span<const std::string> flags) {
    const auto contains = [](std::span<const std::string> list, const std::string& word) {
        return std::find(list.begin(), list.end(), word) != list.end();
    };
    Arguments arguments;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const std::string& word = given[i];
        if (word.size() < 2 || !word.starts_with('-')) {
            arguments.words.push_back(word);
            continue;
        }
        std::string value;
        if (contains(valued, word)) {
            if (i + 1 >= given.size() || given[i + 1].empty())
                return Error{ErrorCode::badArgument, "option " + word + " needs a value"};
            value = given[++i];
        } else if (!contains(flags, word)) {
            return Error{ErrorCode::badArgument, "unknown option " + word};
        }
        if (!arguments.options.emplace(word, std::move(value)).second)
            return Error{ErrorCode::badArgument, "option " + word + " is given twice"};
    }
    return arguments;
}

} // namespace strongroom::app
