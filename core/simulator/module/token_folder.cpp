#include "core/simulator/module/token_folder.h"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace strongroom::simulator::module {

std::string ownFolder() {
    Dl_info info{};
    if (dladdr(reinterpret_cast<const void*>(&ownFolder), &info) == 0 || info.dli_fname == nullptr)
        return {};
    char* const resolved = realpath(info.dli_fname, nullptr);
    if (resolved == nullptr)
        return {};
    std::string folder(resolved);
    std::free(resolved);
    return folder.substr(0, folder.rfind('/'));
}

std::optional<Insertion> presentInsertion(const std::string& folder) {
    struct stat status {};
    if (stat((folder + "/present").c_str(), &status) != 0)
        return std::nullopt;
    return Insertion{status.st_ino, status.st_mtim};
}

namespace {

std::optional<Mode> modeFromName(const char* name) {
    const std::pair<const char*, Mode> modes[] = {
        {"before", Mode::before},      {"after", Mode::after},     {"hang", Mode::hang}, {"die", Mode::die},
        {"die-after", Mode::dieAfter}, {"garbage", Mode::garbage}, {"pull", Mode::pull}};
    for (const auto& [each, mode] : modes)
        if (std::strcmp(name, each) == 0)
            return mode;
    return std::nullopt;
}

} // namespace

std::optional<Strike> strikeOn(const std::string& folder, const char* function) {
    const std::string file = folder + "/fault";
    std::FILE* const stream = std::fopen(file.c_str(), "r");
    if (stream == nullptr)
        return std::nullopt;
    char wanted[64] = {};
    char modeName[16] = {};
    unsigned call = 0;
    unsigned long returnValue = 0x30; // CKR_DEVICE_ERROR
    const int fields = std::fscanf(stream, "%63s %u %15s %lx", wanted, &call, modeName, &returnValue);
    std::fclose(stream);
    const auto mode = modeFromName(modeName);
    if (fields < 3 || !mode || std::strcmp(wanted, function) != 0)
        return std::nullopt;
    if (call <= 1) {
        unlink(file.c_str());
        return Strike{*mode, returnValue};
    }
    const std::string next = file + ".next";
    if (std::FILE* const counted = std::fopen(next.c_str(), "w")) {
        std::fprintf(counted, "%s %u %s 0x%lx\n", wanted, call - 1, modeName, returnValue);
        std::fclose(counted);
        std::rename(next.c_str(), file.c_str());
    }
    return std::nullopt;
}

PinState pinState(const std::string& folder) {
    std::FILE* const stream = std::fopen((folder + "/pin-state").c_str(), "r");
    if (stream == nullptr)
        return PinState::fine;
    char word[32] = {};
    const int fields = std::fscanf(stream, "%31s", word);
    std::fclose(stream);
    const std::pair<const char*, PinState> states[] = {{"user-final-try", PinState::userFinalTry},
                                                       {"user-locked", PinState::userLocked},
                                                       {"officer-final-try", PinState::officerFinalTry},
                                                       {"officer-locked", PinState::officerLocked}};
    for (const auto& [each, state] : states)
        if (fields == 1 && std::strcmp(word, each) == 0)
            return state;
    return PinState::fine;
}

} // namespace strongroom::simulator::module
