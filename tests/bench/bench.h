// The bench: ratios measured within one run, because absolute times belong to the machine. Not a test:
// nothing fails for being slow. Each part prints its own lines.
#pragma once

#include "core/base/result.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace strongroom::bench {

using Clock = std::chrono::steady_clock;

inline double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}
inline double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

template<typename T>
T must(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "bench: %s\n", result.error().detail.c_str());
        std::exit(1);
    }
    return std::move(result).value();
}
inline void must(Result<void> result) {
    if (!result)
        must(Result<int>(result.error()));
}

void signing();                          // the way of a TBS against a raw C_Sign
void ceremonies();                       // found-root, and the share of the HSM's calls
void shares();                           // 5 of 9: split, every subset
void record(const std::string& self);    // chain and replay of 100,000 entries
void paper();                            // a transcript on pages
int replayOnly(const std::string& file); // in a process of its own: prints the peak of its memory

} // namespace strongroom::bench
