#include "ui/shell/busy_view.h"

#include "ui/text/translated.h"
#include "ui/text/words.h"
#include "ui/widgets/labels.h"

#include <QProgressBar>
#include <QVBoxLayout>
#include <algorithm>

namespace strongroom::ui {

namespace {

constexpr int showAfterMilliseconds = 350;

} // namespace

BusyView::BusyView(const Style& style) {
    setProperty("look", "card");
    const Metrics& metrics = style.metrics;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics.units(16), metrics.units(12), metrics.units(16), metrics.units(12));
    m_doing = makeName("", "heading");
    m_time = makeLabel("", "quiet");
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(metrics.units(10));
    for (QWidget* widget : std::initializer_list<QWidget*>{m_doing, m_bar, m_time})
        column->addWidget(widget);
    m_tick.setInterval(250);
    QObject::connect(&m_tick, &QTimer::timeout, this, [this] { redraw(); });
    hide();
}

void BusyView::show(const std::optional<api::Busy>& busy) {
    if (!busy) {
        m_busy.reset();
        m_silent = 0;
        m_tick.stop();
        hide();
        return;
    }
    if (!m_busy)
        m_since.start();
    m_busy = busy;
    m_tick.start();
    redraw();
}

void BusyView::tellSilence(int seconds) {
    m_silent = seconds;
    redraw();
}

void BusyView::redraw() {
    if (!m_busy)
        return;
    const qint64 passed = m_since.elapsed();
    if (passed < showAfterMilliseconds)
        return;
    m_doing->setText(translated(m_busy->doing));
    setAccessibleName(m_doing->text());
    const int seconds = static_cast<int>(passed / 1000), expected = static_cast<int>(m_busy->expectedSeconds);
    m_time->setText(m_silent > 0 ? words("No answer for %1 seconds. Close the program if it stays so: "
                                         "nothing is lost, it goes on at this step.")
                                       .arg(m_silent)
                                 : words("%1 seconds, about %2 at most").arg(seconds).arg(expected));
    m_bar->setRange(0, std::max(1, expected) * 1000);
    m_bar->setValue(static_cast<int>(std::min<qint64>(passed, std::max(1, expected) * 1000)));
    setVisible(true);
}

} // namespace strongroom::ui
