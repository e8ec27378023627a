#include "training_window.h"

namespace strongroom::test {

Result<std::unique_ptr<TrainingWindow>> TrainingWindow::open(const std::filesystem::path& plan,
                                                             const std::filesystem::path& folder,
                                                             ui::WindowSettings settings, QSize size) {
    auto opened = std::make_unique<TrainingWindow>();
    opened->m_folder = folder;
    SR_ASSIGN(opened->m_plan, engine::loadPlan(plan));
    SR_ASSIGN(opened->m_lock, app::takeTrainingFolder(folder, app::TakeFolder::whichever));
    SR_ASSIGN(opened->m_room, app::openTrainingRoom(folder, opened->m_plan->plan));
    SR_TRY(app::bringSamples(opened->m_room.site, plan, opened->m_plan->plan));
    TrainingWindow* room = opened.get();
    opened->m_engine = std::make_unique<ui::EngineClient>(
        [room] { return app::openTrainingEngine(room->m_folder, *room->m_plan, room->m_room); });
    opened->m_deskClient = std::make_unique<ui::DeskClient>(*opened->m_room.desk);
    opened->m_window =
        std::make_unique<ui::MainWindow>(*opened->m_engine, opened->m_deskClient.get(), settings);
    opened->m_window->resize(size);
    opened->m_window->show();
    opened->m_engine->start();
    return opened;
}

} // namespace strongroom::test
