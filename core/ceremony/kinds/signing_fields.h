// What people see and hear of an object before they approve it (DESIGN 7). It is read back from the exact
// bytes on record, never from the plan. Private to kinds/.
#pragma once

#include "core/ceremony/context.h"

namespace strongroom::ceremony {

// Each field of the object, for a CRL what differs from the one before it, then profile, key and lint. The
// digest comes last, and is not among them.
std::vector<api::Field> fieldsOf(const Context& context, const authority::PreparedObject& prepared);

// What is read aloud for a word of SecondLook::readAloud; "" where the object has no such field.
std::string spokenField(const std::string& what, const authority::PreparedObject& prepared);

} // namespace strongroom::ceremony
