// Private to this folder and its tests
// A table and a block of fields as strips: one for the header, one for each row.
#pragma once

#include "core/api/document.h"
#include "ui/print/strip.h"

namespace strongroom::ui {

std::vector<Strip> stripsOf(const api::Table& table, Place place, qreal width);
std::vector<Strip> stripsOf(const api::Fields& fields, Place place, qreal width);

// How wide columns become that would like to be `natural` and should not be less than `least`: who wants
// little gets it, the others share what is left. The sum is `width`.
struct Wish {
    qreal natural = 0;
    qreal least = 0;
};
std::vector<qreal> shared(const std::vector<Wish>& wishes, qreal width);

} // namespace strongroom::ui
