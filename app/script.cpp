#include "app/script.h"

#include "app/compose.h"
#include "app/paper.h"
#include "core/base_io/file_layer.h"
#include "core/ceremony/script.h"
#include "core/engine/examine.h"
#include "core/transcript/text_writer.h"

namespace strongroom::app {

Result<std::vector<std::string>> writeScript(const std::filesystem::path& plan,
                                             const std::filesystem::path& file) {
    SR_ASSIGN(const std::filesystem::path helper, helperProgram());
    SR_ASSIGN(engine::Examination examination, engine::examinePlan(plan, systemClock().now(), helper));
    if (!examination.problems.empty())
        return std::move(examination.problems);
    const engine::LoadedPlan& loaded = examination.loaded;
    const api::Document script = ceremony::scriptOf({loaded.plan, loaded.files, loaded.digest});
    if (file.extension() == ".pdf")
        SR_TRY(writePdf(script, {loaded.plan.id + " " + loaded.plan.version, {}, {}}, file));
    else
        SR_TRY(base_io::writeNew(file, base::viewOf(transcript::textOf(script))));
    return std::vector<std::string>();
}

} // namespace strongroom::app
