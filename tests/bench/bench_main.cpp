// bench [sign] [ceremonies] [shares] [record] [paper]: all parts where none is named.
#include "bench.h"

#include "core/base/secret.h"

#include <span>

int main(int argc, char** argv) {
    using namespace strongroom;
    base::openSecureHeap();
    const std::vector<std::string> words(argv, argv + argc);
    if (words.size() == 3 && words[1] == "--replay")
        return bench::replayOnly(words[2]);
    const auto wanted = [&](const char* part) {
        return words.size() == 1 || std::find(words.begin() + 1, words.end(), part) != words.end();
    };
    if (wanted("sign"))
        bench::signing();
    if (wanted("shares"))
        bench::shares();
    if (wanted("record"))
        bench::record(words[0]);
    if (wanted("paper"))
        bench::paper();
    if (wanted("ceremonies"))
        bench::ceremonies();
    return 0;
}
