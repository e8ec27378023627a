// Runs the self-tests as every program does at its start: exit 0, or 1 with the error on standard output.
#include "core/base/secret.h"
#include "core/ossl/self_test.h"

#include <cstdio>

int main() {
    strongroom::base::openSecureHeap();
    const auto result = strongroom::ossl::runSelfTests();
    if (result)
        return 0;
    std::printf("%s: %s\n", strongroom::base::errorCodeName(result.error().code),
                result.error().detail.c_str());
    return 1;
}
