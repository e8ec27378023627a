// Labels as the style sheet knows them. A label that people must read wraps and is never elided. Names of
// people, in any script, begin at the left. Main thread.
#pragma once

#include <QLabel>

namespace strongroom::ui {

// `look`: action, actor, heading, quiet, small, alarm, "" for text.
QLabel* makeLabel(const QString& text, const char* look = "");
// A name of a person, or any text from outside: shown as it is, never as markup.
QLabel* makeName(const QString& text, const char* look = "");
// A thin line between rows.
QWidget* makeRule();

} // namespace strongroom::ui
