// Acts at the end of a ceremony: the sealed record on media, the transcript.
#include "core/engine/perform.h"
#include "core/engine/record_copy.h"
#include "core/ossl/digest.h"
#include "core/transcript/json_writer.h"
#include "core/transcript/text_writer.h"
#include "core/transcript/transcript.h"

namespace strongroom::engine {

namespace {

Result<void> writeTo(Workbench& bench, const std::string& medium, const std::string& folder,
                     const MediumFiles& files) {
    SR_TRY(bench.record(authority::MediumWriteIntended{medium, folder}));
    SR_ASSIGN(const base_io::Path root, mediumRoot(bench, medium));
    auto removed = writeMediumFolder(root, bench.state().authority, folder, files);
    if (!removed)
        return Error{removed.error().code, "medium '" + medium + "': " + removed.error().detail};
    return bench.record(authority::MediumWritten{medium, folder, digestOf(files), std::move(*removed)});
}

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::WriteRecord& act) {
    SR_ASSIGN(const MediumFiles files, recordFiles(bench.folder, act.size));
    return writeTo(bench, act.medium, act.folder, files);
}

Result<void> performAct(Workbench& bench, const ceremony::WritePublished& act) {
    MediumFiles files;
    for (const authority::CopiedFile& copy : authority::copiesOf(bench.state()))
        files[copy.file] = copy.bytes;
    return writeTo(bench, act.medium, act.folder, files);
}

// The text is for people; what is signed is the canonical JSON of the same document. The record has the
// digests of both, so that nobody reads a text that was altered.
Result<void> performAct(Workbench& bench, const ceremony::MakeTranscript&) {
    const authority::AuthorityState& state = bench.state();
    const std::uint64_t size = state.size;
    const api::Document document = transcript::transcriptOf(state, bench.plan.title, bench.plan.language);
    const std::string json = transcript::jsonOf(document), text = transcript::textOf(document);
    const base_io::Path folder = bench.folder.transcripts();
    SR_TRY(bench.folder.ensureFolder(folder));
    for (const auto& [ending, bytes] :
         {std::pair<const char*, ByteView>{".json", base::viewOf(json)}, {".txt", base::viewOf(text)}}) {
        const base_io::Path path = folder / (transcriptName(state.ceremony->id, size) + ending);
        SR_TRY(base_io::writeNew(path, bytes));
        SR_TRY(base_io::readBack(path, bytes));
    }
    return bench.record(
        authority::TranscriptMade{ossl::sha256(base::viewOf(json)), size, ossl::sha256(base::viewOf(text))});
}

} // namespace strongroom::engine
