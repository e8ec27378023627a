#include "ui/screens/confirm_screen.h"

#include "ui/screens/confirmers.h"
#include "ui/text/translated.h"
#include "ui/text/words.h"
#include "ui/widgets/box_view.h"
#include "ui/widgets/card.h"
#include "ui/widgets/digest_view.h"
#include "ui/widgets/fields_view.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>
#include <QLineEdit>
#include <algorithm>

namespace strongroom::ui {

namespace {

QString titleOf(const api::Snapshot& snapshot) {
    for (const api::RailItem& item : snapshot.rail)
        if (item.state == api::RailItem::State::current)
            return translated(item.title);
    return {};
}

} // namespace

void ConfirmScreen::update(const api::Snapshot& snapshot) {
    const auto& step = std::get<api::ConfirmStep>(snapshot.current);
    if (m_confirmers != nullptr)
        return; // the same question; ticks and numbers stay
    m_step = step;
    m_title = step.what == "second-look" ? words("Second look")
              : step.what == "tail"      ? words("Compare with the closing sheet")
                                         : titleOf(snapshot);
    build(snapshot);
}

void ConfirmScreen::build(const api::Snapshot& snapshot) {
    for (const api::Box& box : m_step.boxes)
        body()->addWidget(new BoxView(box, style()));
    if (!m_step.digests.empty())
        body()->addWidget(new BoxView(api::BoxKind::compare,
                                      words("Read the words aloud in turn; whoever has paper follows there."),
                                      style()));
    if (!m_step.fields.empty()) {
        auto* card = new Card(style());
        card->body()->addWidget(new FieldsView(m_step.fields, style()));
        body()->addWidget(card);
    }
    for (const api::NamedDigest& digest : m_step.digests) {
        auto* card = new Card(style());
        card->body()->addWidget(new DigestView(translated(digest.name), digest.hex, style()));
        body()->addWidget(card);
    }
    for (const api::ShownSubject& subject : m_step.subjects) {
        auto* card = new Card(style());
        card->body()->addWidget(new FieldsView(subject.fields, style()));
        for (const api::Box& box : subject.boxes)
            card->body()->addWidget(new BoxView(box, style()));
        card->body()->addWidget(new DigestView(words("SHA-256 of what is signed"), subject.digest, style()));
        body()->addWidget(card);
    }
    if (!m_step.prompts.empty()) {
        auto* card = new Card(style());
        auto* grid = new QGridLayout;
        grid->setHorizontalSpacing(style().metrics.units(16));
        grid->setVerticalSpacing(style().metrics.units(8));
        int row = 0;
        for (const api::Prompt& prompt : m_step.prompts) {
            QLabel* label = makeName(translated(prompt.label));
            auto* value = new QLineEdit;
            label->setBuddy(value);
            value->setAccessibleName(translated(prompt.label));
            value->setMaxLength(200);
            connect(value, &QLineEdit::textChanged, this, [this] { Q_EMIT standChanged(); });
            connect(value, &QLineEdit::returnPressed, value,
                    [value] { value->nextInFocusChain()->setFocus(); });
            grid->addWidget(label, row, 0);
            grid->addWidget(value, row++, 1);
            m_values.push_back(value);
        }
        grid->setColumnStretch(1, 1);
        card->body()->addLayout(grid);
        body()->addWidget(card);
    }
    auto* card = new Card(style());
    m_confirmers = new Confirmers(snapshot, m_step.by, style(), [this] { Q_EMIT standChanged(); });
    card->body()->addWidget(m_confirmers);
    body()->addWidget(card);
}

QString ConfirmScreen::action() const {
    return m_title;
}

QString ConfirmScreen::explanation() const {
    return translated(m_step.text);
}

QString ConfirmScreen::mainButton() const {
    return words("&So it is");
}

bool ConfirmScreen::isMainButtonEnabled() const {
    return m_confirmers != nullptr && m_confirmers->isComplete() &&
           std::none_of(m_values.begin(), m_values.end(),
                        [](const QLineEdit* value) { return value->text().trimmed().isEmpty(); });
}

void ConfirmScreen::pressMainButton() {
    api::Confirm confirm{m_confirmers->persons(), {}};
    for (const QLineEdit* value : m_values)
        confirm.values.push_back(value->text().trimmed().toStdString());
    Screen::say(std::move(confirm));
}

QString ConfirmScreen::stand() const {
    return m_confirmers != nullptr ? m_confirmers->stand() : QString();
}

QWidget* ConfirmScreen::firstFocus() {
    return !m_values.empty() ? m_values.front() : m_confirmers->first();
}

} // namespace strongroom::ui
