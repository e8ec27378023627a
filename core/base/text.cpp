#include "core/base/text.h"

namespace strongroom::base {

std::string Text::english() const {
    std::string filled;
    for (std::size_t i = 0; i < source.size(); ++i) {
        const bool placeholder =
            source[i] == '%' && i + 1 < source.size() && source[i + 1] >= '1' && source[i + 1] <= '9';
        if (!placeholder) {
            filled.push_back(source[i]);
            continue;
        }
        const auto index = static_cast<std::size_t>(source[++i] - '1');
        if (index < arguments.size())
            filled += arguments[index];
    }
    return filled;
}

} // namespace strongroom::base
