#include "ui/shell/main_window.h"

#include "ui/desk/desk_panel.h"
#include "ui/screens/make_screen.h"
#include "ui/shell/busy_view.h"
#include "ui/shell/footer.h"
#include "ui/shell/people_page.h"
#include "ui/shell/rail.h"
#include "ui/shell/raise_page.h"
#include "ui/shell/room_page.h"
#include "ui/shell/stage.h"
#include "ui/style/typeface.h"
#include "ui/text/words.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QVBoxLayout>

namespace strongroom::ui {

MainWindow::MainWindow(EngineClient& engine, DeskClient* desk, WindowSettings settings)
    : m_engine(engine), m_desk(desk),
      m_settings(settings), m_style{themeOf(settings.theme), Metrics::of({1280, 720}, settings.text)} {
    setWindowTitle("Strongroom");
    setMinimumSize(1024, 640);
    m_resized.setSingleShot(true);
    m_resized.setInterval(120);
    connect(&m_resized, &QTimer::timeout, this, [this] { build(); });
    connect(&m_engine, &EngineClient::snapshotChanged, this, [this] { showSnapshot(); });
    connect(&m_engine, &EngineClient::done, this, [this] {
        m_stage->setRefusal(nullptr);
        showSnapshot();
    });
    connect(&m_engine, &EngineClient::refused, this, [this](const Error& error) {
        m_stage->setRefusal(&error);
        showSnapshot();
    });
    connect(&m_engine, &EngineClient::openFailed, this,
            [this](const Error& error) { showOpenFailure(error); });
    connect(&m_engine, &EngineClient::silent, this,
            [this](int seconds) { m_stage->busy().tellSilence(seconds); });
    if (m_desk != nullptr) {
        connect(m_desk, &DeskClient::moved, &m_engine, &EngineClient::look);
        connect(m_desk, &DeskClient::failed, this,
                [this](const Error& error) { m_stage->setRefusal(&error); });
        m_desk->refresh();
    }
    // As large as it may become; what is built grows with the window.
    resize(1280, 800);
    build();
}

MainWindow::~MainWindow() = default;

void MainWindow::build() {
    m_style = Style{themeOf(m_settings.theme), Metrics::of(size(), m_settings.text)};
    qApp->setPalette(paletteOf(m_style.theme));
    qApp->setFont(screenFont(m_style.metrics.textPixels()));
    qApp->setStyleSheet(styleSheetOf(m_style));
    auto* central = new QWidget;
    central->setProperty("look", "page");
    auto* column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_banner = new QLabel(words("TRAINING  -  no real keys are used"));
    m_banner->setProperty("look", "banner");
    m_banner->setAlignment(Qt::AlignCenter);
    m_banner->setVisible(m_desk != nullptr);
    column->addWidget(m_banner);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    m_rail = new Rail;
    m_stage = new Stage(m_style);
    row->addWidget(m_rail);
    row->addWidget(m_stage, 1);
    m_deskPanel = nullptr;
    if (m_desk != nullptr) {
        m_deskPanel = new DeskPanel(*m_desk, m_engine, m_style);
        m_deskPanel->setVisible(m_isDeskShown);
        row->addWidget(m_deskPanel);
    }
    column->addLayout(row, 1);
    setCentralWidget(central);
    Footer& footer = m_stage->footer();
    connect(&footer, &Footer::mainPressed, this, [this] {
        if (m_stage->screen() != nullptr)
            m_stage->screen()->pressMainButton();
    });
    connect(&footer, &Footer::otherPressed, this, [this] {
        if (m_stage->screen() != nullptr)
            m_stage->screen()->pressOtherButton();
    });
    connect(&footer, &Footer::exceptionPressed, this, [this] { turnTo(Page::exception); });
    connect(&footer, &Footer::peoplePressed, this, [this] { turnTo(Page::people); });
    connect(&footer, &Footer::leavePressed, this, [this] {
        say(api::LockRoom{});
        turnTo(Page::left);
    });
    m_screenKey.clear();
    if (m_openFailure)
        showOpenFailure(*m_openFailure);
    else
        turnTo(m_page);
}

void MainWindow::say(api::Command command) {
    m_engine.submit(std::move(command));
    if (const auto& snapshot = m_engine.snapshot())
        m_stage->show(*snapshot, !m_engine.isWaiting());
}

void MainWindow::turnTo(Page page) {
    m_page = page;
    m_screenKey.clear();
    showSnapshot();
    if (m_stage->screen() != nullptr && m_stage->screen()->firstFocus() != nullptr)
        m_stage->screen()->firstFocus()->setFocus();
}

void MainWindow::showSnapshot() {
    const auto& snapshot = m_engine.snapshot();
    if (!snapshot || m_stage == nullptr)
        return;
    m_banner->setVisible(snapshot->mode == Mode::training);
    m_rail->show(*snapshot, m_style);
    showStep();
    m_stage->show(*snapshot, !m_engine.isWaiting());
    if (m_deskPanel != nullptr)
        m_deskPanel->show(*snapshot);
}

void MainWindow::showStep() {
    const api::Snapshot& snapshot = *m_engine.snapshot();
    const auto speak = [this](api::Command command) { say(std::move(command)); };
    const auto back = [this] { turnTo(Page::step); };
    std::string key;
    switch (m_page) {
    case Page::step: key = screenKey(snapshot); break;
    case Page::exception: key = "exception"; break;
    case Page::people: key = "people"; break;
    case Page::left: key = "left"; break;
    }
    const bool isNew = std::exchange(m_screenKey, key) != key;
    if (isNew) {
        std::unique_ptr<Screen> screen;
        switch (m_page) {
        case Page::step: screen = makeScreen(snapshot, m_style, speak); break;
        case Page::exception: screen = std::make_unique<RaisePage>(snapshot, m_style, speak, back); break;
        case Page::people: screen = std::make_unique<PeoplePage>(m_style, speak, back); break;
        case Page::left: screen = std::make_unique<RoomPage>(m_style, speak, back); break;
        }
        m_stage->setScreen(std::move(screen));
    }
    if (isNew || snapshot.version != m_shownVersion)
        m_stage->screen()->update(snapshot);
    m_shownVersion = snapshot.version;
    if (isNew && !snapshot.busy) {
        QWidget* first = m_stage->screen()->firstFocus();
        if (first == nullptr && m_stage->footer().mainButton()->isVisible())
            first = m_stage->footer().mainButton();
        if (first != nullptr)
            QTimer::singleShot(0, first, [first] { first->setFocus(); });
    }
}

void MainWindow::showOpenFailure(const Error& error) {
    m_openFailure = error;
    m_stage->setRefusal(&error);
    api::Snapshot nothing;
    nothing.refusals = {error};
    nothing.current = api::DecideStep{
        {SR_TEXT("The ceremony cannot be opened."), {}},
        {SR_TEXT("Nothing was changed. Put right what is said, and start the program again."), {}}};
    nothing.mode = m_desk != nullptr ? Mode::training : Mode::production;
    m_stage->setScreen(makeScreen(nothing, m_style, [](api::Command) {}));
    m_stage->screen()->update(nothing);
    m_stage->show(nothing, true);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    if (Metrics::of(size(), m_settings.text) == m_style.metrics)
        return;
    // While a window is dragged larger, once is enough; one that nobody sees yet is right at once.
    if (isVisible())
        m_resized.start();
    else
        build();
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_F4:
        m_isDeskShown = !m_isDeskShown;
        if (m_deskPanel != nullptr)
            m_deskPanel->setVisible(m_isDeskShown);
        return;
    case Qt::Key_F6:
        m_settings.theme = m_settings.theme == ThemeName::light ? ThemeName::contrast : ThemeName::light;
        return build();
    case Qt::Key_F7:
        m_settings.text = m_settings.text == TextSize::normal  ? TextSize::large
                          : m_settings.text == TextSize::large ? TextSize::largest
                                                               : TextSize::normal;
        return build();
    default: QMainWindow::keyPressEvent(event);
    }
}

} // namespace strongroom::ui
