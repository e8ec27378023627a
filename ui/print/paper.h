// A document laid out on pages: what is printed, what the PDF holds and what the preview shows are the same
// Paper. Beside the document's own text each page has its title and reference, the marks (a band above and
// below, and one pale word across the sheet, drawn first so that it hides nothing), the content's digest in
// short, a place for initials and "page x of y". Page 1 has the digest in full, as words and as a QR code.
// What is signed by cards is the document alone: initials, and the signature blocks of a transcript, are
// paper only, and are added here (PaperOptions::signers). They speak the document's language, whatever the
// window's is. Invariants: no row of a table or of fields is cut by a page's end, unless it is taller than a
// page (then between its lines, and nothing of it is left out); a table's header stands above its rows on
// each page; the same document and options give the same pages on every machine with the same faces. Cannot
// do: other faces than Noto's; right-to-left pages (names in such scripts are right within their line). Needs
// a QGuiApplication, offscreen is enough; main thread.
#pragma once

#include "core/api/document.h"
#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/time.h"

#include <QSizeF>
#include <memory>
#include <optional>
#include <string>
#include <vector>

class QPainter;

namespace strongroom::ui {

struct Page;

enum class PaperSize { a4, letter };

struct PaperOptions {
    PaperSize size = PaperSize::a4;
    Digest content;                   // SHA-256 of the document's canonical JSON
    std::optional<UtcTime> time = {}; // of the record, for the PDF's metadata; without one it has no date
    std::string reference = {};       // the ceremony, or the plan and its version: in every header
    std::vector<api::Signer> signers = {}; // get blocks at the end of a document that has none of its own
};

class Paper {
public:
    // fileMissing when a face is not installed.
    static Result<Paper> layOut(const api::Document& document, const PaperOptions& options);
    Paper(Paper&&) noexcept;
    Paper& operator=(Paper&&) noexcept;
    ~Paper();

    int pageCount() const noexcept;
    QSizeF pageSize() const noexcept; // in units, see unitsPerInch
    // With a painter whose unit is one of ours: scale it to the device first. Paints no background.
    void paint(QPainter& painter, int page) const; // from 0
    const std::vector<Page>& pages() const noexcept;

    const std::string& title() const noexcept;
    const std::string& language() const noexcept;

    static constexpr int unitsPerInch = 1440; // 20 to the point, so that faces have whole sizes

private:
    struct Sheets;
    explicit Paper(std::unique_ptr<Sheets> sheets);
    std::unique_ptr<Sheets> m_sheets;
};

} // namespace strongroom::ui
