// The pages of a paper on screen, one below the other, as they will be printed. Keyboard: arrows, Page Up and
// Page Down (a whole page), Home, End; Ctrl with + - 0 for larger, smaller, the window's width. The
// accessible name says title and page. Main thread.
#pragma once

#include "ui/print/paper.h"

#include <QAbstractScrollArea>
#include <optional>

namespace strongroom::ui {

class PagesView : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit PagesView(QWidget* parent = nullptr);
    ~PagesView() override;

    void setPaper(Paper paper);
    int pageCount() const;
    int currentPage() const; // from 0: the one in the middle of the view
    void goToPage(int page);

    static constexpr double widthOfView = 0; // as zoom: the page is as wide as the view
    double zoom() const;                     // 1 is the size of the paper on a screen of 96 dpi
    void setZoom(double zoom);

Q_SIGNALS:
    void currentPageChanged(int page);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    double scale() const; // pixels for a unit
    QRectF placeOf(int page) const;
    void measure();
    void tellPage();

    std::optional<Paper> m_paper;
    double m_zoom = widthOfView;
    int m_current = 0;
};

} // namespace strongroom::ui
