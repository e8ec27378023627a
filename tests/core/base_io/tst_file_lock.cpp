// One holder at a time: against this process, against another one (flock of util-linux), and free again when
// the holder is killed.
#include "core/base_io/file_lock.h"
#include "tests/support/outcome.h"
#include "tests/support/test_main.h"

#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <unistd.h>

using namespace strongroom;
using namespace strongroom::base_io;
using namespace strongroom::tests;

class TestFileLock : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_path = m_folder.filePath("lock");
    std::string path() const { return m_path.toStdString(); }

private slots:
    void isBusyForOurselves() {
        {
            const auto held = FileLock::acquire(path());
            QVERIFY(held);
            QCOMPARE(outcome(FileLock::acquire(path())), std::string("busy"));
        }
        QCOMPARE(outcome(FileLock::acquire(path())), std::string("ok"));
    }

    void isBusyForOthers() {
        auto held = FileLock::acquire(path());
        QVERIFY(held);
        QCOMPARE(QProcess::execute("flock", {"-n", m_path, "true"}), 1);
        // A child that outlives us must not keep the lock.
        QProcess child;
        child.start("sleep", {"60"});
        QVERIFY(child.waitForStarted());
        { const FileLock released = std::move(*held); }
        QCOMPARE(QProcess::execute("flock", {"-n", m_path, "true"}), 0);
        child.kill();
        child.waitForFinished();
    }

    void isFreeWhenTheHolderDies() {
        QProcess holder;
        holder.start("flock", {"-F", m_path, "sh", "-c", "echo held; exec sleep 60"});
        QVERIFY(holder.waitForReadyRead());
        QCOMPARE(outcome(FileLock::acquire(path())), std::string("busy"));
        holder.kill();
        QVERIFY(holder.waitForFinished());
        QCOMPARE(outcome(FileLock::acquire(path())), std::string("ok"));
    }

    void refusesOtherThanRegularFiles() {
        const std::string link = m_folder.filePath("link").toStdString();
        QVERIFY(symlink("lock", link.c_str()) == 0);
        QCOMPARE(outcome(FileLock::acquire(link)), std::string("notRegularFile"));
        QCOMPARE(outcome(FileLock::acquire(m_folder.path().toStdString())), std::string("notRegularFile"));
        QCOMPARE(outcome(FileLock::acquire(path() + "/none")), std::string("fileMissing"));
    }
};

STRONGROOM_TEST_MAIN(TestFileLock)
#include "tst_file_lock.moc"
