// Lists of extensions as canonical values. Private to core/pki.
#pragma once

#include "core/base/canonical.h"
#include "core/pki/extension.h"

namespace strongroom::pki {

base::Value::Array extensionsValue(const std::vector<Extension>& extensions);
Result<std::vector<Extension>> extensionsFromValue(const base::Value::Array& items);

} // namespace strongroom::pki
