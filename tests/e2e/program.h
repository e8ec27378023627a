// Runs the real program, as a user does, and answers what it said.
#pragma once

#include <QtCore/QProcess>
#include <QtCore/QProcessEnvironment>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <memory>

namespace strongroom::test {

struct Said {
    int exitCode = -1; // -1: it was killed, or missed its time
    QByteArray output, error;
};

inline Said run(const QString& program, const QStringList& arguments,
                const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment()) {
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    if (!process.waitForFinished(60'000)) {
        process.kill();
        process.waitForFinished();
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

inline QString strongroomProgram() {
    return QStringLiteral(STRONGROOM_BIN "/strongroom");
}
inline QString verifierProgram() {
    return QStringLiteral(STRONGROOM_BIN "/strongroom-verify");
}
inline QString shippedPlan(const QString& id) {
    return QStringLiteral(STRONGROOM_RESOURCES "/plans/") + id + ".yaml";
}
inline QString foundRoot() {
    return shippedPlan("found-root");
}

inline Said rehearse(const QString& folder,
                     const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment()) {
    return run(strongroomProgram(), {"rehearse", foundRoot(), "--out", folder}, environment);
}
inline std::unique_ptr<QProcess>
startGoingOn(const QString& plan, const QString& folder,
             const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment()) {
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment);
    process->start(strongroomProgram(), {"rehearse", plan, "--continue", folder});
    process->waitForStarted();
    return process;
}
inline Said goOn(const QString& folder,
                 const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment()) {
    return run(strongroomProgram(), {"rehearse", foundRoot(), "--continue", folder}, environment);
}

// One sentence on standard error, and no more: what every refusal of ours looks like.
inline bool isOneSentence(const QByteArray& error) {
    return error.startsWith("strongroom: ") && error.endsWith(".\n") && error.count('\n') == 1;
}

} // namespace strongroom::test
