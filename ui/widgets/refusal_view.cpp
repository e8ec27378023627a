#include "ui/widgets/refusal_view.h"

#include "ui/text/error_words.h"
#include "ui/widgets/icon_label.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace strongroom::ui {

RefusalView::RefusalView(const Error& error, const Style& style) {
    setProperty("look", "alarm");
    const Metrics& metrics = style.metrics;
    const ErrorWords words = wordsFor(error);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics.units(16), metrics.units(12), metrics.units(16), metrics.units(12));
    row->setSpacing(metrics.units(14));
    row->addWidget(makeIcon("stop", metrics.units(30), style.theme.alarm), 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(metrics.units(4));
    QLabel* happened = makeLabel(words.happened, "heading");
    column->addWidget(happened);
    column->addWidget(makeLabel(words.lost + " " + words.toDo));
    column->addWidget(makeName(words.detail, "small"));
    row->addLayout(column, 1);
    setAccessibleName(words.happened + " " + words.lost + " " + words.toDo);
}

} // namespace strongroom::ui
