#include "ui/screens/run_screen.h"

#include "ui/text/translated.h"
#include "ui/text/words.h"
#include "ui/widgets/box_view.h"
#include "ui/widgets/card.h"
#include "ui/widgets/fields_view.h"
#include "ui/widgets/icon_label.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>

namespace strongroom::ui {

namespace {

QString titleOf(const std::string& what) {
    static const std::pair<const char*, const char*> known[] = {
        {"initialise", SR_TEXT("Initialise the HSM")}, {"generate", SR_TEXT("Generate the key")},
        {"backup", SR_TEXT("Back up the keys")},       {"drill", SR_TEXT("Try the backup")},
        {"restore", SR_TEXT("Restore the keys")},      {"erase", SR_TEXT("Clear the HSM")},
        {"rewrap", SR_TEXT("Wrap the keys again")},    {"renew", SR_TEXT("Give the HSM new PINs")},
    };
    for (const auto& [name, title] : known)
        if (what == name)
            return words(title);
    return shown(what);
}

QString iconOf(const std::string& what) {
    return what == "backup" || what == "drill" || what == "restore" ? "stick"
           : what == "erase"                                        ? "erase"
           : what == "generate"                                     ? "key"
                                                                    : "hsm";
}

} // namespace

void RunScreen::update(const api::Snapshot& snapshot) {
    m_step = std::get<api::RunStep>(snapshot.current);
    m_title = titleOf(m_step.what);
    if (std::exchange(m_built, true))
        return;
    auto* card = new Card(style());
    auto* row = new QHBoxLayout;
    row->setSpacing(style().metrics.units(16));
    row->addWidget(makeIcon(iconOf(m_step.what), style().metrics.units(56), style().theme.accent), 0,
                   Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->addWidget(makeName(translated(m_step.text), "heading"));
    column->addWidget(makeLabel(words("It takes about %n second(s). The program says when it is done.",
                                      static_cast<int>(m_step.expectedSeconds)),
                                "quiet"));
    row->addLayout(column, 1);
    card->body()->addLayout(row);
    if (!m_step.fields.empty()) {
        card->body()->addWidget(makeRule());
        card->body()->addWidget(new FieldsView(m_step.fields, style()));
    }
    body()->addWidget(card);
}

QString RunScreen::action() const {
    return m_title;
}

QString RunScreen::explanation() const {
    return words("Everything is ready. Nothing happens before you press the button.");
}

QString RunScreen::mainButton() const {
    return words("&Go");
}

void RunScreen::pressMainButton() {
    say(api::Proceed{});
}

QString RunScreen::stand() const {
    return {};
}

} // namespace strongroom::ui
