// A screen: what the middle of the window shows for one step. It draws a snapshot and gives commands; it
// never decides what comes next, and enables only what `allowed` has. The window around it shows who acts,
// the action, the refusals and the main button, which the screen names. One screen lives as long as its step
// asks the same thing: what was typed stays while cards come and go. Main thread.
#pragma once

#include "core/api/snapshot.h"
#include "ui/style/style.h"

#include <QWidget>
#include <functional>

class QVBoxLayout;

namespace strongroom::ui {

class Screen : public QWidget {
    Q_OBJECT

public:
    using Say = std::function<void(strongroom::api::Command)>;

    Screen(Style style, Say say);

    // A newer snapshot of the same step. Called once before the screen is shown.
    virtual void update(const strongroom::api::Snapshot& snapshot) = 0;
    // The action in a few words: the largest text of the window.
    virtual QString action() const = 0;
    // One sentence beneath it; "" for none.
    virtual QString explanation() const { return {}; }
    // Who acts, where the snapshot's actsNext is not meant; "" to take that.
    virtual QString actor() const { return {}; }
    // The main button; "" where the screen has none.
    virtual QString mainButton() const { return {}; }
    virtual bool isMainButtonEnabled() const { return true; }
    virtual void pressMainButton() {}
    // The same size, for the opposite: "Decline"; "" where there is none.
    virtual QString otherButton() const { return {}; }
    virtual void pressOtherButton() {}
    // The style sheet's look of the main button: primary, approve, release.
    virtual const char* mainLook() const { return "primary"; }
    // What stands beside it: "2 of 4 confirmed".
    virtual QString stand() const { return {}; }
    // Where typing begins.
    virtual QWidget* firstFocus() { return nullptr; }

Q_SIGNALS:
    void standChanged(); // mainButton, isMainButtonEnabled, stand or action

protected:
    const Style& style() const noexcept { return m_style; }
    QVBoxLayout* body() const noexcept { return m_body; }
    void say(strongroom::api::Command command) { m_say(std::move(command)); }

private:
    Style m_style;
    Say m_say;
    QVBoxLayout* m_body;
};

} // namespace strongroom::ui
