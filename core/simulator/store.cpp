#include "core/simulator/store.h"

#include "core/base_io/file_layer.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

namespace strongroom::simulator {

namespace {

namespace files = std::filesystem;

Error failed(const std::string& what, const std::error_code& error) {
    return Error{ErrorCode::inputOutput, what + ": " + error.message()};
}

// Whole or not at all: another process reads these files at any moment.
Result<void> writeFile(const files::path& file, const std::string& text) {
    files::path next = file;
    next += ".new";
    {
        std::ofstream stream(next, std::ios::binary | std::ios::trunc);
        stream << text;
        stream.flush();
        if (!stream)
            return Error{ErrorCode::inputOutput, "writing " + next.string()};
    }
    std::error_code error;
    files::rename(next, file, error);
    if (error)
        return failed("renaming " + next.string(), error);
    return {};
}

Result<void> copyLibrary(const std::string& source, const files::path& target, const char* what) {
    constexpr std::uint64_t largest = 256ULL * 1024 * 1024;
    std::error_code error;
    const files::path library = files::canonical(source, error);
    if (error || !files::is_regular_file(library, error))
        return Error{ErrorCode::moduleMissing, std::string("there is no ") + what + " at " + source};
    // A link would be the same file to the dynamic linker, and so the same token.
    return base_io::copyNew(library, target, largest);
}

Result<void> writeConfiguration(const files::path& folder, const files::path& tokens) {
    return writeFile(folder / "softhsm2.conf", "directories.tokendir = " + tokens.string() +
                                                   "\nobjectstore.backend = file\nlog.level = ERROR\n"
                                                   "slots.removable = true\n");
}

const char* nameOf(FaultMode mode) {
    switch (mode) {
    case FaultMode::before: return "before";
    case FaultMode::after: return "after";
    case FaultMode::hang: return "hang";
    case FaultMode::die: return "die";
    case FaultMode::dieAfter: return "die-after";
    case FaultMode::garbage: return "garbage";
    case FaultMode::pull: return "pull";
    }
    return "before";
}

const char* nameOf(PinState state) {
    switch (state) {
    case PinState::fine: return "fine";
    case PinState::userFinalTry: return "user-final-try";
    case PinState::userLocked: return "user-locked";
    case PinState::officerFinalTry: return "officer-final-try";
    case PinState::officerLocked: return "officer-locked";
    }
    return "fine";
}

constexpr const char* mark = "A simulated token of Strongroom. Nothing in this folder is real.\n";

} // namespace

Result<Store> Store::create(const std::string& folder, const std::string& proxyFile,
                            const std::string& softHsmFile) {
    if (!folder.starts_with('/'))
        return Error{ErrorCode::badArgument, "the folder '" + folder + "' is not absolute"};
    const files::path path(folder);
    std::error_code error;
    if (!files::create_directory(path, error)) {
        if (error)
            return failed("making the folder " + folder, error);
        return Error{ErrorCode::fileExists, "the folder " + folder + " is there already"};
    }
    const auto fillFolder = [&]() -> Result<void> {
        std::error_code problem;
        SR_TRY(writeFile(path / "simulated", mark));
        files::permissions(path, files::perms::owner_all, problem);
        files::create_directory(path / "tokens", problem);
        if (problem)
            return failed("making the folder of tokens", problem);
        files::permissions(path / "tokens", files::perms::owner_all, problem);
        SR_TRY(copyLibrary(proxyFile, path / "module.so", "simulator module"));
        SR_TRY(copyLibrary(softHsmFile, path / "inner.so", "SoftHSM2"));
        return writeConfiguration(path, path / "tokens");
    };
    if (const auto filled = fillFolder(); !filled) {
        files::remove_all(path, error);
        return filled.error();
    }
    Store store(folder);
    SR_TRY(store.insert());
    return store;
}

Result<Store> Store::open(const std::string& folder) {
    std::error_code error;
    const files::path path(folder);
    for (const char* name : {"simulated", "module.so", "inner.so"})
        if (!files::is_regular_file(path / name, error))
            return Error{ErrorCode::fileMissing, folder + " is not the folder of a simulated token"};
    // The folder may have been moved since it was made.
    SR_TRY(writeConfiguration(path, path / "tokens"));
    return Store(folder);
}

Result<std::string> Store::findSoftHsm() {
    const std::vector<std::string> places{"/usr/lib/softhsm/libsofthsm2.so",
                                          "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                                          "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
                                          "/usr/lib64/softhsm/libsofthsm2.so",
                                          "/usr/lib64/pkcs11/libsofthsm2.so",
                                          "/usr/local/lib/softhsm/libsofthsm2.so"};
    std::string looked;
    for (const std::string& place : places) {
        std::error_code error;
        if (files::is_regular_file(place, error))
            return place;
        looked += (looked.empty() ? "" : ", ") + place;
    }
    return Error{ErrorCode::moduleMissing,
                 "SoftHSM2 is not installed (Debian: the package softhsm2); looked at " + looked};
}

hsm::ModuleSpec Store::moduleSpec() const {
    return {m_folder + "/module.so", {}, {}};
}

bool Store::isInserted() const {
    std::error_code error;
    return files::exists(m_folder + "/present", error);
}

Result<void> Store::insert() {
    if (isInserted())
        return {};
    return writeFile(m_folder + "/present", "");
}

Result<void> Store::remove() {
    if (unlink((m_folder + "/present").c_str()) != 0 && errno != ENOENT)
        return Error{ErrorCode::inputOutput,
                     "pulling the simulated token: " + std::string(std::strerror(errno))};
    return {};
}

Result<void> Store::setFault(const Fault& fault) {
    if (fault.function.empty() || fault.function.find_first_of(" \n") != std::string::npos || fault.call == 0)
        return Error{ErrorCode::badArgument, "a fault names one function and a call from 1 on"};
    char line[160];
    const int length = std::snprintf(line, sizeof line, "%s %u %s 0x%lx\n", fault.function.c_str(),
                                     fault.call, nameOf(fault.mode), fault.returnValue);
    if (length < 0 || static_cast<std::size_t>(length) >= sizeof line)
        return Error{ErrorCode::badArgument, "the fault's function has too long a name"};
    return writeFile(m_folder + "/fault", line);
}

Result<void> Store::clearFault() {
    if (unlink((m_folder + "/fault").c_str()) != 0 && errno != ENOENT)
        return Error{ErrorCode::inputOutput, "clearing a fault: " + std::string(std::strerror(errno))};
    return {};
}

bool Store::hasFault() const {
    std::error_code error;
    return files::exists(m_folder + "/fault", error);
}

bool Store::holdsToken() const {
    std::error_code error;
    return !files::is_empty(m_folder + "/tokens", error) && !error;
}

Result<void> Store::erase() {
    const bool wasInserted = isInserted();
    SR_TRY(remove());
    // In one step: whoever still writes there finds no folder.
    const files::path tokens = m_folder + "/tokens", erased = m_folder + "/erased";
    std::error_code error;
    files::remove_all(erased, error); // of a program that was killed
    files::rename(tokens, erased, error);
    if (error)
        return failed("erasing the simulated token", error);
    files::create_directory(tokens, error);
    if (error)
        return failed("making the folder of tokens", error);
    files::permissions(tokens, files::perms::owner_all, error);
    files::remove_all(erased, error);
    if (error)
        return failed("erasing the simulated token", error);
    return wasInserted ? insert() : Result<void>();
}

Result<void> Store::readTokenOf(const Store& other) {
    return writeConfiguration(m_folder, files::path(other.m_folder) / "tokens");
}

bool Store::hasFault(FaultMode mode) const {
    std::ifstream stream(m_folder + "/fault");
    std::string function, call, word;
    return (stream >> function >> call >> word) && word == nameOf(mode);
}

Result<void> Store::showPinState(PinState state) {
    return writeFile(m_folder + "/pin-state", std::string(nameOf(state)) + "\n");
}

} // namespace strongroom::simulator
