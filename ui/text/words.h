// The window's own words. The English sentence is its own key: `words("Leave the room")` answers the
// translation, or the English where there is none. Engine texts are SR_TEXT (core/base/text.h) and go through
// translated(). Main thread.
#pragma once

#include <QString>

namespace strongroom::ui {

QString words(const char* english);
// "%n card(s)": %n is the count.
QString words(const char* english, int count);

} // namespace strongroom::ui
