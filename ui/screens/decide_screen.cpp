#include "ui/screens/decide_screen.h"

#include "ui/text/translated.h"
#include "ui/text/words.h"
#include "ui/widgets/card.h"
#include "ui/widgets/fields_view.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/take_away.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace strongroom::ui {

namespace {

struct EndingWords {
    const char *title, *meaning;
};

EndingWords wordsOf(api::ExceptionEnding ending) {
    using api::ExceptionEnding;
    switch (ending) {
    case ExceptionEnding::corrected:
        return {SR_TEXT("Corrected: go on"),
                SR_TEXT("What was put right is written above. The old value stays in the record.")};
    case ExceptionEnding::anotherAttempt:
        return {SR_TEXT("Do this step again"),
                SR_TEXT("The step begins anew, as another attempt. What was done stays in the record.")};
    case ExceptionEnding::contingency:
        return {SR_TEXT("Take the contingency"),
                SR_TEXT("The steps that the plan has for this case come next.")};
    case ExceptionEnding::leftOut:
        return {SR_TEXT("Leave this step out"), SR_TEXT("The plan calls it optional.")};
    case ExceptionEnding::suspend:
        return {SR_TEXT("Suspend the ceremony"), SR_TEXT("It goes on another day, at this step.")};
    case ExceptionEnding::abandon:
        return {SR_TEXT("Abandon the ceremony"),
                SR_TEXT("It is closed and sealed as abandoned. It never goes on.")};
    }
    return {"", ""};
}

} // namespace

void DecideScreen::update(const api::Snapshot& snapshot) {
    m_step = std::get<api::DecideStep>(snapshot.current);
    takeAway(m_list);
    m_first = nullptr;
    m_list = new QWidget;
    m_list->setProperty("look", "bare");
    auto* column = new QVBoxLayout(m_list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(style().metrics.units(10));
    auto* card = new Card(style());
    card->body()->addWidget(makeName(translated(m_step.happened), "heading"));
    if (!m_step.fields.empty())
        card->body()->addWidget(new FieldsView(m_step.fields, style()));
    column->addWidget(card);
    if (!snapshot.allowed.contains(api::CommandKind::endException))
        m_step.endings.clear();
    for (const api::ExceptionEnding ending : m_step.endings) {
        const EndingWords ended = wordsOf(ending);
        auto* choice = new Card(style());
        auto* button = new QPushButton(words(ended.title));
        button->setAccessibleDescription(words(ended.meaning));
        connect(button, &QPushButton::clicked, this, [this, ending] { say(api::EndException{ending}); });
        choice->body()->addWidget(button);
        choice->body()->addWidget(makeLabel(words(ended.meaning), "quiet"));
        column->addWidget(choice);
        if (m_first == nullptr)
            m_first = button;
    }
    body()->addWidget(m_list);
    Q_EMIT standChanged();
}

QString DecideScreen::action() const {
    return m_step.endings.empty() ? words("The ceremony cannot go on like this")
                                  : words("Decide how the exception ends");
}

QString DecideScreen::explanation() const {
    return translated(m_step.toDo);
}

} // namespace strongroom::ui
