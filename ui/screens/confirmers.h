// Each person who has to say "so it is" has a tick of the own; the step is confirmed when all have ticked.
// Where a role may speak by any of its people, who speaks is chosen. Main thread.
#pragma once

#include "core/api/snapshot.h"
#include "ui/style/style.h"

#include <QWidget>
#include <functional>

class QCheckBox;
class QComboBox;

namespace strongroom::ui {

class Confirmers final : public QWidget {
public:
    Confirmers(const api::Snapshot& snapshot, const std::vector<api::PersonId>& asked, const Style& style,
               std::function<void()> changed);

    bool isComplete() const;
    QString stand() const;
    std::vector<api::PersonId> persons() const; // who said so
    QWidget* first() const;

private:
    struct Row {
        QCheckBox* tick;
        QComboBox* who; // nullptr where it can be nobody else
        std::vector<api::PersonId> choices;
    };
    std::vector<Row> m_rows;
};

} // namespace strongroom::ui
