// An exception: what was expected, what happened, what was decided, who agreed. Reached by one key at any
// time. Main thread.
#pragma once

#include "ui/screens/screen.h"

class QCheckBox;
class QComboBox;
class QPlainTextEdit;

namespace strongroom::ui {

class RaisePage final : public Screen {
public:
    // `close` leads back to the step.
    RaisePage(const api::Snapshot& snapshot, Style style, Say say, std::function<void()> close);
    void update(const api::Snapshot&) override {}
    QString action() const override;
    QString explanation() const override;
    QString actor() const override;
    QString mainButton() const override;
    bool isMainButtonEnabled() const override;
    void pressMainButton() override;
    QString otherButton() const override;
    void pressOtherButton() override { m_close(); }
    QWidget* firstFocus() override;

private:
    std::vector<api::PersonId> agreed() const;

    std::function<void()> m_close;
    QComboBox* m_kind;
    QPlainTextEdit *m_expected, *m_happened, *m_decided;
    std::vector<std::pair<QCheckBox*, api::PersonId>> m_people;
};

} // namespace strongroom::ui
