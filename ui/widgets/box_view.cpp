#include "ui/widgets/box_view.h"

#include "ui/text/translated.h"
#include "ui/text/words.h"
#include "ui/widgets/icon_label.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>

namespace strongroom::ui {

namespace {

QString headingOf(api::BoxKind kind) {
    switch (kind) {
    case api::BoxKind::readAloud: return words("READ ALOUD");
    case api::BoxKind::compare: return words("COMPARE WITH YOUR PAPER");
    case api::BoxKind::byHand: return words("DO WITH HANDS");
    case api::BoxKind::photograph: return words("PHOTO");
    }
    return {};
}

QString iconOf(api::BoxKind kind) {
    switch (kind) {
    case api::BoxKind::readAloud: return "voice";
    case api::BoxKind::compare: return "paper";
    case api::BoxKind::byHand: return "hand";
    case api::BoxKind::photograph: return "camera";
    }
    return {};
}

} // namespace

BoxView::BoxView(const api::Box& box, const Style& style) : BoxView(box.kind, translated(box.text), style) {}

BoxView::BoxView(api::BoxKind kind, const QString& words, const Style& style) {
    setProperty("look", "card");
    const Metrics& metrics = style.metrics;
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics.units(16), metrics.units(12), metrics.units(16), metrics.units(12));
    row->setSpacing(metrics.units(14));
    row->addWidget(makeIcon(iconOf(kind), metrics.units(30), style.theme.accent), 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(metrics.units(4));
    QLabel* heading = makeLabel(headingOf(kind), "small");
    heading->setStyleSheet(
        QString("font-weight: 700; letter-spacing: 1px; color: %1;").arg(style.theme.accent.name()));
    column->addWidget(heading);
    QLabel* text = makeName(words, kind == api::BoxKind::readAloud ? "heading" : "");
    column->addWidget(text);
    row->addLayout(column, 1);
    setAccessibleName(headingOf(kind) + ": " + words);
}

} // namespace strongroom::ui
