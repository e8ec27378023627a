// Every step kind there is: the keyword by which a plan names it, and the function that reads its keys.
#pragma once

#include "core/ceremony/planned_step.h"

#include <span>
#include <string_view>

namespace strongroom::ceremony {

struct CatalogueRow {
    std::string_view keyword;
    StepReader read;
};
std::span<const CatalogueRow> catalogue() noexcept;

} // namespace strongroom::ceremony
