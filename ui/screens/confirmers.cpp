#include "ui/screens/confirmers.h"

#include "ui/text/person_words.h"
#include "ui/text/words.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/person_row.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>

namespace strongroom::ui {

namespace {

// Whoever of the role is in the room; who is asked comes first.
std::vector<api::PersonId> choicesFor(const api::Snapshot& snapshot, const api::PersonId& asked) {
    std::vector<api::PersonId> choices{asked};
    const api::Person* known = personOf(snapshot, asked);
    for (const api::Person& person : snapshot.people)
        if (known != nullptr && person.role == known->role && person.id != asked &&
            person.presence == api::Presence::in)
            choices.push_back(person.id);
    return choices;
}

} // namespace

Confirmers::Confirmers(const api::Snapshot& snapshot, const std::vector<api::PersonId>& asked,
                       const Style& style, std::function<void()> changed) {
    setProperty("look", "bare");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(style.metrics.units(2));
    for (const api::PersonId& person : asked) {
        Row row{new QCheckBox, nullptr, choicesFor(snapshot, person)};
        auto* line = new QHBoxLayout;
        line->setSpacing(style.metrics.units(12));
        if (row.choices.size() > 1) {
            row.who = new QComboBox;
            for (const api::PersonId& choice : row.choices)
                row.who->addItem(personWords(snapshot, choice));
            row.who->setAccessibleName(words("Who says so"));
            row.tick->setText(words("confirms"));
            line->addWidget(row.who, 1);
            line->addWidget(row.tick);
        } else {
            row.tick->setText(words("%1 confirms").arg(personWords(snapshot, person)));
            line->addWidget(row.tick, 1);
        }
        row.tick->setAccessibleName(row.tick->text());
        QObject::connect(row.tick, &QCheckBox::toggled, this, [changed] { changed(); });
        column->addLayout(line);
        m_rows.push_back(std::move(row));
    }
}

bool Confirmers::isComplete() const {
    return std::all_of(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.tick->isChecked(); });
}

QString Confirmers::stand() const {
    const auto done =
        std::count_if(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.tick->isChecked(); });
    return words("%1 of %2 confirmed").arg(done).arg(m_rows.size());
}

std::vector<api::PersonId> Confirmers::persons() const {
    std::vector<api::PersonId> persons;
    for (const Row& row : m_rows)
        persons.push_back(
            row.choices[row.who != nullptr ? static_cast<std::size_t>(row.who->currentIndex()) : 0]);
    return persons;
}

QWidget* Confirmers::first() const {
    return m_rows.empty() ? nullptr : m_rows.front().tick;
}

} // namespace strongroom::ui
