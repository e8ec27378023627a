#include "ui/screens/head_screen.h"

#include "ui/text/person_words.h"
#include "ui/text/words.h"
#include "ui/widgets/box_view.h"
#include "ui/widgets/card.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/word_edit.h"

#include <QComboBox>

namespace strongroom::ui {

void HeadScreen::update(const api::Snapshot& snapshot) {
    m_step = std::get<api::HeadStep>(snapshot.current);
    if (m_head != nullptr)
        return;
    body()->addWidget(new BoxView(
        api::BoxKind::byHand,
        words("Two people, each from the own closing sheet. Turn the other sheet over."), style()));
    auto* card = new Card(style());
    m_who = new QComboBox;
    for (const api::PersonId& person : snapshot.actsNext) {
        m_choices.push_back(person);
        m_who->addItem(personWords(snapshot, person));
    }
    QLabel* who = makeLabel(words("Who types"));
    who->setBuddy(m_who);
    m_who->setAccessibleName(words("Who types"));
    card->body()->addWidget(who);
    card->body()->addWidget(m_who);
    m_head = new WordEdit(style());
    QLabel* label = makeLabel(words("Number of entries, then 32 words"));
    label->setBuddy(m_head);
    m_head->setAccessibleName(words("Number of entries, then 32 words"));
    card->body()->addWidget(label);
    card->body()->addWidget(m_head);
    if (m_step.mistyped > 0)
        card->body()->addWidget(makeLabel(
            words("Mistyped %n time(s). It is counted in the record.", static_cast<int>(m_step.mistyped)),
            "warning"));
    body()->addWidget(card);
    connect(m_head, &WordEdit::textChanged, this, [this] { Q_EMIT standChanged(); });
    connect(m_head, &WordEdit::entered, this, [this] {
        if (isMainButtonEnabled())
            pressMainButton();
    });
}

QString HeadScreen::action() const {
    return words("Type the head from your paper");
}

QString HeadScreen::explanation() const {
    return words("It shows that this is the record that was closed last time, whole and not an older one.");
}

QString HeadScreen::mainButton() const {
    return words("&That is the head");
}

bool HeadScreen::isMainButtonEnabled() const {
    return m_head != nullptr && !m_choices.empty() && !m_head->typed().isEmpty();
}

void HeadScreen::pressMainButton() {
    say(api::TypeHead{m_choices[static_cast<std::size_t>(m_who->currentIndex())],
                      m_head->typed().toStdString()});
}

QString HeadScreen::stand() const {
    return m_head != nullptr ? m_head->stand() : QString();
}

QWidget* HeadScreen::firstFocus() {
    return m_head;
}

} // namespace strongroom::ui
