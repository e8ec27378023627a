#include "ui/print/pages_view.h"

#include "ui/print/page.h"

#include <QAccessible>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace strongroom::ui {

namespace {

constexpr qreal gap = 16; // around and between pages, in pixels
constexpr double smallest = 0.25, largest = 4;
constexpr double screenDots = 96;

QString say(const char* source) {
    return QCoreApplication::translate("PagesView", source);
}

} // namespace

PagesView::PagesView(QWidget* parent) : QAbstractScrollArea(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setProperty("look", "pages");
    tellPage();
}

PagesView::~PagesView() = default;

void PagesView::setPaper(Paper paper) {
    m_paper.emplace(std::move(paper));
    m_current = 0;
    measure();
    verticalScrollBar()->setValue(0);
    tellPage();
    viewport()->update();
}

int PagesView::pageCount() const {
    return m_paper ? m_paper->pageCount() : 0;
}

int PagesView::currentPage() const {
    return m_current;
}

void PagesView::goToPage(int page) {
    if (page >= 0 && page < pageCount())
        verticalScrollBar()->setValue(static_cast<int>(placeOf(page).top() - gap));
}

double PagesView::zoom() const {
    return m_zoom;
}

void PagesView::setZoom(double zoom) {
    const int page = m_current;
    m_zoom = zoom <= 0 ? widthOfView : std::clamp(zoom, smallest, largest);
    measure();
    goToPage(page);
    viewport()->update();
}

double PagesView::scale() const {
    if (!m_paper)
        return 1;
    if (m_zoom != widthOfView)
        return m_zoom * screenDots / Paper::unitsPerInch;
    return std::max(1.0, viewport()->width() - 2 * gap) / m_paper->pageSize().width();
}

// On the whole strip of pages, before scrolling.
QRectF PagesView::placeOf(int page) const {
    const QSizeF size = m_paper->pageSize() * scale();
    const qreal left = std::max(gap, (viewport()->width() - size.width()) / 2);
    return {QPointF(left, gap + page * (size.height() + gap)), size};
}

void PagesView::measure() {
    if (!m_paper)
        return;
    const QRectF last = placeOf(pageCount() - 1);
    const int height = static_cast<int>(std::ceil(last.bottom() + gap));
    const int width = m_zoom == widthOfView ? 0 : static_cast<int>(std::ceil(last.width() + 2 * gap));
    verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(40);
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(40);
    scrollContentsBy(0, 0);
}

// Whoever does not see the pages hears which one it is.
void PagesView::tellPage() {
    const QString name = m_paper ? say(QT_TRANSLATE_NOOP("PagesView", "%1, page %2 of %3"))
                                       .arg(QString::fromStdString(m_paper->title()))
                                       .arg(m_current + 1)
                                       .arg(pageCount())
                                 : say(QT_TRANSLATE_NOOP("PagesView", "No pages"));
    setAccessibleName(name);
}

void PagesView::scrollContentsBy(int, int) {
    viewport()->update();
    if (!m_paper)
        return;
    const qreal middle = verticalScrollBar()->value() + viewport()->height() / 2.0;
    const qreal step = placeOf(0).height() + gap;
    const bool isAtEnd = verticalScrollBar()->value() == verticalScrollBar()->maximum();
    const int page = isAtEnd && verticalScrollBar()->maximum() > 0
                         ? pageCount() - 1
                         : std::clamp(static_cast<int>((middle - gap) / step), 0, pageCount() - 1);
    if (page == m_current)
        return;
    m_current = page;
    tellPage();
    Q_EMIT currentPageChanged(page);
}

void PagesView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), palette().color(QPalette::AlternateBase));
    if (!m_paper)
        return;
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    const QPointF offset(-horizontalScrollBar()->value(), -verticalScrollBar()->value());
    for (int page = 0; page < pageCount(); ++page) {
        const QRectF place = placeOf(page).translated(offset);
        if (!place.intersects(viewport()->rect()))
            continue;
        painter.fillRect(place, Qt::white); // paper is white in every theme
        painter.save();
        painter.translate(place.topLeft());
        painter.scale(scale(), scale());
        m_paper->paint(painter, page);
        painter.restore();
        painter.setPen(QPen(palette().color(QPalette::WindowText), 1));
        painter.drawRect(place);
    }
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 3));
        painter.drawRect(viewport()->rect().adjusted(1, 1, -2, -2));
    }
}

void PagesView::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    const int page = m_current;
    measure();
    if (m_zoom == widthOfView && event->oldSize().width() != event->size().width())
        goToPage(page);
}

void PagesView::keyPressEvent(QKeyEvent* event) {
    const double now = m_paper ? scale() * Paper::unitsPerInch / screenDots : 1;
    const bool isControl = event->modifiers().testFlag(Qt::ControlModifier);
    if (isControl && (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Equal))
        setZoom(now * 1.25);
    else if (isControl && event->key() == Qt::Key_Minus)
        setZoom(now / 1.25);
    else if (isControl && event->key() == Qt::Key_0)
        setZoom(widthOfView);
    else if (event->key() == Qt::Key_PageDown)
        goToPage(m_current + 1);
    else if (event->key() == Qt::Key_PageUp)
        goToPage(m_current - 1);
    else if (event->key() == Qt::Key_Home)
        verticalScrollBar()->setValue(0);
    else if (event->key() == Qt::Key_End)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    else
        QAbstractScrollArea::keyPressEvent(event);
}

void PagesView::wheelEvent(QWheelEvent* event) {
    if (!event->modifiers().testFlag(Qt::ControlModifier)) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    setZoom(scale() * Paper::unitsPerInch / screenDots * (event->angleDelta().y() > 0 ? 1.25 : 0.8));
    event->accept();
}

} // namespace strongroom::ui
