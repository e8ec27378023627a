// Private to this folder. A ModuleSpec in the requests to strongroom-helper.
#pragma once

#include "core/base/canonical.h"
#include "core/hsm/module.h"

namespace strongroom::hsm {

base::Value valueOf(const ModuleSpec& module);
Result<ModuleSpec> moduleSpecFrom(const base::Value& value);

} // namespace strongroom::hsm
