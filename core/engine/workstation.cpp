#include "core/engine/workstation.h"

#include "core/base/secret.h"
#include "core/base_io/file_layer.h"
#include "core/ossl/digest.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <sys/utsname.h>

#include <fstream>
#include <set>
#include <sstream>

namespace strongroom::engine {

namespace {

// Interfaces that are up and are not the loopback, by the kernel's own list.
Result<std::vector<std::string>> interfacesUp() {
    struct ifaddrs* all = nullptr;
    if (getifaddrs(&all) != 0)
        return Error{ErrorCode::inputOutput, "the network interfaces of this machine cannot be listed"};
    std::set<std::string> up; // one line for each address of an interface
    for (const struct ifaddrs* one = all; one != nullptr; one = one->ifa_next)
        if ((one->ifa_flags & IFF_UP) != 0 && (one->ifa_flags & IFF_LOOPBACK) == 0)
            up.insert(one->ifa_name);
    freeifaddrs(all);
    return std::vector<std::string>(up.begin(), up.end());
}

Result<bool> swapIsOn() {
    std::ifstream file("/proc/swaps");
    std::string heading, area;
    if (!std::getline(file, heading))
        return Error{ErrorCode::inputOutput,
                     "/proc/swaps cannot be read: nobody can tell whether swap is off"};
    return static_cast<bool>(std::getline(file, area));
}

// The libraries that this process has mapped, each once.
std::vector<authority::NamedDigest> mappedLibraries() {
    std::set<std::string> paths;
    std::ifstream file("/proc/self/maps");
    std::string line;
    while (std::getline(file, line)) {
        const std::size_t slash = line.find('/');
        if (slash != std::string::npos && line.find(".so", slash) != std::string::npos)
            paths.insert(line.substr(slash));
    }
    std::vector<authority::NamedDigest> libraries;
    for (const std::string& path : paths)
        if (const auto bytes = base_io::readRegularFile(path, 256 * 1024 * 1024))
            libraries.push_back({path.substr(path.rfind('/') + 1), ossl::sha256(*bytes)});
    return libraries;
}

} // namespace

Result<authority::WorkstationChecked> examineWorkstation() {
    authority::WorkstationChecked facts;
    SR_ASSIGN(facts.interfaces, interfacesUp());
    SR_ASSIGN(const bool swaps, swapIsOn());
    facts.swap = swaps ? "on" : "off";
    facts.secureHeap = base::openSecureHeap().locked ? "locked" : "not-locked";
    utsname system{};
    if (uname(&system) == 0)
        facts.system = std::string(system.sysname) + " " + system.release + " " + system.machine;
    facts.libraries = mappedLibraries();
    return facts;
}

} // namespace strongroom::engine
