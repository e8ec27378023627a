#include "ui/screens/finished_screen.h"

#include "core/base/words.h"
#include "ui/text/translated.h"
#include "ui/text/words.h"
#include "ui/widgets/box_view.h"
#include "ui/widgets/card.h"
#include "ui/widgets/digest_view.h"
#include "ui/widgets/labels.h"

#include <QVBoxLayout>

namespace strongroom::ui {

namespace {

QString hexOf(const QString& words) {
    const auto digest = base::digestFromPgpWords(words.toStdString());
    return digest ? shown(digest->hex()) : QString();
}

} // namespace

void FinishedScreen::update(const api::Snapshot& snapshot) {
    m_step = std::get<api::FinishedStep>(snapshot.current);
    if (std::exchange(m_built, true) || m_step.head.empty())
        return;
    body()->addWidget(new BoxView(
        api::BoxKind::byHand,
        words("Write the head on two closing sheets, by hand. They are kept in two places."), style()));
    const QString head = shown(m_step.head);
    auto* card = new Card(style());
    card->body()->addWidget(new DigestView(words("Head: %1 entries").arg(head.section(' ', 0, 0)),
                                           hexOf(head.section(' ', 1)).toStdString(), style()));
    body()->addWidget(card);
    if (!m_step.anchor.empty()) {
        auto* anchor = new Card(style());
        anchor->body()->addWidget(new DigestView(words("Anchor of the authority: compare with your paper"),
                                                 hexOf(shown(m_step.anchor)).toStdString(), style()));
        body()->addWidget(anchor);
    }
}

QString FinishedScreen::action() const {
    return m_step.result == "complete"    ? words("The ceremony is complete")
           : m_step.result == "abandoned" ? words("The ceremony was abandoned")
                                          : words("The plan is done, the ceremony is open");
}

QString FinishedScreen::explanation() const {
    return words("Ceremony %1").arg(shown(m_step.ceremony));
}

} // namespace strongroom::ui
