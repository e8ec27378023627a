#include "watched_folder.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <numeric>
#include <set>
#include <string>

namespace killpoint {

namespace {

namespace files = std::filesystem;

constexpr int exitOnProblem = 99;

[[noreturn]] void giveUp(const std::string& why) {
    std::fprintf(stderr, "kill_point: %s\n", why.c_str());
    _exit(exitOnProblem);
}

std::string told(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string() : value;
}

struct Order {
    std::string folder = told("KILL_POINT_FOLDER");
    std::string calls = told("KILL_POINT_CALLS");
    std::string target = told("KILL_POINT_TARGET");
    long every = told("KILL_POINT_EVERY").empty() ? 1 : std::atol(told("KILL_POINT_EVERY").c_str());
    bool skipFlushes = told("KILL_POINT_FLUSH") == "skip";
    std::string fail = told("KILL_POINT_FAIL");
    int failError = fail.empty() ? 0 : std::atoi(fail.c_str());
    std::string failPath = fail.empty() ? "" : fail.substr(fail.find(' ') + 1);
    std::string killType = told("KILL_POINT_TYPE");
    long killAt = told("KILL_POINT_AT").empty() ? -1 : std::atol(told("KILL_POINT_AT").c_str());
};

// Never destroyed: calls come until the last moment of the process.
const Order& order() {
    static const Order* const only = new Order;
    return *only;
}

// The calls of this library's own do not count.
thread_local bool working = false;

class Working {
public:
    Working() { working = true; }
    ~Working() {
        working = false;
        errno = m_errno;
    }
    Working(const Working&) = delete;
    Working& operator=(const Working&) = delete;

private:
    int m_errno = errno;
};

std::string pathOf(int file) {
    char path[PATH_MAX];
    const std::string link = "/proc/self/fd/" + std::to_string(file);
    const ssize_t length = readlink(link.c_str(), path, sizeof path);
    return length < 0 ? std::string() : std::string(path, static_cast<std::size_t>(length));
}

bool isWatched(const std::string& path) {
    return path.starts_with(order().folder + "/");
}

bool mustFail(const std::string& path) {
    return path == order().failPath || path.starts_with(order().failPath + "/");
}

std::string pathBelow(int folder, const char* path) {
    const files::path base = folder == AT_FDCWD ? files::current_path() : files::path(pathOf(folder));
    return (base / path).lexically_normal().string();
}

// Libraries are linked, not copied: they are large and never change. Each copy of the folder must therefore
// be used by a process of its own.
void copyFolder(const files::path& from, const files::path& to) {
    std::error_code error;
    files::create_directories(to, error);
    for (files::recursive_directory_iterator at(from, error), end; !error && at != end; at.increment(error)) {
        const files::path copy = to / at->path().lexically_relative(from);
        if (at->is_directory(error))
            files::create_directory(copy, at->path(), error);
        else if (at->path().extension() == ".so")
            files::create_hard_link(at->path(), copy, error);
        else
            files::copy_file(at->path(), copy, error);
        if (error)
            giveUp("copying " + at->path().string() + ": " + error.message());
    }
    if (error)
        giveUp("copying " + from.string() + ": " + error.message());
}

// One number for the names and bytes of all files. Many calls change neither (a flush, a lock file opened
// once more): a kill before the next one leaves nothing new.
std::size_t stateOf(const files::path& folder) {
    std::set<std::string> found;
    std::error_code error;
    for (files::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error)) {
        std::string bytes;
        if (at->is_regular_file(error) && at->path().extension() != ".so") {
            std::ifstream file(at->path(), std::ios::binary);
            bytes.assign(std::istreambuf_iterator<char>(file), {});
        }
        found.insert(at->path().string() + ' ' + std::to_string(std::hash<std::string>()(bytes)) + '\n');
    }
    if (error)
        giveUp("reading " + folder.string() + ": " + error.message());
    return std::hash<std::string>()(std::accumulate(found.begin(), found.end(), std::string()));
}

const char* const record = "/authority/record.jsonl";

// Of the newest entry; "" when there is none.
struct Newest {
    std::string type;
    bool isFirst = true; // of this type
};
Newest newestEntry() {
    std::ifstream file(order().folder + record, std::ios::binary);
    Newest newest;
    std::set<std::string> seen;
    for (std::string line; std::getline(file, line);) {
        const std::string before = "\"type\":\"";
        const std::size_t at = line.rfind(before) + before.size();
        newest.type = line.substr(at, line.find('"', at) - at);
        newest.isFirst = seen.insert(newest.type).second;
    }
    return newest;
}

void moment(const char* call, const std::string& path) {
    static std::set<std::size_t> seen;
    static std::mutex inOrder;
    static long next = 0;
    const std::lock_guard lock(inOrder);
    const long number = next++;
    if (number == order().killAt)
        raise(SIGKILL);
    if (!order().killType.empty() && newestEntry().type == order().killType)
        raise(SIGKILL);
    if (order().calls == "types" && !newestEntry().isFirst)
        return;
    if (order().target.empty() || number % order().every != 0)
        return;
    if (order().calls == "all" && !seen.insert(stateOf(order().folder)).second)
        return;
    const files::path target(order().target);
    copyFolder(order().folder, target / std::to_string(number));
    std::ofstream calls(target / "calls", std::ios::app);
    calls << number << ' ' << call << ' ' << path.substr(order().folder.size() + 1) << '\n';
    if (!calls.flush())
        giveUp("writing " + (target / "calls").string());
}

} // namespace

bool skipsFlushes() {
    return order().skipFlushes;
}

bool fails(int file) {
    if (working || order().failPath.empty())
        return false;
    const bool itDoes = [&] {
        const Working now;
        return mustFail(pathOf(file));
    }();
    if (itDoes)
        errno = order().failError;
    return itDoes;
}

bool fails(int folder, const char* path) {
    if (working || order().failPath.empty() || path == nullptr)
        return false;
    const bool itDoes = [&] {
        const Working now;
        return mustFail(pathBelow(folder, path));
    }();
    if (itDoes)
        errno = order().failError;
    return itDoes;
}

void beforeChange(const char* call, int file) {
    if (working || order().folder.empty() || order().calls != "all")
        return;
    const Working now;
    if (const std::string path = pathOf(file); isWatched(path))
        moment(call, path);
}

void beforeChange(const char* call, int folder, const char* path) {
    if (working || order().folder.empty() || order().calls != "all" || path == nullptr)
        return;
    const Working now;
    if (const std::string whole = pathBelow(folder, path); isWatched(whole))
        moment(call, whole);
}

void afterFlush(const char* call, int file) {
    if (working || order().folder.empty() || (order().calls != "record" && order().calls != "types"))
        return;
    const Working now;
    if (const std::string path = pathOf(file); path == order().folder + record)
        moment(call, path);
}

} // namespace killpoint
