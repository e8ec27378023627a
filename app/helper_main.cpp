// strongroom-helper: small jobs that the engine does not do in its own process.
#include "app/helper/parse_command.h"
#include "app/helper/prove_command.h"

#include <unistd.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr const char* usage =
    "strongroom-helper parse request|certificate|crl\n"
    "    Reads one file from standard input in a sandbox and writes what it holds as one canonical value.\n"
    "strongroom-helper prove\n"
    "    Restores wrapped keys as session objects and signs a proof with each: request on standard input,\n"
    "    user PIN and backup key on descriptor 3, signatures on standard output.\n"
    "strongroom-helper prove-empty\n"
    "    Looks whether an erased token is empty: request on standard input, PIN on descriptor 3.\n"
    "Started by strongroom; exit code 0 good, 1 refused, 2 bad usage.\n";

// One sentence that says what is wrong, then how it goes.
int badUsage(const std::string& why) {
    std::fprintf(stderr, "strongroom-helper: %s\n%s", why.c_str(), usage);
    return 2;
}

int run(const std::vector<std::string_view>& arguments) {
    if (arguments.empty())
        return badUsage("a command is missing; Strongroom starts this program, people need not");
    const std::string_view command = arguments[0];
    if (arguments.size() == 1 && command == "--help") {
        std::fputs(usage, stdout);
        std::fflush(stdout);
        return 0;
    }
    if (command == "parse")
        return strongroom::app::parseCommand(std::span(arguments).subspan(1));
    if (arguments.size() == 1 && command == "prove")
        return strongroom::app::proveCommand();
    if (arguments.size() == 1 && command == "prove-empty")
        return strongroom::app::proveEmptyCommand();
    if (command == "--help" || command == "prove" || command == "prove-empty")
        return badUsage(std::string(command) + " takes no argument");
    return badUsage((command.starts_with('-') ? "unknown option " : "unknown command ") +
                    std::string(command));
}

} // namespace

int main(int argc, char** argv) {
    // Ends without the work of exit(): in the sandbox that work would ask for calls that kill.
    _exit(run(std::vector<std::string_view>(argv + 1, argv + argc)));
}
