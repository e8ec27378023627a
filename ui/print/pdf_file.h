// Private to this folder and its tests
// A PDF file as Qt 6.4 writes it (one classic cross-reference table, no object streams), taken apart into its
// objects and put together again around another information dictionary. Pure.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <vector>

namespace strongroom::ui {

class PdfFile {
public:
    // badFormat for any other file.
    static Result<PdfFile> read(const QByteArray& file);

    // Dictionaries with their angle brackets.
    void setInformation(const QByteArray& dictionary);
    void addToCatalogue(const QByteArray& entries);
    // With the identifier of what it is of; that of these very bytes is added here.
    QByteArray write(const QByteArray& identifier) const;

private:
    QByteArray m_head;                 // before the first object
    std::vector<QByteArray> m_objects; // by number - 1, with "n 0 obj" and "endobj"
    int m_catalogue = 0, m_information = 0;
};

} // namespace strongroom::ui
