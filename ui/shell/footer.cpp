#include "ui/shell/footer.h"

#include "ui/screens/screen.h"
#include "ui/text/words.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QStyle>
#include <QVBoxLayout>

namespace strongroom::ui {

Footer::Footer(const Style& style) {
    setProperty("look", "footer");
    const Metrics& metrics = style.metrics;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics.units(28), metrics.units(8), metrics.units(28), metrics.units(12));
    column->setSpacing(metrics.units(4));
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics.units(10));
    m_exception = new QPushButton(words("Something is wrong (F9)"));
    m_exception->setShortcut(Qt::Key_F9);
    m_people = new QPushButton(words("In and out (F8)"));
    m_people->setShortcut(Qt::Key_F8);
    m_leave = new QPushButton(words("Leave the room (F12)"));
    m_leave->setShortcut(Qt::Key_F12);
    m_stand = makeLabel("", "quiet");
    m_stand->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_other = new QPushButton;
    m_main = new QPushButton;
    for (QPushButton* button : {m_exception, m_people, m_leave}) {
        button->setStyleSheet(QString("font-size: %1px; padding: %2px %3px;")
                                  .arg(metrics.smallPixels())
                                  .arg(metrics.units(8))
                                  .arg(metrics.units(10)));
        row->addWidget(button);
    }
    row->addStretch(1);
    row->addWidget(m_other);
    row->addWidget(m_main);
    column->addWidget(m_stand);
    column->addLayout(row);
    m_other->setProperty("look", "decline");
    connect(m_main, &QPushButton::clicked, this, &Footer::mainPressed);
    connect(m_other, &QPushButton::clicked, this, &Footer::otherPressed);
    connect(m_exception, &QPushButton::clicked, this, &Footer::exceptionPressed);
    connect(m_people, &QPushButton::clicked, this, &Footer::peoplePressed);
    connect(m_leave, &QPushButton::clicked, this, &Footer::leavePressed);
}

void Footer::show(const Screen* screen, const api::CommandSet& allowed, bool isStill) {
    using api::CommandKind;
    m_exception->setEnabled(isStill && allowed.contains(CommandKind::raiseException));
    m_people->setEnabled(isStill && allowed.contains(CommandKind::recordPresence));
    m_leave->setEnabled(allowed.contains(CommandKind::lockRoom));
    const QString main = screen != nullptr ? screen->mainButton() : QString();
    const QString other = screen != nullptr ? screen->otherButton() : QString();
    m_main->setVisible(!main.isEmpty());
    m_main->setText(main);
    m_main->setEnabled(isStill && screen != nullptr && screen->isMainButtonEnabled());
    if (screen != nullptr && m_main->property("look") != QVariant(screen->mainLook())) {
        m_main->setProperty("look", screen->mainLook());
        m_main->style()->unpolish(m_main);
        m_main->style()->polish(m_main);
    }
    m_other->setVisible(!other.isEmpty());
    m_other->setText(other);
    m_other->setEnabled(isStill);
    // Declining is as large as approving.
    const int width = other.isEmpty() ? 0 : std::max(m_main->sizeHint().width(), m_other->sizeHint().width());
    m_main->setMinimumWidth(width);
    m_other->setMinimumWidth(width);
    m_stand->setText(screen != nullptr ? screen->stand() : QString());
    m_stand->setVisible(!m_stand->text().isEmpty());
}

} // namespace strongroom::ui
