#include "app/helper/parse_command.h"

#include "app/helper/sandbox.h"
#include "core/pki/display_text.h"
#include "core/pki/parse_answer.h"

#include <unistd.h>

#include <cerrno>
#include <string>

namespace strongroom::app {

namespace {

// One byte more than the limit is enough to see that the file is too large.
Result<Bytes> readInput(std::size_t limit) {
    Bytes bytes(limit + 1);
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const ssize_t count = read(STDIN_FILENO, bytes.data() + filled, bytes.size() - filled);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return Error{ErrorCode::inputOutput, "standard input cannot be read"};
        if (count == 0)
            break;
        filled += static_cast<std::size_t>(count);
    }
    bytes.resize(filled);
    return bytes;
}

bool writeAll(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = write(descriptor, text.data(), text.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

int refuse(const Error& error) {
    writeAll(STDERR_FILENO, "strongroom-helper: " + error.detail + "\n");
    return 1;
}

} // namespace

int parseCommand(std::span<const std::string_view> arguments) {
    const auto kind = arguments.size() == 1 ? pki::fileKindFromName(arguments[0])
                                            : Error{ErrorCode::badArgument, "parse takes one word"};
    if (!kind) {
        refuse(kind.error());
        return 2;
    }
    pki::warmUp();
    if (const auto caged = enterSandbox(); !caged)
        return refuse(caged.error());
    const auto file = readInput(pki::maxFileSize(*kind));
    if (!file)
        return refuse(file.error());
    const std::string answer = base::writeCanonical(pki::parseFile(*kind, *file));
    if (!writeAll(STDOUT_FILENO, answer))
        return refuse({ErrorCode::inputOutput, "standard output cannot be written"});
    const auto parsed = pki::readParseAnswer(answer);
    return parsed ? 0 : refuse(parsed.error());
}

} // namespace strongroom::app
