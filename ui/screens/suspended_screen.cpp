#include "ui/screens/suspended_screen.h"

#include "ui/screens/confirmers.h"
#include "ui/text/words.h"
#include "ui/widgets/card.h"

#include <QVBoxLayout>

namespace strongroom::ui {

void SuspendedScreen::update(const api::Snapshot& snapshot) {
    if (m_confirmers != nullptr)
        return;
    auto* card = new Card(style());
    std::vector<api::PersonId> asked;
    for (const api::Person& person : snapshot.people)
        if ((person.role == "administrator" || person.role == "witness") && person.mustAttend)
            asked.push_back(person.id);
    m_confirmers = new Confirmers(snapshot, asked, style(), [this] { Q_EMIT standChanged(); });
    card->body()->addWidget(m_confirmers);
    body()->addWidget(card);
}

QString SuspendedScreen::action() const {
    return words("The ceremony is suspended");
}

QString SuspendedScreen::explanation() const {
    return words("Everything is on record. It goes on at this step, today or another day.");
}

QString SuspendedScreen::mainButton() const {
    return words("&Go on with the ceremony");
}

bool SuspendedScreen::isMainButtonEnabled() const {
    return m_confirmers != nullptr && m_confirmers->isComplete();
}

void SuspendedScreen::pressMainButton() {
    say(api::Resume{m_confirmers->persons()});
}

QWidget* SuspendedScreen::firstFocus() {
    return m_confirmers != nullptr ? m_confirmers->first() : nullptr;
}

} // namespace strongroom::ui
