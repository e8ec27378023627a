#include "core/engine/perform.h"

namespace strongroom::engine {

Result<void> perform(Workbench& bench, const ceremony::Act& act) {
    return std::visit([&](const auto& one) { return performAct(bench, one); }, act);
}

} // namespace strongroom::engine
