#include "ui/shell/rail.h"

#include "ui/style/icon.h"
#include "ui/style/typeface.h"
#include "ui/text/translated.h"
#include "ui/text/words.h"
#include "ui/widgets/icon_label.h"
#include "ui/widgets/labels.h"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

namespace strongroom::ui {

namespace {

using State = api::RailItem::State;

// A disc with a tick, the step's number, or nothing but its ring.
QPixmap discOf(State state, int number, int side, const Style& style) {
    const qreal ratio = qGuiApp->devicePixelRatio();
    QPixmap picture(QSize(side, side) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF disc(1, 1, side - 2, side - 2);
    const Theme& theme = style.theme;
    if (state == State::done) {
        const QColor done("#2fae75");
        painter.setPen(Qt::NoPen);
        painter.setBrush(done);
        painter.drawEllipse(disc);
        const int inner = side * 2 / 3;
        painter.drawPixmap((side - inner) / 2, (side - inner) / 2,
                           iconPixmap("check", inner, QColor(Qt::white), ratio));
        return picture;
    }
    const bool isNow = state == State::current;
    painter.setPen(isNow ? QPen(Qt::NoPen) : QPen(theme.railQuiet, 1.5));
    painter.setBrush(isNow ? QBrush(theme.training) : QBrush(Qt::NoBrush));
    painter.drawEllipse(disc);
    painter.setPen(isNow ? theme.onTraining : theme.railQuiet);
    painter.setFont(screenFont(side / 2, QFont::DemiBold));
    painter.drawText(disc, Qt::AlignCenter, state == State::leftOut ? QString("–") : QString::number(number));
    return picture;
}

QString stateWords(State state) {
    switch (state) {
    case State::done: return words("done");
    case State::current: return words("now");
    case State::ahead: return words("ahead");
    case State::leftOut: return words("left out");
    }
    return {};
}

QLabel* railLabel(const QString& text, const QColor& color, int pixels, int weight) {
    QLabel* label = makeName(text);
    label->setStyleSheet(
        QString("color: %1; font-size: %2px; font-weight: %3;").arg(color.name()).arg(pixels).arg(weight));
    return label;
}

} // namespace

Rail::Rail() {
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName("steps");
}

void Rail::show(const api::Snapshot& snapshot, const Style& style) {
    QString now = shown(snapshot.title) + QString::number(style.metrics.textPixels()) +
                  QString::number(static_cast<int>(style.theme.name));
    for (const api::RailItem& item : snapshot.rail)
        now += QString::number(static_cast<int>(item.state));
    if (std::exchange(m_shown, now) == now)
        return;
    const Metrics& metrics = style.metrics;
    setAccessibleName(words("The steps of the ceremony"));
    setFixedWidth(metrics.units(248));
    setStyleSheet(
        QString("QScrollArea, #rail { background: %1; border: none; }").arg(style.theme.rail.name()));
    auto* content = new QWidget;
    content->setObjectName("rail");
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(metrics.units(16), metrics.units(20), metrics.units(12), metrics.units(20));
    column->setSpacing(metrics.units(6));
    auto* head = new QHBoxLayout;
    head->setSpacing(metrics.units(10));
    head->addWidget(makeIcon("key", metrics.units(26), style.theme.training), 0, Qt::AlignTop);
    head->addWidget(railLabel(shown(snapshot.title), style.theme.railText, metrics.headingPixels(), 600), 1);
    column->addLayout(head);
    column->addSpacing(metrics.units(10));
    for (std::size_t first = 0; first < snapshot.rail.size();) {
        std::size_t end = first;
        while (end < snapshot.rail.size() && snapshot.rail[end].section == snapshot.rail[first].section &&
               snapshot.rail[end].act == snapshot.rail[first].act)
            ++end;
        column->addWidget(sectionOf({snapshot.rail.begin() + static_cast<std::ptrdiff_t>(first),
                                     snapshot.rail.begin() + static_cast<std::ptrdiff_t>(end)},
                                    style, first));
        first = end;
    }
    column->addStretch(1);
    setWidget(content);
    // The step that is now stands in sight.
    QTimer::singleShot(0, content, [this, content] {
        if (const QWidget* current = content->findChild<QWidget*>("now"))
            verticalScrollBar()->setValue(current->mapTo(content, QPoint()).y() - height() / 3);
    });
}

QWidget* Rail::sectionOf(const std::vector<api::RailItem>& items, const Style& style,
                         std::size_t first) const {
    const Metrics& metrics = style.metrics;
    auto* section = new QWidget;
    section->setObjectName("rail");
    auto* column = new QVBoxLayout(section);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics.units(2));
    const auto done = std::count_if(items.begin(), items.end(), [](const auto& item) {
        return item.state == State::done || item.state == State::leftOut;
    });
    const bool isNow = std::any_of(items.begin(), items.end(),
                                   [](const auto& item) { return item.state == State::current; });
    const bool isDone = done == static_cast<std::ptrdiff_t>(items.size());
    auto* head = new QHBoxLayout;
    head->addWidget(railLabel(shown(items.front().section),
                              isNow || isDone ? style.theme.railText : style.theme.railQuiet,
                              metrics.textPixels(), isNow ? 700 : 500),
                    1);
    head->addWidget(railLabel(QString("%1/%2").arg(done).arg(items.size()), style.theme.railQuiet,
                              metrics.smallPixels(), 500));
    column->addLayout(head);
    if (!isNow)
        return section;
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto* row = new QWidget;
        const bool isCurrent = items[i].state == State::current;
        row->setObjectName(isCurrent ? "now" : "step");
        if (isCurrent)
            row->setStyleSheet(QString("#now { background: %1; border-radius: %2px; }")
                                   .arg(style.theme.railNow.name())
                                   .arg(metrics.units(8)));
        else
            row->setStyleSheet("#step { background: transparent; }");
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(metrics.units(6), metrics.units(5), metrics.units(6), metrics.units(5));
        line->setSpacing(metrics.units(10));
        const int side = metrics.units(24);
        auto* disc = new QLabel;
        disc->setPixmap(discOf(items[i].state, static_cast<int>(first + i + 1), side, style));
        disc->setFixedSize(side, side);
        line->addWidget(disc, 0, Qt::AlignTop);
        QLabel* title =
            railLabel(translated(items[i].title),
                      items[i].state == State::ahead ? style.theme.railQuiet : style.theme.railText,
                      metrics.textPixels() - 1, isCurrent ? 700 : 400);
        title->setAccessibleName(words("Step %1, %2: %3")
                                     .arg(first + i + 1)
                                     .arg(stateWords(items[i].state), translated(items[i].title)));
        line->addWidget(title, 1);
        column->addWidget(row);
    }
    column->addSpacing(metrics.units(6));
    return section;
}

} // namespace strongroom::ui
