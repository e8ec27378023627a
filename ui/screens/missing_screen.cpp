#include "ui/screens/missing_screen.h"

#include "ui/text/translated.h"
#include "ui/text/words.h"
#include "ui/widgets/card.h"
#include "ui/widgets/icon_label.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>

namespace strongroom::ui {

void MissingScreen::update(const api::Snapshot& snapshot) {
    m_step = std::get<api::MissingStep>(snapshot.current);
    if (std::exchange(m_built, true))
        return;
    auto* card = new Card(style());
    auto* row = new QHBoxLayout;
    row->setSpacing(style().metrics.units(16));
    const QString icon = m_step.what == "hsm" ? "hsm" : m_step.what == "medium" ? "stick" : "card";
    row->addWidget(makeIcon(icon, style().metrics.units(56), style().theme.accent), 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->addWidget(makeName(translated(m_step.text), "heading"));
    for (const api::Medium& medium : snapshot.media)
        if (m_step.what == "medium" && medium.name == m_step.name && !medium.colour.empty())
            column->addWidget(makeName(words("Its colour: %1").arg(words(medium.colour.c_str()))));
    row->addLayout(column, 1);
    card->body()->addLayout(row);
    body()->addWidget(card);
}

QString MissingScreen::action() const {
    return m_step.what == "hsm"      ? words("Connect the HSM")
           : m_step.what == "medium" ? words("Plug in the stick \"%1\"").arg(shown(m_step.name))
                                     : words("Put in a card");
}

QString MissingScreen::explanation() const {
    return words("The ceremony goes on by itself when it is there.");
}

QString MissingScreen::stand() const {
    return words("Waiting");
}

} // namespace strongroom::ui
