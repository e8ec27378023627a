// Private to this folder and its tests
// What stands around the body on every page: bands with the marks, the pale word across the sheet, header,
// footer with the content's digest in short, "page x of y" and the place for initials.
#pragma once

#include "core/api/document.h"
#include "ui/print/page.h"
#include "ui/print/paper.h"
#include "ui/print/words.h"

namespace strongroom::ui {

class Furniture {
public:
    Furniture(const api::Document& document, const PaperOptions& options, const Words& words,
              const QSizeF& sheet);

    // Where pieces may lie; nothing of the furniture but the pale word is there.
    QRectF body() const noexcept { return m_body; }
    // Below and above the marks that the page has already: they are what is read.
    void addTo(Page& page, int number, int count) const;

private:
    void addPaleWord(std::vector<Mark>& marks) const;
    void addBand(std::vector<Mark>& marks, qreal top) const;
    void addHeader(std::vector<Mark>& marks) const;
    void addFooter(std::vector<Mark>& marks, int number, int count) const;

    const Words& m_words;
    QSizeF m_sheet;
    QRectF m_body;
    qreal m_headerTop = 0, m_footerTop = 0;
    QString m_title, m_reference, m_bandText, m_paleText, m_digest, m_digestWords;
};

} // namespace strongroom::ui
