#include "ui/widgets/fields_view.h"

#include "ui/style/typeface.h"
#include "ui/text/translated.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>
#include <algorithm>

namespace strongroom::ui {

namespace {

bool isHex(const std::string& value) {
    return value.size() >= 32 &&
           std::all_of(value.begin(), value.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

// Long runs of digits can be read in groups, and wrap between them.
QString grouped(const std::string& hex) {
    QString text;
    for (std::size_t i = 0; i < hex.size(); i += 4)
        text += (i == 0 ? "" : " ") + shown(hex.substr(i, 4));
    return text;
}

} // namespace

FieldsView::FieldsView(const std::vector<api::Field>& fields, const Style& style) {
    setProperty("look", "bare");
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(style.metrics.units(16));
    grid->setVerticalSpacing(style.metrics.units(6));
    grid->setColumnStretch(0, 2);
    grid->setColumnStretch(1, 5);
    int row = 0;
    for (const api::Field& field : fields) {
        const QString name = translated(field.name);
        if (field.value.empty()) {
            grid->addWidget(makeName(name), row++, 0, 1, 2);
            continue;
        }
        QLabel* label = makeName(name, "quiet");
        label->setAlignment(Qt::AlignLeft | Qt::AlignTop | Qt::AlignAbsolute);
        QLabel* value = makeName(isHex(field.value) ? grouped(field.value) : shown(field.value));
        if (isHex(field.value))
            value->setStyleSheet(QString("font-family: \"Noto Sans Mono\", \"DejaVu Sans Mono\";"));
        value->setAccessibleName(name + ": " + shown(field.value));
        grid->addWidget(label, row, 0);
        grid->addWidget(value, row++, 1);
    }
}

} // namespace strongroom::ui
