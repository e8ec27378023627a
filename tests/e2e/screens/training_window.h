// A training in a folder, with its window: what `strongroom training` opens.
#pragma once

#include "app/compose.h"
#include "app/training_folder.h"
#include "ui/client/desk_client.h"
#include "ui/client/engine_client.h"
#include "ui/shell/main_window.h"

#include <memory>
#include <optional>

namespace strongroom::test {

class TrainingWindow {
public:
    static Result<std::unique_ptr<TrainingWindow>> open(const std::filesystem::path& plan,
                                                        const std::filesystem::path& folder,
                                                        ui::WindowSettings settings = {},
                                                        QSize size = {1280, 800});

    ui::MainWindow& window() { return *m_window; }
    ui::EngineClient& engine() { return *m_engine; }
    ui::DeskClient& desk() { return *m_deskClient; }
    const api::Snapshot& seen() const { return *m_engine->snapshot(); }
    const std::filesystem::path& folder() const { return m_folder; }

private:
    std::filesystem::path m_folder;
    std::optional<base_io::FileLock> m_lock;
    std::optional<engine::LoadedPlan> m_plan;
    app::TrainingRoom m_room;
    std::unique_ptr<ui::EngineClient> m_engine;
    std::unique_ptr<ui::DeskClient> m_deskClient;
    std::unique_ptr<ui::MainWindow> m_window;
};

} // namespace strongroom::test
