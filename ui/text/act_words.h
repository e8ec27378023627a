// The words for what a card is asked for. "Approve" signs, "release" opens the HSM: never the same word,
// colour or sign. Main thread.
#pragma once

#include "core/api/step.h"

#include <QString>

namespace strongroom::ui {

QString verbOf(api::CardActKind kind);    // the button: "Release my share"
QString meaningOf(api::CardActKind kind); // one sentence: what it does
QString iconOf(api::CardActKind kind);    // in resources/icons
// "Today you will: approve 2 things, release your share 3 times"
QString countOf(api::CardActKind kind, int times);

} // namespace strongroom::ui
