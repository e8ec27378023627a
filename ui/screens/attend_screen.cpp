#include "ui/screens/attend_screen.h"

#include "ui/screens/confirmers.h"
#include "ui/text/person_words.h"
#include "ui/text/translated.h"
#include "ui/text/words.h"
#include "ui/widgets/card.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/person_row.h"
#include "ui/widgets/take_away.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <algorithm>
#include <map>
#include <utility>

namespace strongroom::ui {

void AttendScreen::update(const api::Snapshot& snapshot) {
    m_step = std::get<api::AttendStep>(snapshot.current);
    if (std::exchange(m_people, snapshot.people) == snapshot.people && m_list != nullptr)
        return;
    // Names that were begun stay.
    std::map<api::PersonId, QString> begun;
    for (const Row& row : m_rows)
        if (row.name != nullptr)
            begun[row.person] = row.name->text();
    build(snapshot);
    for (const Row& row : m_rows)
        if (row.name != nullptr && begun.contains(row.person))
            row.name->setText(begun[row.person]);
    Q_EMIT standChanged();
}

void AttendScreen::build(const api::Snapshot& snapshot) {
    takeAway(m_list);
    m_rows.clear();
    m_confirmers = nullptr;
    m_list = new QWidget;
    m_list->setProperty("look", "bare");
    auto* column = new QVBoxLayout(m_list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(style().metrics.units(14));
    auto* card = new Card(style());
    card->body()->setSpacing(style().metrics.units(4));
    m_expected = 0;
    bool isFirst = true;
    for (const api::Person& person : snapshot.people) {
        m_expected += person.mustAttend ? 1 : 0;
        if (!isFirst)
            card->body()->addWidget(makeRule());
        isFirst = false;
        auto* row = new PersonRow(snapshot, person.id, style());
        card->body()->addWidget(row);
        if (person.presence == api::Presence::in) {
            row->addAtEnd(makeChip(ChipKind::good, words("In the room"), style()));
            continue;
        }
        Row made;
        made.person = person.id;
        auto* line = new QWidget;
        line->setProperty("look", "bare");
        auto* fields = new QHBoxLayout(line);
        fields->setContentsMargins(0, 0, 0, 0);
        fields->setSpacing(style().metrics.units(8));
        if (person.name.empty()) {
            made.name = new QLineEdit;
            made.name->setPlaceholderText(words("Name"));
            made.name->setAccessibleName(words("Name of %1").arg(roleWords(person.id)));
            made.name->setMaxLength(64);
            made.name->setMinimumWidth(style().metrics.units(170));
            fields->addWidget(made.name, 1);
        }
        if (m_step.isIdentityChecked) {
            made.checkedBy = new QComboBox;
            for (const api::Person& other : snapshot.people)
                if (other.id != person.id && other.role != "guest") {
                    made.checkers.push_back(other.id);
                    made.checkedBy->addItem(words("Papers: %1").arg(roleWords(other.id)));
                }
            made.checkedBy->setAccessibleName(
                words("Who looked at the papers of %1").arg(roleWords(person.id)));
            fields->addWidget(made.checkedBy);
        }
        made.comesIn = new QPushButton(words("Comes in"));
        made.comesIn->setAccessibleName(words("%1 comes in").arg(roleWords(person.id)));
        const std::size_t index = m_rows.size();
        const auto comeIn = [this, index] {
            const Row& one = m_rows[index];
            if (one.name != nullptr && one.name->text().trimmed().isEmpty()) {
                one.name->setFocus();
                return;
            }
            say(api::RecordPresence{
                one.person, one.name != nullptr ? one.name->text().trimmed().toStdString() : std::string(),
                api::Presence::in,
                one.checkedBy != nullptr
                    ? one.checkers[static_cast<std::size_t>(one.checkedBy->currentIndex())]
                    : std::string()});
        };
        connect(made.comesIn, &QPushButton::clicked, this, comeIn);
        if (made.name != nullptr)
            connect(made.name, &QLineEdit::returnPressed, this, comeIn);
        fields->addWidget(made.comesIn);
        row->addAtEnd(line);
        m_rows.push_back(std::move(made));
    }
    column->addWidget(card);
    if (m_step.missing.empty()) {
        auto* confirm = new Card(style());
        m_confirmers = new Confirmers(snapshot, m_step.by, style(), [this] { Q_EMIT standChanged(); });
        confirm->body()->addWidget(m_confirmers);
        column->insertWidget(0, confirm);
    }
    body()->addWidget(m_list);
}

QString AttendScreen::action() const {
    return words("Attendance");
}

QString AttendScreen::explanation() const {
    return m_step.isIdentityChecked ? words("Each person says the own name. Somebody else looks at the "
                                            "papers and compares them with the list.")
                                    : words("Each person says the own name.");
}

QString AttendScreen::mainButton() const {
    return words("&All are here");
}

bool AttendScreen::isMainButtonEnabled() const {
    return m_confirmers != nullptr && m_confirmers->isComplete();
}

void AttendScreen::pressMainButton() {
    say(api::Confirm{m_confirmers->persons(), {}});
}

QString AttendScreen::stand() const {
    if (m_confirmers != nullptr)
        return m_confirmers->stand();
    return words("%1 of %2 are in the room").arg(m_expected - m_step.missing.size()).arg(m_expected);
}

QWidget* AttendScreen::firstFocus() {
    if (m_confirmers != nullptr)
        return m_confirmers->first();
    for (const Row& row : m_rows)
        if (std::find(m_step.missing.begin(), m_step.missing.end(), row.person) != m_step.missing.end())
            return row.name != nullptr ? static_cast<QWidget*>(row.name) : row.comesIn;
    return nullptr;
}

} // namespace strongroom::ui
