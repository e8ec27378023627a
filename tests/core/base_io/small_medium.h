// A file system of 256 KiB of its own (tmpfs), for a medium that is really full or read-only. Only root can
// mount one: isMounted() says whether it is there.
#pragma once

#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QProcessEnvironment>
#include <QtCore/QTemporaryDir>
#include <sys/mount.h>

namespace strongroom::tests {

// A user who may not mount runs this test function once more as root of a namespace of its own, where the
// mount is nobody else's. True when it passed there.
inline bool passesInNamespace(const char* function) {
    constexpr const char* mark = "STRONGROOM_TEST_IN_NAMESPACE";
    if (qEnvironmentVariableIsSet(mark))
        return false;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(mark, "1");
    QProcess again;
    again.setProcessEnvironment(environment);
    again.start("unshare", {"--user", "--map-root-user", "--mount", QFile::symLinkTarget("/proc/self/exe"),
                            QString::fromLatin1(function)});
    return again.waitForFinished() && again.exitStatus() == QProcess::NormalExit && again.exitCode() == 0;
}

class SmallMedium {
public:
    SmallMedium() { m_mounted = mount("none", path().c_str(), "tmpfs", 0, "size=256k") == 0; }
    ~SmallMedium() {
        if (m_mounted)
            umount2(path().c_str(), MNT_DETACH);
    }
    SmallMedium(const SmallMedium&) = delete;
    SmallMedium& operator=(const SmallMedium&) = delete;

    bool isMounted() const { return m_mounted; }
    std::string path() const { return m_folder.path().toStdString(); }
    bool makeReadOnly() {
        return mount("none", path().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=256k") == 0;
    }

private:
    QTemporaryDir m_folder;
    bool m_mounted = false;
};

} // namespace strongroom::tests
