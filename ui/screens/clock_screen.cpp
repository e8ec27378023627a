#include "ui/screens/clock_screen.h"

#include "ui/screens/confirmers.h"
#include "ui/text/words.h"
#include "ui/widgets/card.h"
#include "ui/widgets/labels.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLineEdit>

namespace strongroom::ui {

void ClockScreen::update(const api::Snapshot& snapshot) {
    m_step = std::get<api::ClockStep>(snapshot.current);
    if (m_confirmers != nullptr)
        return;
    auto* card = new Card(style());
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(style().metrics.units(16));
    grid->setVerticalSpacing(style().metrics.units(8));
    m_date = new QLineEdit;
    m_date->setPlaceholderText("2026-12-31");
    m_time = new QLineEdit;
    m_time->setPlaceholderText("23:59");
    int row = 0;
    for (const auto& [edit, label] : {std::pair(m_date, words("Date (year-month-day, UTC)")),
                                      {m_time, words("Time (hours:minutes, UTC)")}}) {
        QLabel* name = makeLabel(label);
        name->setBuddy(edit);
        edit->setAccessibleName(label);
        connect(edit, &QLineEdit::textChanged, this, [this] { Q_EMIT standChanged(); });
        grid->addWidget(name, row, 0);
        grid->addWidget(edit, row++, 1);
    }
    grid->setColumnStretch(1, 1);
    connect(m_date, &QLineEdit::returnPressed, m_time, [this] { m_time->setFocus(); });
    card->body()->addLayout(grid);
    body()->addWidget(card);
    auto* confirm = new Card(style());
    m_confirmers = new Confirmers(snapshot, m_step.by, style(), [this] { Q_EMIT standChanged(); });
    connect(m_time, &QLineEdit::returnPressed, m_confirmers, [this] { m_confirmers->first()->setFocus(); });
    confirm->body()->addWidget(m_confirmers);
    body()->addWidget(confirm);
}

std::optional<UtcTime> ClockScreen::typed() const {
    const QDate date = QDate::fromString(m_date->text().trimmed(), "yyyy-MM-dd");
    QTime time = QTime::fromString(m_time->text().trimmed(), "HH:mm");
    if (!time.isValid())
        time = QTime::fromString(m_time->text().trimmed(), "HH:mm:ss");
    if (!date.isValid() || !time.isValid())
        return std::nullopt;
    return UtcTime{QDateTime(date, time, Qt::UTC).toSecsSinceEpoch()};
}

QString ClockScreen::action() const {
    return words("Read the wall clock");
}

QString ClockScreen::explanation() const {
    return words("One reads date and time of the clock on the wall aloud, in UTC; another one types them. "
                 "From here on it is the record's time.");
}

QString ClockScreen::mainButton() const {
    return words("&So it is");
}

bool ClockScreen::isMainButtonEnabled() const {
    return m_confirmers != nullptr && m_confirmers->isComplete() && typed();
}

void ClockScreen::pressMainButton() {
    say(api::ConfirmClock{*typed(), m_confirmers->persons()});
}

QString ClockScreen::stand() const {
    return m_confirmers != nullptr ? m_confirmers->stand() : QString();
}

QWidget* ClockScreen::firstFocus() {
    return m_date;
}

} // namespace strongroom::ui
