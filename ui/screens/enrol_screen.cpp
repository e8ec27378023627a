#include "ui/screens/enrol_screen.h"

#include "ui/text/person_words.h"
#include "ui/text/translated.h"
#include "ui/text/words.h"
#include "ui/widgets/card.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/pin_field.h"

#include <QGridLayout>
#include <QLineEdit>

namespace strongroom::ui {

void EnrolScreen::update(const api::Snapshot& snapshot) {
    m_step = std::get<api::EnrolStep>(snapshot.current);
    m_actor = personWords(snapshot, m_step.person);
    if (m_name == nullptr) {
        build();
        const api::Person* person = personOf(snapshot, m_step.person);
        if (person != nullptr)
            m_name->setText(shown(person->name));
    }
    m_reader.clear();
    QString stranger;
    for (const api::Reader& reader : snapshot.readers) {
        if (!reader.cardPresent)
            continue;
        if (reader.person.empty())
            m_reader = reader.reader;
        else
            stranger = personWords(snapshot, reader.person);
    }
    m_card->setText(!m_reader.empty() ? words("A card is in the reader.")
                    : !stranger.isEmpty()
                        ? words("The card in the reader is that of %1. Take it out, and put the new card in.")
                              .arg(stranger)
                        : words("Put the card marked \"%1\" into the reader.")
                              .arg(shown(m_step.card.empty() ? m_step.person : m_step.card)));
    Q_EMIT standChanged();
}

void EnrolScreen::build() {
    auto* card = new Card(style());
    m_card = makeLabel("", "heading");
    card->body()->addWidget(m_card);
    card->body()->addWidget(makeRule());
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(style().metrics.units(16));
    grid->setVerticalSpacing(style().metrics.units(10));
    m_name = new QLineEdit;
    m_name->setMaxLength(64);
    m_pin = new PinField(style());
    int row = 0;
    const auto add = [&](const QString& label, QWidget* field) {
        QLabel* name = makeLabel(label);
        name->setBuddy(field);
        field->setAccessibleName(label);
        grid->addWidget(name, row, 0);
        grid->addWidget(field, row++, 1);
    };
    add(words("Name, as on the papers"), m_name);
    add(m_step.initialise ? words("New PIN of the card. Shield the keypad.")
                          : words("PIN of the card. Shield the keypad."),
        m_pin);
    if (m_step.initialise) {
        m_officerPin = new PinField(style());
        add(words("New SO PIN of the card"), m_officerPin);
    }
    grid->setColumnStretch(1, 1);
    card->body()->addLayout(grid);
    body()->addWidget(card);
    connect(m_name, &QLineEdit::textChanged, this, [this] { Q_EMIT standChanged(); });
    connect(m_name, &QLineEdit::returnPressed, m_pin, [this] { m_pin->setFocus(); });
    for (PinField* pin : {m_pin, m_officerPin})
        if (pin != nullptr) {
            connect(pin, &PinField::changed, this, [this] { Q_EMIT standChanged(); });
            connect(pin, &PinField::entered, this, [this, pin] {
                if (pin == m_pin && m_officerPin != nullptr)
                    m_officerPin->setFocus();
                else if (isMainButtonEnabled())
                    pressMainButton();
            });
        }
}

QString EnrolScreen::action() const {
    return words("Enrol your card");
}

QString EnrolScreen::explanation() const {
    return m_step.signOnly
               ? words("The card makes a key that signs. It never leaves the card.")
               : words("The card makes two keys: one signs, one opens shares. They never leave the card.");
}

QString EnrolScreen::mainButton() const {
    return words("&Enrol this card");
}

bool EnrolScreen::isMainButtonEnabled() const {
    return !m_reader.empty() && !m_name->text().trimmed().isEmpty() && !m_pin->isEmpty() &&
           (m_officerPin == nullptr || !m_officerPin->isEmpty());
}

void EnrolScreen::pressMainButton() {
    Result<Secret> pin = m_pin->take();
    if (!pin)
        return;
    std::optional<Secret> officerPin;
    if (m_officerPin != nullptr) {
        Result<Secret> taken = m_officerPin->take();
        if (!taken)
            return;
        officerPin.emplace(std::move(*taken));
    }
    say(api::EnrolCard{m_step.person, m_name->text().trimmed().toStdString(), m_reader, std::move(*pin),
                       std::move(officerPin)});
}

QString EnrolScreen::stand() const {
    return m_reader.empty() ? words("No card in the reader") : QString();
}

QWidget* EnrolScreen::firstFocus() {
    return m_name->text().isEmpty() ? static_cast<QWidget*>(m_name) : m_pin;
}

} // namespace strongroom::ui
