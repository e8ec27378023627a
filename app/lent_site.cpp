#include "app/lent_site.h"

#include "core/base_io/file_layer.h"
#include "core/engine/site_reader.h"

namespace strongroom::app {

using base_io::FileKind;

Result<engine::Site> lentSite(const std::filesystem::path& siteFile, const std::filesystem::path& folder,
                              const ceremony::Plan& plan) {
    if (siteFile.empty())
        return engine::Site();
    SR_ASSIGN(engine::Site site, engine::readSiteFile(siteFile));
    if (!site.training)
        return Error{ErrorCode::wrongMode,
                     siteFile.string() +
                         " does not say 'training: true': its devices are not for rehearsals"};
    for (const std::string& device : plan.hsms)
        if (!site.devices.contains(device))
            return Error{ErrorCode::tokenMissing,
                         siteFile.string() + " names no HSM '" + device + "', which the plan uses"};
    for (const auto& [name, medium] : site.media) {
        SR_ASSIGN(const FileKind kind, base_io::kindOf(medium.path));
        if (kind != FileKind::folder)
            return Error{ErrorCode::fileMissing, "the medium '" + name +
                                                     "' is not there: " + medium.path.string() +
                                                     " is no folder; plug it in, or mend the site file"};
    }
    // Later the record says which token is ours; until then it must be a blank one.
    SR_ASSIGN(const FileKind record, base_io::kindOf(folder / "authority" / "record.jsonl"));
    if (record == FileKind::missing)
        for (const std::string& device : plan.hsms)
            SR_TRY(engine::checkBlank(device, site.devices.at(device)));
    return site;
}

Result<void> keepSite(const std::filesystem::path& siteFile, const std::filesystem::path& folder) {
    constexpr std::uint64_t largest = 256 * 1024;
    const base_io::Path kept = folder / "site.yaml";
    SR_ASSIGN(const FileKind there, base_io::kindOf(kept));
    SR_ASSIGN(const FileKind begun, base_io::kindOf(folder / "authority"));
    if (there == FileKind::missing && begun == FileKind::missing)
        return siteFile.empty() ? Result<void>() : base_io::copyNew(siteFile, kept, largest);
    if (there == FileKind::missing && siteFile.empty())
        return {};
    const Error other{ErrorCode::badArgument,
                      "this rehearsal was begun with another site file, or with none; go on with the same"};
    if (there == FileKind::missing || siteFile.empty())
        return other;
    SR_ASSIGN(const Bytes before, base_io::readRegularFile(kept, largest));
    SR_ASSIGN(const Bytes now, base_io::readRegularFile(siteFile, largest));
    return before == now ? Result<void>() : other;
}

} // namespace strongroom::app
