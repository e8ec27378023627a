// The window: banner, rail, stage, and in a training the desk beside them. It shows the screen for the newest
// snapshot, the page that somebody asked for by a key, and passes commands on. It decides nothing. Main
// thread.
#pragma once

#include "ui/client/desk_client.h"
#include "ui/client/engine_client.h"
#include "ui/style/style.h"

#include <QLabel>
#include <QMainWindow>
#include <QTimer>

namespace strongroom::ui {

class DeskPanel;
class Rail;
class Stage;

struct WindowSettings {
    ThemeName theme = ThemeName::light;
    TextSize text = TextSize::normal;
};

class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    // `desk` is nullptr where hands do what the desk stands for.
    MainWindow(EngineClient& engine, DeskClient* desk, WindowSettings settings);
    ~MainWindow() override;

    Stage& stage() { return *m_stage; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Page { step, exception, people, left };

    void build();
    void turnTo(Page page);
    void showSnapshot();
    void showStep();
    void say(strongroom::api::Command command);
    void showOpenFailure(const strongroom::base::Error& error);

    EngineClient& m_engine;
    DeskClient* m_desk;
    WindowSettings m_settings;
    Style m_style;
    Page m_page = Page::step;
    std::string m_screenKey;
    std::uint64_t m_shownVersion = 0;
    QTimer m_resized;
    QLabel* m_banner = nullptr;
    Rail* m_rail = nullptr;
    Stage* m_stage = nullptr;
    DeskPanel* m_deskPanel = nullptr;
    bool m_isDeskShown = true;
    std::optional<strongroom::base::Error> m_openFailure;
};

} // namespace strongroom::ui
