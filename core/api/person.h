// The people of a ceremony, as its plan and the record know them.
#pragma once

#include <string>

namespace strongroom::api {

// Plan role and ordinal: "officer-3".
using PersonId = std::string;

enum class Presence { notArrived, in, out };

struct Person {
    PersonId id;
    std::string role;
    std::string name;        // from attendance or the card; "" while nobody said it
    bool mustAttend = false; // the plan does not do without
    bool needsCard = false;  // by the plan
    bool hasCard = false;    // on the roster, and not lost
    Presence presence = Presence::notArrived;
    bool operator==(const Person&) const = default;
};

} // namespace strongroom::api
