#include "ui/text/words.h"

#include <QCoreApplication>

namespace strongroom::ui {

QString words(const char* english) {
    return qtTrId(english);
}

QString words(const char* english, int count) {
    return qtTrId(english, count);
}

} // namespace strongroom::ui
