// A test program: enters the sandbox of strongroom-helper and tries one forbidden thing. Exit code 0 when it
// got through (it must not), 3 when the sandbox could not be entered.
#include "app/helper/sandbox.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

int main(int argc, char** argv) {
    const std::string_view wish = argc > 1 ? argv[1] : "";
    const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (!strongroom::app::enterSandbox())
        _exit(3);
    if (wish == "open")
        static_cast<void>(open("/etc/passwd", O_RDONLY | O_CLOEXEC));
    else if (wish == "socket")
        static_cast<void>(socket(AF_INET, SOCK_STREAM, 0));
    else if (wish == "exec")
        execl("/bin/true", "true", nullptr);
    else if (wish == "fork")
        static_cast<void>(fork());
    else if (wish == "map-file")
        static_cast<void>(mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, file, 0));
    else if (wish != "nothing")
        _exit(4);
    _exit(0);
}
