// The rooms of tests that disturb a rehearsal: folders of their own, a finished one to copy from at any
// entry, and what must hold when it is refused or goes on.
#pragma once

#include "kill_point.h"
#include "rehearsal_folder.h"

#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <filesystem>

namespace strongroom::test {

inline QByteArray bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(missing)");
}

inline void writeFile(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), bytes.size());
}

class Rooms : public QObject {
protected:
    QString here(const QString& name) const { return m_temporary.path() + "/" + name; }
    QString hereNew(const QString& name) { return here(name + "-" + QString::number(m_copies++)); }

    static void refused(const Said& said, const QByteArray& naming) {
        QVERIFY2(said.exitCode == 1, said.error.constData());
        QVERIFY2(isOneSentence(said.error), said.error.constData());
        QVERIFY2(said.error.contains(naming), said.error.constData());
    }

    static void endsWell(const QString& room) {
        const Said said = run(INSPECT_REHEARSAL, {room});
        QVERIFY2(said.exitCode == 0, said.output.constData());
    }

    static void goesOn(const QString& room) {
        const Said said = goOn(room);
        QVERIFY2(said.exitCode == 0, said.error.constData());
        endsWell(room);
    }

    // A finished rehearsal (its ceremony is open), made once.
    QString sharedRoom() {
        if (!QDir(here("shared")).exists()) {
            const Said said = rehearseWithCopies(here("shared"), here("copies"));
            if (said.exitCode != 0)
                qFatal("%s", said.error.constData());
        }
        return here("shared");
    }

    // A room in which an entry of this type was the last thing that happened. It shares nothing with others.
    QString copyAfter(const QByteArray& type) {
        const QList<QByteArray> lines = bytesOf(sharedRoom() + "/authority/record.jsonl").split('\n');
        const QString room = hereNew("room");
        for (int i = 0; i < lines.size(); ++i)
            if (lines[i].contains("\"type\":\"" + type + "\"")) {
                std::filesystem::copy(here("copies/" + QString::number(i + 1)).toStdString(),
                                      room.toStdString(), std::filesystem::copy_options::recursive);
                return room;
            }
        qFatal("no entry is a %s", type.constData());
    }

private:
    QTemporaryDir m_temporary;
    int m_copies = 0;
};

} // namespace strongroom::test
