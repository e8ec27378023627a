// Names and values in two columns: what is compared, or approved. Values are shown as they are, and can be
// marked and copied by nobody. Main thread.
#pragma once

#include "core/api/shown.h"
#include "ui/style/style.h"

#include <QWidget>

namespace strongroom::ui {

class FieldsView final : public QWidget {
public:
    FieldsView(const std::vector<api::Field>& fields, const Style& style);
};

} // namespace strongroom::ui
