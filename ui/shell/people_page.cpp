#include "ui/shell/people_page.h"

#include "ui/text/person_words.h"
#include "ui/text/words.h"
#include "ui/widgets/card.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/person_row.h"
#include "ui/widgets/take_away.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace strongroom::ui {

PeoplePage::PeoplePage(Style style, Say say, std::function<void()> close)
    : Screen(std::move(style), std::move(say)), m_close(std::move(close)) {}

void PeoplePage::update(const api::Snapshot& snapshot) {
    takeAway(m_list);
    auto* card = new Card(style());
    m_list = card;
    card->body()->setSpacing(0);
    for (const api::Person& person : snapshot.people) {
        if (card->body()->count() > 0)
            card->body()->addWidget(makeRule());
        auto* row = new PersonRow(snapshot, person.id, style());
        const bool isIn = person.presence == api::Presence::in;
        row->addAtEnd(makeChip(isIn ? ChipKind::good : ChipKind::quiet,
                               isIn                                    ? words("In the room")
                               : person.presence == api::Presence::out ? words("Went out")
                                                                       : words("Not here yet"),
                               style()));
        QLineEdit* name = nullptr;
        if (!isIn && person.name.empty()) {
            name = new QLineEdit;
            name->setPlaceholderText(words("Name"));
            name->setAccessibleName(words("Name of %1").arg(roleWords(person.id)));
            row->addAtEnd(name);
        }
        auto* button = new QPushButton(isIn ? words("Goes out") : words("Comes in"));
        button->setAccessibleName(
            (isIn ? words("%1 goes out") : words("%1 comes in")).arg(personWords(snapshot, person.id)));
        connect(button, &QPushButton::clicked, this, [this, id = person.id, isIn, name] {
            if (name != nullptr && name->text().trimmed().isEmpty())
                return name->setFocus();
            say(api::RecordPresence{id,
                                    name != nullptr ? name->text().trimmed().toStdString() : std::string(),
                                    isIn ? api::Presence::out : api::Presence::in, ""});
        });
        row->addAtEnd(button);
        card->body()->addWidget(row);
    }
    body()->addWidget(card);
}

QString PeoplePage::action() const {
    return words("Who comes in, who goes out");
}

QString PeoplePage::explanation() const {
    return words("Each coming and going stands in the record with its time.");
}

QString PeoplePage::actor() const {
    return words("The whole room");
}

QString PeoplePage::mainButton() const {
    return words("&Back to the step");
}

} // namespace strongroom::ui
