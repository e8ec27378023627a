#include "ui/shell/raise_page.h"

#include "ui/text/person_words.h"
#include "ui/text/words.h"
#include "ui/widgets/card.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPlainTextEdit>
#include <algorithm>

namespace strongroom::ui {

RaisePage::RaisePage(const api::Snapshot& snapshot, Style style, Say say, std::function<void()> close)
    : Screen(std::move(style), std::move(say)), m_close(std::move(close)), m_kind(new QComboBox),
      m_expected(new QPlainTextEdit), m_happened(new QPlainTextEdit), m_decided(new QPlainTextEdit) {
    auto* card = new Card(this->style());
    m_kind->addItem(words("Deviation: people decide how the step ends"));
    m_kind->addItem(words("Stop: nothing goes on before it is settled"));
    m_kind->addItem(words("Note: the ceremony goes on"));
    const auto add = [&](const QString& label, QWidget* field) {
        QLabel* name = makeLabel(label);
        name->setBuddy(field);
        field->setAccessibleName(label);
        card->body()->addWidget(name);
        card->body()->addWidget(field);
    };
    add(words("What kind of exception"), m_kind);
    for (const auto& [field, label] : {std::pair(m_expected, words("What was expected")),
                                       {m_happened, words("What happened")},
                                       {m_decided, words("What was decided")}}) {
        field->setTabChangesFocus(true);
        field->setFixedHeight(this->style().metrics.units(64));
        connect(field, &QPlainTextEdit::textChanged, this, [this] { Q_EMIT standChanged(); });
        add(label, field);
    }
    body()->addWidget(card);
    auto* agreed = new Card(this->style());
    agreed->body()->addWidget(makeLabel(words("Who agreed"), "heading"));
    // Before attendance was taken nobody is known to be in: then whoever must come is asked.
    const bool isAnybodyIn =
        std::any_of(snapshot.people.begin(), snapshot.people.end(),
                    [](const api::Person& person) { return person.presence == api::Presence::in; });
    for (const api::Person& person : snapshot.people) {
        if (isAnybodyIn ? person.presence != api::Presence::in : !person.mustAttend)
            continue;
        auto* tick = new QCheckBox(personWords(snapshot, person.id));
        connect(tick, &QCheckBox::toggled, this, [this] { Q_EMIT standChanged(); });
        agreed->body()->addWidget(tick);
        m_people.emplace_back(tick, person.id);
    }
    body()->addWidget(agreed);
}

std::vector<api::PersonId> RaisePage::agreed() const {
    std::vector<api::PersonId> persons;
    for (const auto& [tick, person] : m_people)
        if (tick->isChecked())
            persons.push_back(person);
    return persons;
}

QString RaisePage::action() const {
    return words("Something is wrong");
}

QString RaisePage::explanation() const {
    return words("Exceptions are normal. Say what happened in plain words; it stands in the record and in "
                 "the transcript.");
}

QString RaisePage::actor() const {
    return words("The whole room");
}

QString RaisePage::mainButton() const {
    return words("&Put it on record");
}

bool RaisePage::isMainButtonEnabled() const {
    const auto isFilled = [](const QPlainTextEdit* field) {
        return !field->toPlainText().trimmed().isEmpty();
    };
    return isFilled(m_expected) && isFilled(m_happened) && isFilled(m_decided) && !agreed().empty();
}

void RaisePage::pressMainButton() {
    constexpr api::ExceptionKind kinds[] = {api::ExceptionKind::deviation, api::ExceptionKind::stop,
                                            api::ExceptionKind::note};
    const auto textOf = [](const QPlainTextEdit* field) {
        return field->toPlainText().trimmed().toStdString();
    };
    say(api::RaiseException{kinds[m_kind->currentIndex()], textOf(m_expected), textOf(m_happened),
                            textOf(m_decided), agreed()});
    m_close();
}

QString RaisePage::otherButton() const {
    return words("&Nothing was wrong");
}

QWidget* RaisePage::firstFocus() {
    return m_expected;
}

} // namespace strongroom::ui
