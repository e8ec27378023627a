#include "core/engine/workstation.h"

#include "core/base/secret.h"
#include "core/base_io/file_layer.h"
#include "core/ossl/digest.h"

#include <net/if.h>
#include <sys/utsname.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace strongroom::engine {

namespace {

// Interfaces that are up and are not the loopback.
std::vector<std::string> interfacesUp() {
    std::vector<std::string> up;
    struct if_nameindex* all = if_nameindex();
    for (struct if_nameindex* one = all; one != nullptr && one->if_name != nullptr; ++one) {
        const std::string name = one->if_name;
        std::ifstream file("/sys/class/net/" + name + "/flags");
        unsigned long flags = 0;
        file >> std::hex >> flags;
        if ((flags & IFF_UP) != 0 && (flags & IFF_LOOPBACK) == 0)
            up.push_back(name);
    }
    if_freenameindex(all);
    std::sort(up.begin(), up.end());
    return up;
}

bool swapIsOn() {
    std::ifstream file("/proc/swaps");
    std::string line;
    std::getline(file, line); // the heading
    return static_cast<bool>(std::getline(file, line));
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
    facts.interfaces = interfacesUp();
    facts.swap = swapIsOn() ? "on" : "off";
    facts.secureHeap = base::openSecureHeap().locked ? "locked" : "not-locked";
    utsname system{};
    if (uname(&system) == 0)
        facts.system = std::string(system.sysname) + " " + system.release + " " + system.machine;
    facts.libraries = mappedLibraries();
    return facts;
}

} // namespace strongroom::engine
