#include "core/engine/helper_parse.h"

#include "core/base_io/child_process.h"
#include "core/pki/parse_answer.h"

namespace strongroom::engine {

Result<pki::RequestValues> parseRequestElsewhere(const std::filesystem::path& helper, ByteView file) {
    base_io::ChildRequest child;
    child.program = helper;
    child.arguments = {"parse", "request"};
    child.input = file;
    SR_ASSIGN(const base_io::ChildOutcome outcome, base_io::runChild(child));
    // A refusal is an answer on standard output too; without one the helper itself failed.
    if (outcome.output.empty())
        return Error{ErrorCode::childFailed, "the request could not be parsed: " + outcome.errorOutput};
    SR_ASSIGN(const base::Value value, pki::readParseAnswer(base::textOf(outcome.output)));
    return pki::requestFromValue(value);
}

} // namespace strongroom::engine
