// Whole files, small ones, as bytes.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QFile>

namespace strongroom::test {

// Empty when there is none.
inline QByteArray textOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace strongroom::test
