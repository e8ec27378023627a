// An entry's body as one line for people: its fields by name, long bytes by their length, and what is empty
// as
// "-" or "none". Nothing is left out but the bytes themselves, which the record holds.
#pragma once

#include "core/authority/entries.h"

#include <string>

namespace strongroom::transcript {

std::string detailsOf(const authority::EntryBody& body);

} // namespace strongroom::transcript
