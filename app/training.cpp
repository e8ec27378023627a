#include "app/training.h"

#include "app/compose.h"
#include "app/training_folder.h"
#include "ui/shell/main_window.h"

#include <QApplication>
#include <QHashSeed>

namespace strongroom::app {

Result<void> train(const Training& training) {
    SR_ASSIGN(const engine::LoadedPlan plan, engine::loadPlan(training.plan));
    SR_ASSIGN(const base_io::FileLock lock, takeTrainingFolder(training.folder, TakeFolder::whichever));
    SR_ASSIGN(TrainingRoom room, openTrainingRoom(training.folder, plan.plan));
    SR_TRY(bringSamples(room.site, training.plan, plan.plan));

    int count = 1;
    char name[] = "strongroom";
    char* arguments[] = {name, nullptr};
    QHashSeed::setDeterministicGlobalSeed();
    QApplication application(count, arguments);
    QApplication::setStyle("Fusion");
    QApplication::setApplicationName("Strongroom");
    ui::EngineClient engine([&] { return openTrainingEngine(training.folder, plan, room); });
    ui::DeskClient desk(*room.desk);
    ui::WindowSettings settings;
    settings.theme = training.isContrast ? ui::ThemeName::contrast : ui::ThemeName::light;
    settings.text = static_cast<ui::TextSize>(training.textSize);
    ui::MainWindow window(engine, &desk, settings);
    window.resize(1280, 800);
    window.showMaximized();
    engine.start();
    QApplication::exec();
    return {};
}

} // namespace strongroom::app
