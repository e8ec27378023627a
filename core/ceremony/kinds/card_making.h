// A card that is to be enrolled gets its PINs and its keys: for `enrol` and `replace`. Private to kinds/.
#pragma once

#include "core/ceremony/context.h"

namespace strongroom::ceremony {

struct NewCard {
    std::string person, role;
    std::string card; // how it is marked
    bool signOnly = false;
};

// What comes next until the card is in a reader, has its keys, and its person is there to enrol it; nothing
// then. Only the entries of this step count.
std::optional<Next> makeCard(const Context& context, const NewCard& wanted);

} // namespace strongroom::ceremony
