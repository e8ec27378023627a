// strongroom: the program. Sub-commands; exit 0 success, 1 refusal, 2 bad usage.
#include "app/arguments.h"
#include "app/harden.h"
#include "app/rehearse.h"
#include "core/ossl/self_test.h"

#include <array>
#include <cstdio>

namespace strongroom::app {

namespace {

constexpr const char* usage =
    "usage: strongroom rehearse PLAN --out DIR     run a plan on a fresh simulator, with simulated officers\n"
    "       strongroom rehearse PLAN --continue DIR     go on where a rehearsal in DIR stopped\n"
    "       strongroom --help\n";

int refuse(const Error& error) {
    std::fprintf(stderr, "strongroom: %s.\n", error.detail.c_str());
    return 1;
}

int badUsage(const std::string& why) {
    std::fprintf(stderr, "strongroom: %s.\n%s", why.c_str(), usage);
    return 2;
}

int runRehearse(std::span<const std::string> given) {
    const std::array<std::string, 2> valued{"--out", "--continue"};
    const auto arguments = readArguments(given, valued, {});
    if (!arguments)
        return badUsage(arguments.error().detail);
    const bool goOn = arguments->options.contains("--continue");
    if (arguments->words.size() != 1 || goOn == arguments->options.contains("--out"))
        return badUsage("rehearse takes one plan and one of --out and --continue");
    const std::string folder = arguments->options.at(goOn ? "--continue" : "--out");
    std::error_code error;
    const auto done = rehearse({arguments->words.front(), std::filesystem::absolute(folder, error), goOn});
    return done ? 0 : refuse(done.error());
}

int run(std::span<const std::string> given) {
    if (given.size() == 1 && given[0] == "--help") {
        std::fputs(usage, stdout);
        return 0;
    }
    if (given.empty())
        return badUsage("a command is missing");
    harden();
    if (const auto tested = ossl::runSelfTests(); !tested)
        return refuse(tested.error());
    if (given[0] == "rehearse")
        return runRehearse(given.subspan(1));
    return badUsage("unknown command '" + given[0] + "'");
}

} // namespace

} // namespace strongroom::app

int main(int argc, char** argv) {
    const std::vector<std::string> given(argv + 1, argv + argc);
    return strongroom::app::run(given);
}
