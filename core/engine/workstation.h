// Facts of this machine for workstation_checked (RULES C16, C23): read from /proc and /sys, never changed.
#pragma once

#include "core/authority/entries.h"

namespace strongroom::engine {

Result<authority::WorkstationChecked> examineWorkstation();

} // namespace strongroom::engine
