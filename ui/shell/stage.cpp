#include "ui/shell/stage.h"

#include "ui/screens/screen.h"
#include "ui/shell/busy_view.h"
#include "ui/shell/footer.h"
#include "ui/text/person_words.h"
#include "ui/text/translated.h"
#include "ui/text/words.h"
#include "ui/widgets/icon_label.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/refusal_view.h"
#include "ui/widgets/take_away.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace strongroom::ui {

namespace {

QString hoursAndMinutes(std::int64_t seconds) {
    const std::int64_t minutes = std::max<std::int64_t>(0, seconds) / 60;
    return QString("%1:%2").arg(minutes / 60).arg(minutes % 60, 2, 10, QChar('0'));
}

} // namespace

Stage::Stage(const Style& style) : m_style(style) {
    setProperty("look", "page");
    const Metrics& metrics = style.metrics;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* top = new QWidget;
    top->setProperty("look", "bare");
    auto* head = new QVBoxLayout(top);
    head->setContentsMargins(metrics.units(28), metrics.units(16), metrics.units(28), metrics.units(8));
    head->setSpacing(metrics.units(4));
    auto* line = new QHBoxLayout;
    m_place = makeName("", "quiet");
    m_time = makeLabel("", "quiet");
    m_time->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line->addWidget(m_place, 1);
    line->addWidget(m_time);
    head->addLayout(line);
    m_actorRow = new QWidget;
    m_actorRow->setProperty("look", "bare");
    auto* actor = new QHBoxLayout(m_actorRow);
    actor->setContentsMargins(0, 0, 0, 0);
    actor->setSpacing(metrics.units(10));
    actor->addWidget(makeIcon("person", metrics.units(30), style.theme.accent));
    m_actor = makeName("", "actor");
    actor->addWidget(m_actor, 1);
    head->addWidget(m_actorRow);
    m_action = makeName("", "action");
    m_explanation = makeName("", "quiet");
    head->addWidget(m_action);
    head->addWidget(m_explanation);
    column->addWidget(top);
    m_scroll = new QScrollArea;
    m_scroll->setProperty("look", "page");
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setFrameShape(QFrame::NoFrame);
    auto* inside = new QWidget;
    inside->setProperty("look", "page");
    auto* content = new QVBoxLayout(inside);
    content->setContentsMargins(metrics.units(28), metrics.units(8), metrics.units(28), metrics.units(20));
    content->setSpacing(metrics.units(14));
    m_cards = makeName("", "warning");
    content->addWidget(m_cards);
    m_refusals = new QVBoxLayout;
    m_refusals->setSpacing(metrics.units(10));
    m_busy = new BusyView(style);
    content->addLayout(m_refusals);
    content->addWidget(m_busy);
    content->addStretch(1);
    m_scroll->setWidget(inside);
    column->addWidget(m_scroll, 1);
    m_footer = new Footer(style);
    column->addWidget(m_footer);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, [this] { showTime(); });
    m_clock.start();
}

Stage::~Stage() = default;

void Stage::setScreen(std::unique_ptr<Screen> screen) {
    takeAway(m_screen);
    m_screen = screen.release();
    auto* content = static_cast<QVBoxLayout*>(m_scroll->widget()->layout());
    content->insertWidget(3, m_screen);
    connect(m_screen, &Screen::standChanged, this, [this] { redraw(); });
    m_scroll->verticalScrollBar()->setValue(0);
}

void Stage::setRefusal(const Error* error) {
    m_refusal = error != nullptr ? std::optional(*error) : std::nullopt;
    if (m_snapshot)
        redraw();
}

void Stage::show(const api::Snapshot& snapshot, bool isStill) {
    m_snapshot = std::make_shared<const api::Snapshot>(snapshot);
    m_isStill = isStill;
    m_takenAt = QDateTime::currentMSecsSinceEpoch();
    m_busy->show(snapshot.busy);
    redraw();
}

void Stage::redraw() {
    if (!m_snapshot)
        return;
    const api::Snapshot& snapshot = *m_snapshot;
    std::size_t at = 0;
    for (std::size_t i = 0; i < snapshot.rail.size(); ++i)
        if (snapshot.rail[i].state == api::RailItem::State::current)
            at = i;
    if (snapshot.rail.empty())
        m_place->clear();
    else
        m_place->setText(words("Step %1 of %2 · %3 · %4")
                             .arg(at + 1)
                             .arg(snapshot.rail.size())
                             .arg(shown(snapshot.rail[at].act), shown(snapshot.rail[at].section)));
    const QString actor = m_screen != nullptr && !m_screen->actor().isEmpty()
                              ? m_screen->actor()
                              : peopleWords(snapshot, snapshot.actsNext);
    m_actor->setText(actor);
    m_actorRow->setVisible(!actor.isEmpty());
    m_action->setText(m_screen != nullptr ? m_screen->action() : QString());
    const QString explanation = m_screen != nullptr ? m_screen->explanation() : QString();
    m_explanation->setText(explanation);
    m_explanation->setVisible(!explanation.isEmpty());
    std::vector<Error> refusals = snapshot.refusals;
    if (refusals.empty() && m_refusal)
        refusals.push_back(*m_refusal);
    if (refusals != m_shownRefusals) {
        while (QLayoutItem* item = m_refusals->takeAt(0)) {
            takeAway(item->widget());
            delete item;
        }
        for (const Error& error : refusals)
            m_refusals->addWidget(new RefusalView(error, m_style));
        m_shownRefusals = refusals;
        m_scroll->verticalScrollBar()->setValue(0);
    }
    // A card that is forgotten in its reader is locked, and still somebody's.
    QStringList forgotten;
    const bool mayStay =
        !snapshot.sitting.empty() || std::holds_alternative<api::EnrolStep>(snapshot.current);
    for (const api::Reader& reader : snapshot.readers)
        if (reader.cardPresent && !mayStay && !snapshot.busy)
            forgotten << (reader.person.empty() ? words("a card of nobody here")
                                                : nameWords(snapshot, reader.person));
    m_cards->setText(words("Take your cards: %1").arg(forgotten.join(", ")));
    m_cards->setVisible(!forgotten.isEmpty());
    m_footer->show(m_screen, snapshot.allowed, m_isStill && !snapshot.busy);
    showTime();
}

void Stage::showTime() {
    if (!m_snapshot || m_snapshot->openedAt.seconds == 0) {
        m_time->clear();
        return;
    }
    std::uint64_t planned = 0;
    for (const api::RailItem& item : m_snapshot->rail)
        planned += item.plannedMinutes;
    const qint64 since = (QDateTime::currentMSecsSinceEpoch() - m_takenAt) / 1000;
    m_time->setText(words("%1 of %2 hours")
                        .arg(hoursAndMinutes(m_snapshot->now.seconds - m_snapshot->openedAt.seconds + since),
                             hoursAndMinutes(static_cast<std::int64_t>(planned) * 60)));
}

} // namespace strongroom::ui
