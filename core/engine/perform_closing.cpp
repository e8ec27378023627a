// Acts at the end of a ceremony: the sealed record on media, the transcript.
#include "core/engine/backup_medium.h"
#include "core/engine/perform.h"
#include "core/engine/record_copy.h"
#include "core/ossl/digest.h"
#include "core/transcript/json_writer.h"
#include "core/transcript/text_writer.h"
#include "core/transcript/transcript.h"

namespace strongroom::engine {

namespace {

// No share that is not the sealed one goes into a safe.
Result<void> checkEnvelopes(const authority::AuthorityState& state, const MediumFiles& files) {
    for (const auto& [id, set] : state.sets)
        for (const custody::ShareMember& member : set.set.members) {
            const auto file = files.find(envelopeName(id, member.member));
            if (file != files.end() && ossl::sha256(file->second) != member.envelope)
                return Error{ErrorCode::digestMismatch,
                             "the record is not copied: " + file->first +
                                 " on this machine is not the one on record; put it back from a medium that "
                                 "carries it"};
        }
    return {};
}

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::WriteRecord& act) {
    SR_ASSIGN(const MediumFiles files, recordFiles(bench.folder, act.size));
    SR_TRY(checkEnvelopes(bench.state(), files));
    return writeToMedium(bench, act.medium, act.folder, files);
}

Result<void> performAct(Workbench& bench, const ceremony::WritePublished& act) {
    MediumFiles files;
    for (const authority::CopiedFile& copy : authority::copiesOf(bench.state()))
        files[copy.file] = copy.bytes;
    return writeToMedium(bench, act.medium, act.folder, files);
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
