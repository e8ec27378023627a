// A file system of 256 KiB of its own (tmpfs), for a medium that is really full or read-only. Only root can
// mount one: isMounted() says whether it is there.
#pragma once

#include <QtCore/QTemporaryDir>
#include <sys/mount.h>

namespace strongroom::tests {

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
