// The calls by which programs, libstdc++ and SoftHSM2 change files, each put before the real one.
// watched_folder.h tells what happens there. Invariant: without KILL_POINT_FOLDER every call is just passed
// on. fwrite is left out: what it
// brings to the file is seen at the next fflush or fclose at the latest.
#include "watched_folder.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

template<typename Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

bool makes(int flags) {
    return (flags & (O_CREAT | O_TRUNC)) != 0;
}

bool makes(const char* mode) {
    return mode[0] == 'w' || mode[0] == 'a';
}

// Most of what SoftHSM2 opens it only reads.
bool isForWriting(FILE* stream) {
    const int flags = fcntl(fileno(stream), F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
}

} // namespace

#define INTERPOSED extern "C" __attribute__((visibility("default")))
// The real function of the same name and type.
#define REAL(name) static auto* const next = real<decltype(name)>(#name)

INTERPOSED int fdatasync(int file) {
    REAL(fdatasync);
    killpoint::beforeChange("fdatasync", file);
    const int answer = killpoint::skipsFlushes() ? 0 : next(file);
    killpoint::afterFlush("fdatasync", file);
    return answer;
}

INTERPOSED int fsync(int file) {
    REAL(fsync);
    killpoint::beforeChange("fsync", file);
    return killpoint::skipsFlushes() ? 0 : next(file);
}

INTERPOSED ssize_t write(int file, const void* bytes, size_t count) {
    REAL(write);
    killpoint::beforeChange("write", file);
    if (killpoint::fails(file))
        return -1;
    return next(file, bytes, count);
}

INTERPOSED ssize_t writev(int file, const struct iovec* pieces, int count) {
    REAL(writev);
    killpoint::beforeChange("writev", file);
    if (killpoint::fails(file))
        return -1;
    return next(file, pieces, count);
}

INTERPOSED ssize_t sendfile(int to, int from, off_t* offset, size_t count) noexcept {
    REAL(sendfile);
    killpoint::beforeChange("sendfile", to);
    if (killpoint::fails(to))
        return -1;
    return next(to, from, offset, count);
}

INTERPOSED int ftruncate(int file, off_t size) noexcept {
    REAL(ftruncate);
    killpoint::beforeChange("ftruncate", file);
    return next(file, size);
}

INTERPOSED int ftruncate64(int file, off64_t size) noexcept {
    REAL(ftruncate64);
    killpoint::beforeChange("ftruncate64", file);
    return next(file, size);
}

// Only looks: for files that are to be missing.
INTERPOSED int stat(const char* path, struct stat* facts) noexcept {
    static auto* const next = real<int(const char*, struct stat*)>("stat");
    if (killpoint::fails(AT_FDCWD, path))
        return -1;
    return next(path, facts);
}

INTERPOSED int rename(const char* from, const char* to) noexcept {
    REAL(rename);
    killpoint::beforeChange("rename", AT_FDCWD, to);
    return next(from, to);
}

INTERPOSED int renameat(int fromFolder, const char* from, int toFolder, const char* to) noexcept {
    REAL(renameat);
    killpoint::beforeChange("renameat", toFolder, to);
    return next(fromFolder, from, toFolder, to);
}

INTERPOSED int renameat2(int fromFolder, const char* from, int toFolder, const char* to,
                         unsigned int flags) noexcept {
    REAL(renameat2);
    killpoint::beforeChange("renameat2", toFolder, to);
    return next(fromFolder, from, toFolder, to, flags);
}

INTERPOSED int unlink(const char* path) noexcept {
    REAL(unlink);
    killpoint::beforeChange("unlink", AT_FDCWD, path);
    return next(path);
}

INTERPOSED int unlinkat(int folder, const char* path, int flags) noexcept {
    REAL(unlinkat);
    killpoint::beforeChange("unlinkat", folder, path);
    return next(folder, path, flags);
}

INTERPOSED int remove(const char* path) noexcept {
    REAL(remove);
    killpoint::beforeChange("remove", AT_FDCWD, path);
    return next(path);
}

INTERPOSED int rmdir(const char* path) noexcept {
    REAL(rmdir);
    killpoint::beforeChange("rmdir", AT_FDCWD, path);
    return next(path);
}

INTERPOSED int mkdir(const char* path, mode_t mode) noexcept {
    REAL(mkdir);
    killpoint::beforeChange("mkdir", AT_FDCWD, path);
    if (killpoint::fails(AT_FDCWD, path))
        return -1;
    return next(path, mode);
}

INTERPOSED int mkdirat(int folder, const char* path, mode_t mode) noexcept {
    REAL(mkdirat);
    killpoint::beforeChange("mkdirat", folder, path);
    if (killpoint::fails(folder, path))
        return -1;
    return next(folder, path, mode);
}

// The mode is read when it must be there; without it any number is passed on unused.
#define MODE_AFTER(flags)                                                                                    \
    mode_t mode = 0;                                                                                         \
    if ((flags & (O_CREAT | O_TMPFILE)) != 0) {                                                              \
        va_list rest;                                                                                        \
        va_start(rest, flags);                                                                               \
        mode = va_arg(rest, mode_t);                                                                         \
        va_end(rest);                                                                                        \
    }

INTERPOSED int open(const char* path, int flags, ...) {
    REAL(open);
    MODE_AFTER(flags)
    if (makes(flags)) {
        killpoint::beforeChange("open", AT_FDCWD, path);
        if (killpoint::fails(AT_FDCWD, path))
            return -1;
    }
    return next(path, flags, mode);
}

INTERPOSED int open64(const char* path, int flags, ...) {
    REAL(open64);
    MODE_AFTER(flags)
    if (makes(flags)) {
        killpoint::beforeChange("open64", AT_FDCWD, path);
        if (killpoint::fails(AT_FDCWD, path))
            return -1;
    }
    return next(path, flags, mode);
}

INTERPOSED int openat(int folder, const char* path, int flags, ...) {
    REAL(openat);
    MODE_AFTER(flags)
    if (makes(flags)) {
        killpoint::beforeChange("openat", folder, path);
        if (killpoint::fails(folder, path))
            return -1;
    }
    return next(folder, path, flags, mode);
}

INTERPOSED int openat64(int folder, const char* path, int flags, ...) {
    REAL(openat64);
    MODE_AFTER(flags)
    if (makes(flags)) {
        killpoint::beforeChange("openat64", folder, path);
        if (killpoint::fails(folder, path))
            return -1;
    }
    return next(folder, path, flags, mode);
}

INTERPOSED FILE* fopen(const char* path, const char* mode) {
    REAL(fopen);
    if (makes(mode)) {
        killpoint::beforeChange("fopen", AT_FDCWD, path);
        if (killpoint::fails(AT_FDCWD, path))
            return nullptr;
    }
    return next(path, mode);
}

INTERPOSED FILE* fopen64(const char* path, const char* mode) {
    REAL(fopen64);
    if (makes(mode)) {
        killpoint::beforeChange("fopen64", AT_FDCWD, path);
        if (killpoint::fails(AT_FDCWD, path))
            return nullptr;
    }
    return next(path, mode);
}

INTERPOSED int fflush(FILE* stream) {
    REAL(fflush);
    if (stream != nullptr && isForWriting(stream))
        killpoint::beforeChange("fflush", fileno(stream));
    return next(stream);
}

INTERPOSED int fclose(FILE* stream) {
    REAL(fclose);
    if (isForWriting(stream))
        killpoint::beforeChange("fclose", fileno(stream));
    return next(stream);
}
