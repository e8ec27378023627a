#include "core/engine/found_records.h"

#include "core/audit/chain.h"
#include "core/authority/verify.h"
#include "core/base/note.h"
#include "core/engine/medium_folder.h"
#include "core/ossl/digest.h"
#include "core/transcript/entry_text.h"

#include <algorithm>
#include <charconv>

namespace strongroom::engine {

namespace {

using base_io::FileKind;
using base_io::Path;
using ceremony::FoundRecord;

constexpr const char* recordFile = "record.jsonl";
constexpr std::uint64_t largestFile = 4ULL * 1024 * 1024 * 1024;

Result<std::vector<std::string>> foldersIn(const Path& folder) {
    std::vector<std::string> found;
    SR_ASSIGN(const FileKind kind, base_io::kindOf(folder));
    if (kind != FileKind::folder)
        return found;
    SR_ASSIGN(const std::vector<std::string> names, base_io::listFolder(folder));
    for (const std::string& name : names) {
        SR_ASSIGN(const FileKind inside, base_io::kindOf(folder / name));
        if (inside == FileKind::folder)
            found.push_back(name);
    }
    return found;
}

FoundRecord readChain(std::string place, const Path& folder) {
    FoundRecord record{std::move(place), {}, std::nullopt, ""};
    auto reader = audit::ChainReader::open(folder / recordFile);
    if (!reader) {
        record.fault = reader.error().detail;
        return record;
    }
    while (true) {
        const auto entry = reader->next();
        if (!entry) {
            record.fault = entry.error().detail;
            break;
        }
        if (*entry == nullptr)
            break;
        record.hashes.push_back((*entry)->hash);
    }
    return record;
}

Result<void> findOnMedium(const std::string& medium, const Path& root, FoundFolders& found) {
    SR_ASSIGN(const std::vector<std::string> authorities, foldersIn(root));
    for (const std::string& authority : authorities) {
        SR_ASSIGN(const std::vector<std::string> names, foldersIn(root / authority));
        for (const std::string& name : names) {
            const Path folder = root / authority / name;
            SR_ASSIGN(const FileKind record, base_io::kindOf(folder / recordFile));
            if (record != FileKind::regular || !(name.starts_with("close-") || name.starts_with("record-")))
                continue;
            std::string place = medium;
            place += "/" + name;
            if (found.folders.contains(place)) // of two authorities on one medium
                place += "/" + authority;
            found.records.push_back(readChain(place, folder));
            found.folders[place] = folder;
        }
    }
    return {};
}

Result<std::vector<Text>> tailOf(const Path& folder, std::uint64_t from) {
    SR_ASSIGN(audit::ChainReader reader, audit::ChainReader::open(folder / recordFile));
    std::vector<Text> lines;
    while (true) {
        SR_ASSIGN(const audit::Entry* entry, reader.next());
        if (entry == nullptr)
            return lines;
        if (entry->seq < from)
            continue;
        SR_ASSIGN(const authority::EntryBody body, authority::readBody(entry->type, entry->body));
        lines.push_back({SR_TEXT("Entry %1: %2, %3"),
                         {std::to_string(entry->seq), entry->type, transcript::detailsOf(body)}});
    }
}

Result<ceremony::Ending> endingOf(const Path& folder, Mode mode) {
    SR_ASSIGN(const authority::VerifyReport report, authority::verifyFolder(folder, {}));
    if (report.mode != mode)
        return Error{ErrorCode::wrongMode, std::string("it is for ") + base::nameOf(report.mode)};
    ceremony::Ending ending;
    ending.ceremony = report.ceremony;
    std::from_chars(report.ceremony.data(), report.ceremony.data() + report.ceremony.find('-'),
                    ending.ordinal);
    if (!report.closed)
        return ending;
    ending.size = report.size() - report.tail;
    SR_ASSIGN(const Bytes bytes,
              base_io::readRegularFile(folder / "checkpoints" / (std::to_string(ending.size) + ".note"),
                                       256 * 1024));
    SR_ASSIGN(const base::Note note, base::readNote(base::textOf(bytes)));
    ending.note = ossl::sha256(base::viewOf(note.text));
    SR_ASSIGN(ending.tail, tailOf(folder, ending.size));
    return ending;
}

} // namespace

Result<FoundFolders> findRecords(const AuthorityFolder& disk, const Site& site) {
    FoundFolders found;
    SR_ASSIGN(const FileKind record, base_io::kindOf(disk.record()));
    if (record != FileKind::missing) {
        found.records.push_back(readChain(ceremony::disk, disk.root()));
        found.folders[ceremony::disk] = disk.root();
    }
    for (const auto& [name, medium] : site.media)
        SR_TRY(findOnMedium(name, medium.path, found));
    return found;
}

void examine(FoundRecord& record, const Path& folder, Mode mode) {
    auto ending = endingOf(folder, mode);
    if (ending)
        record.ending = std::move(*ending);
    else
        record.fault = ending.error().detail;
}

Result<std::vector<std::string>> takeOver(const AuthorityFolder& disk, const Path& folder) {
    std::vector<std::string> aside;
    SR_ASSIGN(std::vector<std::string> there, base_io::listFolder(disk.root()));
    // The record goes first: what is left behind by a kill is then no record, and is set aside next time.
    std::stable_partition(there.begin(), there.end(),
                          [](const std::string& name) { return name == recordFile; });
    for (const std::string& name : there) {
        if (name == "aside" || name == "lock")
            continue;
        SR_ASSIGN(std::string moved, disk.setAside(disk.root() / name));
        aside.push_back(std::move(moved));
    }
    SR_ASSIGN(const std::set<std::string> names, listMediumFolder(folder));
    for (const std::string& name : names) {
        if (name == recordFile)
            continue;
        const Path target = disk.root() / name;
        if (target.parent_path() != disk.root())
            SR_TRY(disk.ensureFolder(target.parent_path()));
        SR_TRY(base_io::copyNew(folder / name, target, largestFile));
    }
    SR_TRY(base_io::copyNew(folder / recordFile, disk.record(), largestFile));
    return aside;
}

} // namespace strongroom::engine
