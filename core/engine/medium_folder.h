// The immutable folders that this program puts on media (PROTOCOL P9): <first 16 hex of authority>/<name>/,
// written whole or not at all, read past the page cache. What belongs into one is its writer's affair.
#pragma once

#include "core/engine/workbench.h"

#include <map>
#include <set>

namespace strongroom::engine {

using MediumFiles = std::map<std::string, Bytes>; // by their names in the folder, "/" between parts

constexpr std::uint64_t largestMediumFile = 256ULL * 1024 * 1024;

// Where the site says that the medium is mounted. fileMissing when it is not plugged in; digestMismatch when
// the stick in its place carries another medium's mark.
Result<base_io::Path> mediumRoot(const Workbench& bench, const std::string& medium);

// The same, of a medium that has room for these files and has carried its own mark since its first writing:
// the folder medium-<name> of the authority. noSpace.
Result<base_io::Path> mediumWithRoom(const Workbench& bench, const std::string& medium,
                                     const std::string& folder, const MediumFiles& files);
Result<void> markMedium(const Workbench& bench, const std::string& medium, const base_io::Path& root);
// An error while a medium was written, in words for the room: was it pulled?
Error whileWriting(const std::string& medium, const base_io::Path& root, const Error& error);

// All of it, with intent and outcome on record: a folder of the authority on a medium.
Result<void> writeToMedium(Workbench& bench, const std::string& medium, const std::string& folder,
                           const MediumFiles& files);

// "<name> <SHA-256>" lines, sorted: what medium_written says.
Digest digestOf(const MediumFiles& files);

// Writes them as .part-, reads each back from the medium, then gives the folder its name. Answers the names
// of leftovers that were removed. A folder of that name that is already whole is read and kept; one that is
// not is fileExists. noSpace, readOnly, digestMismatch, mediumUnsafe: nothing but a leftover remains.
Result<std::vector<std::string>> writeMediumFolder(const base_io::Path& root, const Digest& authority,
                                                   const std::string& name, const MediumFiles& files);

// Every regular file below a folder; notRegularFile for anything else.
Result<std::set<std::string>> listMediumFolder(const base_io::Path& folder);
// All of it, as the medium itself gives it now.
Result<MediumFiles> readMediumFolder(const base_io::Path& root, const Digest& authority,
                                     const std::string& name);

} // namespace strongroom::engine
