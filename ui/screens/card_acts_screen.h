// Cards are asked for their acts. Whose card lies in a reader signs in by the PIN, sees what is asked of the
// card today, and decides each thing singly: what is approved is shown with its fields first and its digest
// last, and declining is as large as approving. Main thread.
#pragma once

#include "ui/screens/screen.h"

class QPlainTextEdit;

namespace strongroom::ui {

class PinField;

class CardActsScreen final : public Screen {
public:
    using Screen::Screen;
    void update(const api::Snapshot& snapshot) override;
    QString action() const override { return m_action; }
    QString explanation() const override { return m_explanation; }
    QString actor() const override { return m_actor; }
    QString mainButton() const override { return m_main; }
    bool isMainButtonEnabled() const override;
    void pressMainButton() override;
    QString otherButton() const override { return m_other; }
    void pressOtherButton() override;
    const char* mainLook() const override;
    QString stand() const override { return m_stand; }
    QWidget* firstFocus() override { return m_first; }

private:
    // What the room sees: nobody's card, a locked card, an act to decide, the reason of a decline.
    enum class Face { waiting, locked, deciding, declining };

    void build(const api::Snapshot& snapshot);
    void showWaiting(const api::Snapshot& snapshot);
    void showLocked(const api::Snapshot& snapshot, const api::Reader& reader);
    void showAct(const api::Snapshot& snapshot);
    void showDecline(const api::Snapshot& snapshot);
    void showProgress(const api::Snapshot& snapshot);
    void add(QWidget* widget);
    std::vector<api::OpenAct> actsOf(const api::PersonId& person) const;
    QString today(const api::PersonId& person) const;

    api::CardActsStep m_step;
    std::shared_ptr<const api::Snapshot> m_seen;
    Face m_face = Face::waiting;
    api::PersonId m_person;
    std::string m_shownFace; // what is built, so that nothing flickers while a card is looked at
    std::optional<api::OpenAct> m_act;
    QString m_action, m_explanation, m_actor, m_main, m_other, m_stand;
    QWidget *m_content = nullptr, *m_first = nullptr;
    PinField* m_pin = nullptr;
    QPlainTextEdit* m_reason = nullptr;
};

} // namespace strongroom::ui
