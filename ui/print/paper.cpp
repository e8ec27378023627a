#include "ui/print/paper.h"

#include "ui/print/blocks.h"
#include "ui/print/flow.h"
#include "ui/print/furniture.h"

#include <QPageSize>
#include <QPainter>
#include <algorithm>

namespace strongroom::ui {

struct Paper::Sheets {
    std::string title, language;
    QSizeF size;
    std::vector<Page> pages;
};

namespace {

// Opaque all of them: PDF/A-1 knows no transparency.
QColor colorOf(Ink ink) {
    switch (ink) {
    case Ink::black: return QColor(0, 0, 0);
    case Ink::white: return QColor(255, 255, 255);
    case Ink::shade: return QColor(232, 232, 232);
    }
    return {};
}

struct MarkPainter {
    QPainter& painter;

    void operator()(const TextMark& mark) const {
        const QTextLine line = mark.layout->lineAt(mark.line);
        painter.setPen(colorOf(mark.ink));
        line.draw(&painter, mark.at - line.position());
    }
    void operator()(const RuleMark& mark) const {
        painter.setPen(QPen(colorOf(mark.ink), mark.width, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(mark.line);
    }
    void operator()(const BoxMark& mark) const {
        painter.setPen(QPen(colorOf(Ink::black), mark.width, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(mark.box);
    }
    void operator()(const ShapeMark& mark) const { painter.fillPath(mark.path, colorOf(mark.ink)); }
};

bool signsItself(const api::Document& document) {
    return std::any_of(document.sections.begin(), document.sections.end(), [](const api::Section& section) {
        return std::any_of(section.blocks.begin(), section.blocks.end(), [](const api::Block& block) {
            return std::holds_alternative<api::Signatures>(block);
        });
    });
}

} // namespace

Result<Paper> Paper::layOut(const api::Document& document, const PaperOptions& options) {
    SR_TRY(checkFaces());
    const QPageSize size(options.size == PaperSize::a4 ? QPageSize::A4 : QPageSize::Letter);
    auto sheets = std::make_unique<Sheets>();
    sheets->title = document.title;
    sheets->language = document.language;
    sheets->size = QSizeF(size.sizePoints()) * points(1);

    const Words words(document.language);
    const Furniture furniture(document, options, words, sheets->size);
    const qreal width = furniture.body().width();
    SR_ASSIGN(std::vector<Strip> strips, coverOf(document, options, words, width));
    SR_ASSIGN(std::vector<Strip> content, stripsOf(document, words, width));
    std::move(content.begin(), content.end(), std::back_inserter(strips));
    if (!options.signers.empty() && !signsItself(document)) {
        std::vector<Strip> signatures = signaturesOf(options.signers, words, width);
        std::move(signatures.begin(), signatures.end(), std::back_inserter(strips));
    }
    sheets->pages = flow(std::move(strips), furniture.body());
    const int count = static_cast<int>(sheets->pages.size());
    for (int i = 0; i < count; ++i)
        furniture.addTo(sheets->pages[static_cast<std::size_t>(i)], i + 1, count);
    return Paper(std::move(sheets));
}

Paper::Paper(std::unique_ptr<Sheets> sheets) : m_sheets(std::move(sheets)) {}
Paper::Paper(Paper&&) noexcept = default;
Paper& Paper::operator=(Paper&&) noexcept = default;
Paper::~Paper() = default;

int Paper::pageCount() const noexcept {
    return static_cast<int>(m_sheets->pages.size());
}
QSizeF Paper::pageSize() const noexcept {
    return m_sheets->size;
}
const std::vector<Page>& Paper::pages() const noexcept {
    return m_sheets->pages;
}
const std::string& Paper::title() const noexcept {
    return m_sheets->title;
}
const std::string& Paper::language() const noexcept {
    return m_sheets->language;
}

void Paper::paint(QPainter& painter, int page) const {
    if (page < 0 || page >= pageCount())
        return;
    painter.save();
    for (const Mark& mark : m_sheets->pages[static_cast<std::size_t>(page)].marks)
        std::visit(MarkPainter{painter}, mark);
    painter.restore();
}

} // namespace strongroom::ui
