#include "app/lent_site.h"

#include "core/base_io/file_layer.h"
#include "core/engine/site_reader.h"

namespace strongroom::app {

using base_io::FileKind;
using base_io::Path;

Result<engine::Site> lentSite(const Path& folder, const Path& file, const ceremony::Plan& plan) {
    if (file.empty())
        return engine::Site();
    SR_ASSIGN(engine::Site site, engine::readSiteFile(file));
    if (!site.training)
        return Error{ErrorCode::wrongMode,
                     file.string() + " does not say 'training: true': its devices are not for rehearsals"};
    for (const std::string& device : plan.hsms)
        if (!site.devices.contains(device))
            return Error{ErrorCode::tokenMissing,
                         file.string() + " names no HSM '" + device + "', which the plan uses"};
    for (const auto& [medium, path] : site.media) {
        SR_ASSIGN(const FileKind kind, base_io::kindOf(path));
        if (kind != FileKind::folder)
            return Error{ErrorCode::fileMissing, "the medium '" + medium +
                                                     "' is not there: " + path.string() +
                                                     " is no folder; plug it in, or mend the site file"};
    }
    // Later the record says which token is ours; until then it must be a blank one.
    SR_ASSIGN(const FileKind record, base_io::kindOf(folder / "authority" / "record.jsonl"));
    if (record == FileKind::missing)
        for (const std::string& device : plan.hsms)
            SR_TRY(engine::checkBlank(device, site.devices.at(device)));
    return site;
}

Result<void> keepSite(const Path& folder, const Path& file) {
    constexpr std::uint64_t largest = 256 * 1024;
    const Path kept = folder / "site.yaml";
    SR_ASSIGN(const FileKind there, base_io::kindOf(kept));
    SR_ASSIGN(const FileKind begun, base_io::kindOf(folder / "authority"));
    if (there == FileKind::missing && begun == FileKind::missing)
        return file.empty() ? Result<void>() : base_io::copyNew(file, kept, largest);
    if (there == FileKind::missing && file.empty())
        return {};
    const Error other{ErrorCode::badArgument,
                      "this rehearsal was begun with another site file, or with none; go on with the same"};
    if (there == FileKind::missing || file.empty())
        return other;
    SR_ASSIGN(const Bytes before, base_io::readRegularFile(kept, largest));
    SR_ASSIGN(const Bytes now, base_io::readRegularFile(file, largest));
    return before == now ? Result<void>() : other;
}

Result<void> bringSamplesTo(const engine::Site& site, const Path& planFile, const ceremony::Plan& plan) {
    constexpr std::uint64_t largestSample = 1024 * 1024;
    for (const ceremony::Input& input : plan.inputs) {
        const auto medium = site.media.find(input.from);
        if (medium == site.media.end() || input.sample.empty())
            continue;
        SR_ASSIGN(const FileKind there, base_io::kindOf(medium->second / input.file));
        if (there == FileKind::missing)
            SR_TRY(base_io::copyNew(planFile.parent_path() / input.sample, medium->second / input.file,
                                    largestSample));
    }
    return {};
}

} // namespace strongroom::app
