#include "core/custody/officer.h"

#include <charconv>

namespace strongroom::custody {

std::string PersonId::text() const {
    return std::string(nameOf(role)) + "-" + std::to_string(ordinal);
}

Result<PersonId> PersonId::fromText(std::string_view text) {
    const Error bad{ErrorCode::badFormat,
                    "a person is named '<role>-<number>', not '" + std::string(text) + "'"};
    const std::size_t hyphen = text.rfind('-'); // "safe-controller-2" has two
    if (hyphen == std::string_view::npos)
        return bad;
    const auto role = roleFromName(text.substr(0, hyphen));
    PersonId person;
    const auto [end, error] =
        std::from_chars(text.data() + hyphen + 1, text.data() + text.size(), person.ordinal);
    if (!role || error != std::errc() || end != text.data() + text.size() || person.ordinal < 1)
        return bad;
    person.role = *role;
    return person.text() == text ? Result<PersonId>(person) : bad;
}

} // namespace strongroom::custody
