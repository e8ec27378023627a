// inspect-rehearsal DIR: whether the rehearsal in DIR came to a valid end. Exit 0 or 1, one line. With
// --untouched: whether no key of the ceremony was ever used or even generated, so that starting over loses
// nothing.
#include "rehearsal_folder.h"

#include "core/base/secret.h"

#include <cstdio>
#include <cstring>

int main(int argc, char** argv) {
    using namespace strongroom;
    base::openSecureHeap();
    const bool untouched = argc == 3 && std::strcmp(argv[1], "--untouched") == 0;
    if (argc != 2 && !untouched)
        return 2;
    auto folder = test::RehearsalFolder::open(argv[argc - 1]);
    if (!folder) {
        std::printf("%s\n", folder.error().detail.c_str());
        return 1;
    }
    if (untouched)
        return folder->state().keys.empty() ? 0 : 1;
    if (const auto end = folder->checkEnd(); !end) {
        std::printf("%s\n", end.error().detail.c_str());
        return 1;
    }
    return 0;
}
