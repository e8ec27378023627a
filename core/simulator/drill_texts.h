// What a drill is called, what will happen, and what the room should learn of it. For the trainer's list.
#pragma once

#include "core/api/desk.h"

namespace strongroom::simulator {

struct DrillTexts {
    Text title, happens, lesson;
};
DrillTexts textsOf(api::Drill drill);

} // namespace strongroom::simulator
