#include "ui/widgets/person_row.h"

#include "ui/style/icon.h"
#include "ui/style/typeface.h"
#include "ui/text/person_words.h"
#include "ui/text/translated.h"
#include "ui/widgets/icon_label.h"
#include "ui/widgets/labels.h"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>

namespace strongroom::ui {

QString initialsOf(const QString& name) {
    QString initials;
    for (const QString& word : name.split(' ', Qt::SkipEmptyParts)) {
        const char32_t first = word.toUcs4().value(0);
        const QString letter = QString::fromUcs4(&first, 1);
        // In scripts without capitals one letter is enough.
        if (!initials.isEmpty() && letter.toUpper() == letter.toLower())
            break;
        initials += letter.toUpper();
        if (initials.size() >= 2 || letter.toUpper() == letter.toLower())
            break;
    }
    return initials;
}

QLabel* makeDisc(const QString& name, int side, const Style& style) {
    const qreal ratio = qGuiApp->devicePixelRatio();
    QPixmap picture(QSize(side, side) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(style.theme.approve, style.theme.lineWidth));
    painter.setBrush(style.theme.approveBack);
    painter.drawEllipse(QRectF(1, 1, side - 2, side - 2));
    painter.setFont(screenFont(side * 2 / 5, QFont::DemiBold));
    painter.setPen(style.theme.approve);
    painter.drawText(QRectF(0, 0, side, side), Qt::AlignCenter, initialsOf(name));
    painter.end();
    auto* label = new QLabel;
    label->setPixmap(picture);
    label->setFixedSize(side, side);
    return label;
}

QWidget* makeChip(ChipKind kind, const QString& words, const Style& style) {
    const Theme& theme = style.theme;
    const Metrics& metrics = style.metrics;
    QColor color = theme.quiet, back = theme.page;
    QString sign = "clock";
    switch (kind) {
    case ChipKind::quiet: break;
    case ChipKind::good: color = theme.good, back = theme.goodBack, sign = "check"; break;
    case ChipKind::wait: color = theme.wait, back = theme.waitBack, sign = "hand"; break;
    case ChipKind::alarm: color = theme.alarm, back = theme.alarmBack, sign = "stop"; break;
    }
    auto* chip = new QFrame;
    auto* row = new QHBoxLayout(chip);
    row->setContentsMargins(metrics.units(10), metrics.units(3), metrics.units(10), metrics.units(3));
    row->setSpacing(metrics.units(5));
    row->addWidget(makeIcon(sign, metrics.units(14), color));
    QLabel* label = makeLabel(words);
    label->setWordWrap(false);
    label->setStyleSheet(QString("color: %1; font-size: %2px; font-weight: 600;")
                             .arg(color.name())
                             .arg(metrics.smallPixels()));
    row->addWidget(label);
    chip->setObjectName("chip");
    chip->setStyleSheet(QString("#chip { background: %1; border: %2px solid %3; border-radius: %4px; }")
                            .arg(back.name())
                            .arg(metrics.units(theme.lineWidth))
                            .arg(theme.hasShadows ? back.name() : color.name())
                            .arg(metrics.units(11)));
    chip->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    return chip;
}

PersonRow::PersonRow(const api::Snapshot& snapshot, const api::PersonId& person, const Style& style) {
    setProperty("look", "bare");
    const Metrics& metrics = style.metrics;
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, metrics.units(4), 0, metrics.units(4));
    row->setSpacing(metrics.units(12));
    const QString name = nameWords(snapshot, person);
    row->addWidget(makeDisc(name, metrics.units(38), style));
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    QLabel* label = makeName(name);
    label->setStyleSheet("font-weight: 600;");
    column->addWidget(label);
    if (name != roleWords(person))
        column->addWidget(makeName(roleWords(person), "quiet"));
    row->addLayout(column, 1);
}

void PersonRow::addAtEnd(QWidget* widget) {
    static_cast<QHBoxLayout*>(layout())->addWidget(widget, 0, Qt::AlignVCenter);
}

} // namespace strongroom::ui
