// A sitting: an officer's card stays in its reader, unlocked, as long as nothing but card acts, "go" and
// things that are missing follow in the same section of the plan. One insertion then does all that the
// section asks of the officer. It ends with the section, or when people are asked for anything else; all
// cards are locked then, so that a forgotten one can not be used. Pure: it follows from what is shown.
#pragma once

#include "core/api/step.h"

#include <string>

namespace strongroom::ceremony {

// "2.1" of the steps "2.1.3" and "2.1.3/2"; "-" is a section of its own.
std::string sectionOf(const api::StepId& step);

// The section whose sitting goes on while this is shown, "" where none does.
std::string sittingAt(const api::StepId& step, const api::Step& shown);

} // namespace strongroom::ceremony
