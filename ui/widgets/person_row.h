// One person: a disc with the initials, the name, the role, and a chip that says in words how things stand.
// Main thread.
#pragma once

#include "core/api/snapshot.h"
#include "ui/style/style.h"

#include <QLabel>
#include <QWidget>

namespace strongroom::ui {

enum class ChipKind { quiet, good, wait, alarm };
// A sign, words and a frame: told without its colour too.
QWidget* makeChip(ChipKind kind, const QString& words, const Style& style);
// The disc alone.
QLabel* makeDisc(const QString& name, int side, const Style& style);
// What a disc shows of a name, in any script: "LH", "田".
QString initialsOf(const QString& name);

class PersonRow final : public QWidget {
public:
    PersonRow(const api::Snapshot& snapshot, const api::PersonId& person, const Style& style);
    // At the end of the row; taken over.
    void addAtEnd(QWidget* widget);
};

} // namespace strongroom::ui
