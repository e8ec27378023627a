#include "core/engine/record_copy.h"

#include <algorithm>
#include <charconv>

namespace strongroom::engine {

namespace {

constexpr std::uint64_t largestRecord = 4ULL * 1024 * 1024 * 1024;

// checkpoints/<size>.note about more entries than the copy has would contradict it.
bool isNewer(const std::string& file, std::uint64_t size) {
    constexpr std::string_view prefix = "checkpoints/";
    if (!file.starts_with(prefix))
        return false;
    std::uint64_t covered = 0;
    std::from_chars(file.data() + prefix.size(), file.data() + file.size(), covered);
    return covered > size;
}

bool belongs(const std::string& file, std::uint64_t size) {
    const std::string top = file.substr(0, file.find('/'));
    const std::string_view name = std::string_view(file).substr(file.rfind('/') + 1);
    return top != "aside" && top != "lock" && top != "record.jsonl" && !name.starts_with(".part-") &&
           !isNewer(file, size);
}

} // namespace

Result<MediumFiles> recordFiles(const AuthorityFolder& folder, std::uint64_t size) {
    SR_ASSIGN(Bytes record, base_io::readRegularFile(folder.record(), largestRecord));
    auto end = record.begin();
    for (std::uint64_t line = 0; line < size; ++line) {
        end = std::find(end, record.end(), std::uint8_t('\n'));
        if (end == record.end())
            return Error{ErrorCode::recordBroken,
                         "the record has fewer than " + std::to_string(size) + " entries"};
        ++end;
    }
    record.erase(end, record.end());
    MediumFiles files;
    SR_ASSIGN(const std::set<std::string> names, listMediumFolder(folder.root()));
    for (const std::string& name : names) {
        if (!belongs(name, size))
            continue;
        SR_ASSIGN(files[name], base_io::readRegularFile(folder.root() / name, largestMediumFile));
    }
    files["record.jsonl"] = std::move(record);
    return files;
}

} // namespace strongroom::engine
