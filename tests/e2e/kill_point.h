// A rehearsal with tests/support/kill_point loaded into it: copies of its folder, made at moments at which a
// SIGKILL might strike, or the SIGKILL itself. KILL_POINT_LIBRARY is set by CMake.
#pragma once

#include "program.h"

#include <QtCore/QFileInfo>

#include <cerrno>

namespace strongroom::test {

// The library is not sanitised and comes before the sanitizer's runtime, as it must.
inline QProcessEnvironment withKillPoint() {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("LD_PRELOAD", KILL_POINT_LIBRARY);
    environment.insert("ASAN_OPTIONS", environment.value("ASAN_OPTIONS") + ":verify_asan_link_order=0");
    return environment;
}

// For runs of which nothing is asked but what they leave: no waiting for the disk.
inline QProcessEnvironment withoutFlushes(QProcessEnvironment environment = withKillPoint()) {
    environment.insert("KILL_POINT_FLUSH", "skip");
    return environment;
}

// Whatever writes to the path, or below it, fails with this errno.
inline QProcessEnvironment failing(int error, const QString& path) {
    QProcessEnvironment environment = withKillPoint();
    environment.insert("KILL_POINT_FAIL", QString::number(error) + " " + path);
    return environment;
}

// The environment of a rehearsal in `folder`, which may not be there yet but whose parent is.
inline QProcessEnvironment watched(const QString& folder, const QString& calls) {
    const QFileInfo place(folder);
    QProcessEnvironment environment = withKillPoint();
    environment.insert("KILL_POINT_FOLDER",
                       QFileInfo(place.path()).canonicalFilePath() + "/" + place.fileName());
    environment.insert("KILL_POINT_CALLS", calls);
    return environment;
}

// Copies after each flush of the record: target/0 before its first entry, target/N after its N-th.
inline Said rehearseWithCopies(const QString& folder, const QString& target) {
    QProcessEnvironment environment = withoutFlushes(watched(folder, "record"));
    environment.insert("KILL_POINT_TARGET", target);
    return run(strongroomProgram(), {"rehearse", foundRoot(), "--out", folder}, environment);
}

// Copies after the first entry of each type, of an authority, that this plan's ceremony brings; for a plan
// that founds also one before the first entry.
inline Said rehearseWithCopyOfEachType(const QString& plan, const QString& how, const QString& folder,
                                       const QString& target) {
    QProcessEnvironment environment = withoutFlushes(watched(folder, "types"));
    environment.insert("KILL_POINT_TARGET", target);
    return run(strongroomProgram(), {"rehearse", plan, how, folder}, environment);
}

// SIGKILL right after the next entry of this type.
inline Said goOnKilledAfter(const QString& type, const QString& plan, const QString& folder,
                            const QString& failingMedium = {}) {
    QProcessEnvironment environment = withoutFlushes(watched(folder, "record"));
    environment.insert("KILL_POINT_TYPE", type);
    if (!failingMedium.isEmpty())
        environment.insert("KILL_POINT_FAIL", QString::number(ENOSPC) + " " + failingMedium);
    return run(strongroomProgram(), {"rehearse", plan, "--continue", folder}, environment);
}

// SIGKILL at that moment.
inline Said rehearseKilled(const QString& folder, const QString& calls, int moment) {
    QProcessEnvironment environment = watched(folder, calls);
    environment.insert("KILL_POINT_AT", QString::number(moment));
    return run(strongroomProgram(), {"rehearse", foundRoot(), "--out", folder}, environment);
}

} // namespace strongroom::test
