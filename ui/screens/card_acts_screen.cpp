#include "ui/screens/card_acts_screen.h"

#include "ui/text/act_words.h"
#include "ui/text/person_words.h"
#include "ui/text/translated.h"
#include "ui/text/words.h"
#include "ui/widgets/box_view.h"
#include "ui/widgets/card.h"
#include "ui/widgets/digest_view.h"
#include "ui/widgets/fields_view.h"
#include "ui/widgets/icon_label.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/person_row.h"
#include "ui/widgets/pin_field.h"
#include "ui/widgets/take_away.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <algorithm>
#include <map>

namespace strongroom::ui {

namespace {

using api::CardActKind;

bool mayDecline(CardActKind kind) {
    return kind == CardActKind::approve || kind == CardActKind::signTranscript;
}

// The reader whose card is asked: one that is unlocked comes first, then the one that was put in.
const api::Reader* readerAsked(const api::Snapshot& snapshot, const api::CardActsStep& step) {
    const api::Reader* found = nullptr;
    for (const api::Reader& reader : snapshot.readers) {
        const bool isAsked = reader.cardPresent && !reader.person.empty() &&
                             std::any_of(step.open.begin(), step.open.end(), [&](const api::OpenAct& act) {
                                 return act.person == reader.person;
                             });
        if (isAsked && (found == nullptr || (reader.unlocked && !found->unlocked)))
            found = &reader;
    }
    return found;
}

} // namespace

void CardActsScreen::update(const api::Snapshot& snapshot) {
    m_step = std::get<api::CardActsStep>(snapshot.current);
    m_seen = std::make_shared<const api::Snapshot>(snapshot);
    const api::Reader* reader = readerAsked(snapshot, m_step);
    m_person = reader != nullptr ? reader->person : api::PersonId();
    const std::vector<api::OpenAct> acts = actsOf(m_person);
    const bool isSame = m_act && !acts.empty() && *m_act == acts.front();
    if (!(m_face == Face::declining && isSame))
        m_face = reader == nullptr ? Face::waiting : !reader->unlocked ? Face::locked : Face::deciding;
    m_act = reader != nullptr && !acts.empty() ? std::optional(acts.front()) : std::nullopt;
    build(snapshot);
}

std::vector<api::OpenAct> CardActsScreen::actsOf(const api::PersonId& person) const {
    std::vector<api::OpenAct> acts;
    for (const api::OpenAct& act : m_step.open)
        if (act.person == person)
            acts.push_back(act);
    return acts;
}

void CardActsScreen::add(QWidget* widget) {
    m_content->layout()->addWidget(widget);
}

void CardActsScreen::build(const api::Snapshot& snapshot) {
    std::string face = std::to_string(static_cast<int>(m_face)) + m_person;
    if (m_act && m_face != Face::locked)
        face += std::to_string(static_cast<int>(m_act->kind)) + m_act->subject;
    if (m_face == Face::waiting)
        for (const api::OpenAct& act : m_step.open)
            face += act.person + act.subject;
    for (const api::Reader& reader : snapshot.readers)
        if (reader.cardPresent)
            face +=
                reader.reader + reader.person + (reader.triesLeft ? std::to_string(*reader.triesLeft) : "");
    if (std::exchange(m_shownFace, face) == face) {
        Q_EMIT standChanged();
        return;
    }
    takeAway(m_content);
    m_pin = nullptr;
    m_reason = nullptr;
    m_first = nullptr;
    m_main.clear();
    m_other.clear();
    m_stand.clear();
    m_actor.clear();
    m_content = new QWidget;
    m_content->setProperty("look", "bare");
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(style().metrics.units(14));
    body()->addWidget(m_content);
    switch (m_face) {
    case Face::waiting: showWaiting(snapshot); break;
    case Face::locked: showLocked(snapshot, *readerAsked(snapshot, m_step)); break;
    case Face::deciding: showAct(snapshot); break;
    case Face::declining: showDecline(snapshot); break;
    }
    Q_EMIT standChanged();
}

QString CardActsScreen::today(const api::PersonId& person) const {
    std::map<CardActKind, int> counts;
    for (const api::OpenAct& act : actsOf(person))
        ++counts[act.kind];
    QStringList parts;
    for (const auto& [kind, times] : counts)
        parts << countOf(kind, times);
    return words("Now you will: %1").arg(parts.join(", "));
}

void CardActsScreen::showProgress(const api::Snapshot& snapshot) {
    if (m_step.progress.empty())
        return;
    auto* card = new Card(style());
    for (const api::ActProgress& progress : m_step.progress) {
        auto* row = new QHBoxLayout;
        row->setSpacing(style().metrics.units(12));
        row->addWidget(makeIcon(iconOf(progress.kind), style().metrics.units(22), style().theme.accent));
        row->addWidget(makeName(translated(progress.title)), 2);
        QStringList names;
        for (const api::PersonId& person : progress.done)
            names << nameWords(snapshot, person);
        row->addWidget(makeName(names.join(", "), "quiet"), 3);
        const bool isDone = progress.done.size() >= progress.needed;
        row->addWidget(makeChip(isDone ? ChipKind::good : ChipKind::quiet,
                                words("%1 of %2").arg(progress.done.size()).arg(progress.needed), style()));
        card->body()->addLayout(row);
    }
    add(card);
}

void CardActsScreen::showWaiting(const api::Snapshot& snapshot) {
    m_action = words("Put your card into the reader");
    m_explanation = translated(m_step.text);
    m_actor = peopleWords(snapshot, snapshot.actsNext);
    for (const api::Reader& reader : snapshot.readers)
        if (reader.cardPresent && (reader.person.empty() || !reader.unlocked))
            add(makeLabel(
                reader.person.empty()
                    ? words("The card in the reader belongs to nobody of this authority. Take it out.")
                    : words("The card of %1 has nothing to do now. Take it out.")
                          .arg(personWords(snapshot, reader.person)),
                "warning"));
    showProgress(snapshot);
    auto* card = new Card(style());
    card->body()->setSpacing(0);
    std::vector<api::PersonId> asked;
    for (const api::OpenAct& act : m_step.open)
        if (std::find(asked.begin(), asked.end(), act.person) == asked.end())
            asked.push_back(act.person);
    for (const api::PersonId& person : asked) {
        if (person != asked.front())
            card->body()->addWidget(makeRule());
        auto* row = new PersonRow(snapshot, person, style());
        QStringList parts;
        std::map<CardActKind, int> counts;
        for (const api::OpenAct& act : actsOf(person))
            ++counts[act.kind];
        for (const auto& [kind, times] : counts)
            parts << countOf(kind, times);
        row->addAtEnd(makeChip(ChipKind::wait, parts.join(", "), style()));
        card->body()->addWidget(row);
    }
    add(card);
    m_stand = words("Waiting for a card");
}

void CardActsScreen::showLocked(const api::Snapshot& snapshot, const api::Reader& reader) {
    m_actor = personWords(snapshot, m_person);
    m_action = words("Sign in with your PIN");
    m_explanation = today(m_person);
    auto* card = new Card(style());
    auto* row = new QHBoxLayout;
    row->setSpacing(style().metrics.units(16));
    row->addWidget(makeIcon("hand", style().metrics.units(44), style().theme.accent), 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    QString tries = words("Shield the keypad.");
    if (reader.triesLeft)
        tries += " " + words("%n try(tries) left.", static_cast<int>(*reader.triesLeft));
    column->addWidget(makeLabel(tries, "heading"));
    if (reader.hasPinPad) {
        column->addWidget(makeLabel(words("Type the PIN at the reader. It is never typed here.")));
        m_main = words("&PIN at the reader");
    } else {
        m_pin = new PinField(style());
        QLabel* label = makeLabel(words("PIN of your card"));
        label->setBuddy(m_pin);
        m_pin->setAccessibleName(words("PIN of your card"));
        column->addWidget(label);
        column->addWidget(m_pin);
        connect(m_pin, &PinField::changed, this, [this] { Q_EMIT standChanged(); });
        connect(m_pin, &PinField::entered, this, [this] {
            if (isMainButtonEnabled())
                pressMainButton();
        });
        m_first = m_pin;
        m_main = words("&Sign in");
    }
    row->addLayout(column, 1);
    card->body()->addLayout(row);
    add(card);
    showProgress(snapshot);
}

void CardActsScreen::showAct(const api::Snapshot& snapshot) {
    const api::OpenAct& act = *m_act;
    const std::size_t left = actsOf(m_person).size();
    m_actor = personWords(snapshot, m_person);
    m_action = translated(act.title);
    m_explanation = meaningOf(act.kind);
    m_main = "&" + verbOf(act.kind);
    if (mayDecline(act.kind))
        m_other = act.kind == CardActKind::approve ? words("&Decline") : words("It was &not so");
    m_stand = left > 1 ? words("%n more after this", static_cast<int>(left - 1)) : QString();
    const api::ShownSubject* subject = nullptr;
    for (const api::ShownSubject& one : m_step.subjects)
        if (one.subject == act.subject)
            subject = &one;
    const std::vector<api::Field>& fields = subject != nullptr ? subject->fields : m_step.fields;
    const std::string& digest = subject != nullptr ? subject->digest : m_step.digest;
    if (mayDecline(act.kind) && !fields.empty()) {
        auto* card = new Card(style());
        card->body()->addWidget(new FieldsView(fields, style()));
        add(card);
    }
    if (mayDecline(act.kind) && !digest.empty()) {
        auto* card = new Card(style());
        card->body()->addWidget(new DigestView(act.kind == CardActKind::approve
                                                   ? words("SHA-256 of the exact bytes that your card signs")
                                                   : words("SHA-256 of the transcript"),
                                               digest, style()));
        add(card);
    }
    showProgress(snapshot);
}

void CardActsScreen::showDecline(const api::Snapshot& snapshot) {
    m_actor = personWords(snapshot, m_person);
    m_action =
        m_act->kind == CardActKind::approve ? words("Decline, because") : words("It was not so, because");
    m_explanation = words("Your reason goes on record, signed by your card.");
    auto* card = new Card(style());
    m_reason = new QPlainTextEdit;
    m_reason->setTabChangesFocus(true);
    m_reason->setMinimumHeight(style().metrics.units(120));
    QLabel* label = makeLabel(words("Reason"));
    label->setBuddy(m_reason);
    m_reason->setAccessibleName(words("Reason"));
    card->body()->addWidget(label);
    card->body()->addWidget(m_reason);
    add(card);
    connect(m_reason, &QPlainTextEdit::textChanged, this, [this] { Q_EMIT standChanged(); });
    m_first = m_reason;
    m_main = m_act->kind == CardActKind::approve ? words("&Decline") : words("It was &not so");
    m_other = words("&Look again");
}

bool CardActsScreen::isMainButtonEnabled() const {
    switch (m_face) {
    case Face::waiting: return false;
    case Face::locked: return m_pin == nullptr || !m_pin->isEmpty();
    case Face::deciding: return true;
    case Face::declining: return !m_reason->toPlainText().trimmed().isEmpty();
    }
    return false;
}

const char* CardActsScreen::mainLook() const {
    if (m_face == Face::deciding && m_act->kind == CardActKind::releaseShare)
        return "release";
    if (m_face == Face::deciding && mayDecline(m_act->kind))
        return "approve";
    return m_face == Face::declining ? "decline" : "primary";
}

void CardActsScreen::pressMainButton() {
    if (m_face == Face::locked) {
        if (m_pin == nullptr)
            return say(api::UnlockCard{m_person, std::nullopt});
        Result<Secret> pin = m_pin->take();
        if (pin)
            say(api::UnlockCard{m_person, std::optional<Secret>(std::move(*pin))});
        return;
    }
    if (!m_act)
        return;
    const bool isDecline = m_face == Face::declining;
    const std::string reason = isDecline ? m_reason->toPlainText().trimmed().toStdString() : std::string();
    m_face = Face::deciding;
    say(api::DecideAct{m_person, m_act->kind, m_act->subject,
                       isDecline ? api::Decision::decline : api::Decision::approve, reason});
}

void CardActsScreen::pressOtherButton() {
    m_face = m_face == Face::declining ? Face::deciding : Face::declining;
    build(*m_seen);
    if (m_first != nullptr)
        m_first->setFocus();
}

} // namespace strongroom::ui
