// strongroom: the program. Sub-commands; exit 0 success, 1 refusal, 2 bad usage.
#include "app/arguments.h"
#include "app/check.h"
#include "app/harden.h"
#include "app/paper.h"
#include "app/rehearse.h"
#include "app/script.h"
#include "app/training.h"
#include "core/ossl/self_test.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace strongroom::app {

namespace {

constexpr const char* usage =
    "usage: strongroom training PLAN --folder DIR     the window, on a simulated HSM with a desk\n"
    "       strongroom rehearse PLAN --out DIR     run a plan on a fresh simulator, with simulated officers\n"
    "       strongroom rehearse PLAN --out DIR --site FILE     the same on the HSM that a site file lends\n"
    "       strongroom rehearse PLAN --continue DIR     go on where a rehearsal in DIR stopped, or with a "
    "further plan\n"
    "       strongroom rehearse PLAN --continue DIR --abandon REASON     end the open ceremony in DIR\n"
    "       strongroom check PLAN     say what is wrong with a plan, and what a ceremony of it costs\n"
    "       strongroom script PLAN --out FILE     write the script that the room follows on paper\n"
    "       strongroom print DOCUMENT --out FILE     a transcript's JSON as a PDF to print and sign\n"
    "       strongroom COMMAND --help     say more of a command\n"
    "       strongroom --help\n";

constexpr const char* trainingUsage =
    "usage: strongroom training PLAN --folder DIR [--theme light|contrast] [--text normal|large|largest]\n"
    "Opens the window: people walk a plan by hand, on a simulated HSM, with simulated cards and sticks that "
    "lie\n"
    "on a desk beside it. Everything is marked TRAINING. DIR is made when it is missing; a training that "
    "lies\n"
    "there is gone on with.\n";

constexpr const char* rehearseUsage =
    "usage: strongroom rehearse PLAN --out DIR [--site FILE]\n"
    "       strongroom rehearse PLAN --continue DIR [--site FILE]\n"
    "       strongroom rehearse PLAN --continue DIR --abandon REASON\n"
    "Runs a plan on simulated HSMs and cards, with simulated officers. "
    "Everything is marked TRAINING. DIR is a\n"
    "new or empty folder; with --continue, one in which a rehearsal of the "
    "same plan stopped, or in which an\n"
    "authority was founded and closed that this further plan goes on with. "
    "It ends with the folder of what\n"
    "was made.\n"
    "--abandon: the ceremony that is open in DIR ends here; it is closed and "
    "sealed as abandoned, for REASON.\n"
    "--site: the HSMs and media of a site file that says 'training: true' "
    "(README, 'A real HSM') instead of\n"
    "simulated ones. A token that is not blank is refused; cards stay "
    "simulated.\n";

constexpr const char* checkUsage =
    "usage: strongroom check PLAN\n"
    "Reads a plan with the policy and the profiles it uses, and says everything that is wrong with it, each "
    "with\n"
    "file, line and what to do: keys and types, the order of the steps, profiles that would fail their lint. "
    "A\n"
    "plan without problems gets its figures: minutes, insertions of each card, and the fewest people who can "
    "use\n"
    "the key, erase the HSM or rebuild the key outside it. Nothing is written anywhere.\n";

constexpr const char* scriptUsage =
    "usage: strongroom script PLAN --out FILE\n"
    "Writes the script that the room follows on paper: every step with places for initials, time and what is "
    "read\n"
    "out, the policy and profiles in full, and the plan's digest in words. As PDF when FILE ends in .pdf, "
    "else as\n"
    "text. FILE must not exist; a plan with problems gets no script.\n";

constexpr const char* printUsage =
    "usage: strongroom print DOCUMENT --out FILE\n"
    "Writes a document, such as authority/transcripts/*.json, as PDF: with marks, initials and page numbers "
    "on every\n"
    "page, and signature blocks at its end. The same DOCUMENT gives the same bytes. FILE must not exist.\n";

void complain(const std::string& sentence) {
    const bool ended = sentence.ends_with('?') || sentence.ends_with('.');
    std::fprintf(stderr, "strongroom: %s%s\n", sentence.c_str(), ended ? "" : ".");
}

int refuse(const Error& error) {
    complain(error.detail);
    return 1;
}

int refuse(const std::vector<std::string>& problems) {
    for (const std::string& problem : problems)
        complain(problem);
    return problems.empty() ? 0 : 1;
}

int badUsage(const std::string& why, const char* how = usage) {
    complain(why);
    std::fputs(how, stderr);
    return 2;
}

int runRehearse(std::span<const std::string> given) {
    const std::array<std::string, 4> valued{"--out", "--continue", "--site", "--abandon"};
    const auto arguments = readArguments(given, valued, {});
    if (!arguments)
        return badUsage(arguments.error().detail, rehearseUsage);
    const bool goOn = arguments->options.contains("--continue");
    if (arguments->words.size() != 1 || goOn == arguments->options.contains("--out"))
        return badUsage("rehearse takes one plan and one of --out and --continue", rehearseUsage);
    const auto valueOf = [&](const char* option) {
        const auto found = arguments->options.find(option);
        return found != arguments->options.end() ? found->second : std::string();
    };
    const std::string abandon = valueOf("--abandon");
    if (arguments->options.contains("--abandon") && (!goOn || abandon.empty()))
        return badUsage("--abandon goes with --continue and says why", rehearseUsage);
    std::error_code error;
    const auto done = rehearse({arguments->words.front(),
                                std::filesystem::absolute(valueOf(goOn ? "--continue" : "--out"), error),
                                goOn, valueOf("--site"), abandon});
    return done ? 0 : refuse(done.error());
}

int runTraining(std::span<const std::string> given) {
    const std::array<std::string, 3> valued{"--folder", "--theme", "--text"};
    const auto arguments = readArguments(given, valued, {});
    if (!arguments)
        return badUsage(arguments.error().detail, trainingUsage);
    if (arguments->words.size() != 1 || !arguments->options.contains("--folder"))
        return badUsage("training takes one plan and --folder", trainingUsage);
    Training training;
    std::error_code error;
    training.plan = arguments->words.front();
    training.folder = std::filesystem::absolute(arguments->options.at("--folder"), error);
    const auto choice = [&](const char* option,
                            std::initializer_list<const char*> names) -> std::optional<unsigned> {
        const auto found = arguments->options.find(option);
        unsigned at = 0;
        for (const char* name : names) {
            if (found == arguments->options.end() || found->second == name)
                return at;
            ++at;
        }
        return std::nullopt;
    };
    const auto theme = choice("--theme", {"light", "contrast"});
    const auto text = choice("--text", {"normal", "large", "largest"});
    if (!theme || !text)
        return badUsage("there is no such theme or text size", trainingUsage);
    training.isContrast = *theme == 1;
    training.textSize = *text;
    const auto done = train(training);
    return done ? 0 : refuse(done.error());
}

int runCheck(std::span<const std::string> given) {
    const auto arguments = readArguments(given, {}, {});
    if (!arguments)
        return badUsage(arguments.error().detail, checkUsage);
    if (arguments->words.size() != 1)
        return badUsage("check takes one plan", checkUsage);
    const auto checked = check(arguments->words.front());
    if (!checked)
        return refuse(checked.error());
    std::fputs(checked->figures.c_str(), stdout);
    return refuse(checked->problems);
}

int runScript(std::span<const std::string> given) {
    const std::array<std::string, 1> valued{"--out"};
    const auto arguments = readArguments(given, valued, {});
    if (!arguments)
        return badUsage(arguments.error().detail, scriptUsage);
    if (arguments->words.size() != 1 || !arguments->options.contains("--out"))
        return badUsage("script takes one plan and --out with a new file", scriptUsage);
    const auto problems = writeScript(arguments->words.front(), arguments->options.at("--out"));
    return problems ? refuse(*problems) : refuse(problems.error());
}

int runPrint(std::span<const std::string> given) {
    const std::array<std::string, 1> valued{"--out"};
    const auto arguments = readArguments(given, valued, {});
    if (!arguments)
        return badUsage(arguments.error().detail, printUsage);
    if (arguments->words.size() != 1 || !arguments->options.contains("--out"))
        return badUsage("print takes one document and --out with a new file", printUsage);
    const auto printed = printDocument(arguments->words.front(), arguments->options.at("--out"));
    return printed ? 0 : refuse(printed.error());
}

struct Subcommand {
    const char* name;
    const char* usage;
    int (*run)(std::span<const std::string> given);
};
constexpr std::array commands{
    Subcommand{"training", trainingUsage, runTraining}, Subcommand{"rehearse", rehearseUsage, runRehearse},
    Subcommand{"check", checkUsage, runCheck},          Subcommand{"script", scriptUsage, runScript},
    Subcommand{"print", printUsage, runPrint},
};

int run(std::span<const std::string> given) {
    if (given.size() == 1 && given[0] == "--help") {
        std::fputs(usage, stdout);
        return 0;
    }
    if (given.empty())
        return badUsage("a command is missing");
    const auto command = std::find_if(commands.begin(), commands.end(),
                                      [&](const Subcommand& one) { return given[0] == one.name; });
    if (command == commands.end())
        return badUsage((given[0].starts_with('-') ? "unknown option " : "unknown command ") + given[0]);
    if (given.size() == 2 && given[1] == "--help") {
        std::fputs(command->usage, stdout);
        return 0;
    }
    harden();
    if (const auto tested = ossl::runSelfTests(); !tested)
        return refuse(tested.error());
    return command->run(given.subspan(1));
}

} // namespace

} // namespace strongroom::app

int main(int argc, char** argv) {
    const int code = strongroom::app::run(std::vector<std::string>(argv + 1, argv + argc));
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0)
        return code;
    strongroom::app::complain("standard output could not be written: what was said is not complete, "
                              "what was done stands");
    return 1;
}
