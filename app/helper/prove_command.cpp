#include "app/helper/prove_command.h"

#include "core/base_io/child_process.h"
#include "core/hsm/emptiness.h"
#include "core/hsm/prove_request.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdio>
#include <iostream>
#include <iterator>

namespace strongroom::app {

namespace {

std::string begin() {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    base::openSecureHeap();
    return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

Result<std::string> prove() {
    SR_ASSIGN(const hsm::ProveRequest request, hsm::ProveRequest::fromText(begin()));
    SR_ASSIGN(const std::vector<Secret> secrets, base_io::readSecrets(base_io::secretDescriptor));
    if (secrets.size() != 2)
        return Error{ErrorCode::badArgument, "prove takes the user PIN and the backup key, and nothing else"};
    SR_ASSIGN(const std::vector<Bytes> signatures, hsm::proveWrappedKeys(request, secrets[0], secrets[1]));
    return hsm::proveAnswerText(signatures);
}

Result<std::string> proveEmptiness() {
    SR_ASSIGN(const hsm::EmptinessRequest request, hsm::EmptinessRequest::fromText(begin()));
    SR_ASSIGN(const std::vector<Secret> secrets, base_io::readSecrets(base_io::secretDescriptor));
    if (secrets.size() != 1)
        return Error{ErrorCode::badArgument, "prove-empty takes one PIN, and nothing else"};
    return hsm::proveEmpty(request, secrets[0]);
}

int say(const Result<std::string>& answer) {
    if (!answer) {
        std::fputs(answer.error().detail.c_str(), stderr);
        std::fflush(stderr);
        return 1;
    }
    std::fwrite(answer->data(), 1, answer->size(), stdout);
    return std::fflush(stdout) == 0 ? 0 : 1;
}

} // namespace

int proveCommand() {
    return say(prove());
}

int proveEmptyCommand() {
    return say(proveEmptiness());
}

} // namespace strongroom::app
