// The preview: pages on a widget, keyboard, zoom, what it says to whoever does not see it.
#include "some_documents.h"

#include "tests/support/gui_test_main.h"
#include "ui/print/pages_view.h"

#include <QScrollBar>
#include <QSignalSpy>

using namespace strongroom;
using namespace strongroom::test;
using ui::PagesView;

namespace {

ui::Paper manyPages() {
    std::mt19937 random(1);
    api::Document document = emptyDocument();
    document.sections.push_back({"S", {someTable(random, 200, 40)}});
    ui::PaperOptions options;
    options.content = someContent();
    auto paper = ui::Paper::layOut(document, options);
    if (!paper)
        qFatal("%s", paper.error().detail.c_str());
    return std::move(paper).value();
}

} // namespace

class TestPagesView : public QObject {
    Q_OBJECT

private slots:
    void keysGoThroughThePages() {
        PagesView view;
        view.resize(800, 600);
        view.setPaper(manyPages());
        view.QWidget::show();
        QVERIFY(view.pageCount() > 4);
        QSignalSpy spy(&view, &PagesView::currentPageChanged);
        QTest::keyClick(&view, Qt::Key_PageDown);
        QCOMPARE(view.currentPage(), 1);
        QTest::keyClick(&view, Qt::Key_PageDown);
        QCOMPARE(view.currentPage(), 2);
        QTest::keyClick(&view, Qt::Key_PageUp);
        QCOMPARE(view.currentPage(), 1);
        QTest::keyClick(&view, Qt::Key_End);
        QCOMPARE(view.currentPage(), view.pageCount() - 1);
        QTest::keyClick(&view, Qt::Key_Home);
        QCOMPARE(view.currentPage(), 0);
        QCOMPARE(spy.size(), 5);
        const int before = view.verticalScrollBar()->value();
        QTest::keyClick(&view, Qt::Key_Down);
        QVERIFY(view.verticalScrollBar()->value() > before);
    }

    void everyPageIsReached() {
        PagesView view;
        view.resize(500, 400);
        view.setPaper(manyPages());
        view.QWidget::show();
        for (int page = 1; page < view.pageCount(); ++page) {
            QTest::keyClick(&view, Qt::Key_PageDown);
            QCOMPARE(view.currentPage(), page);
        }
    }

    void zoomKeepsThePage() {
        PagesView view;
        view.resize(800, 600);
        view.setPaper(manyPages());
        view.QWidget::show();
        view.goToPage(2);
        QTest::keyClick(&view, Qt::Key_Plus, Qt::ControlModifier);
        QVERIFY(view.zoom() > 0);
        QCOMPARE(view.currentPage(), 2);
        QVERIFY(view.horizontalScrollBar()->maximum() > 0);
        QTest::keyClick(&view, Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(view.zoom(), PagesView::widthOfView);
        QCOMPARE(view.horizontalScrollBar()->maximum(), 0);
        QCOMPARE(view.currentPage(), 2);
        view.resize(1000, 700);
        QCOMPARE(view.currentPage(), 2);
        for (int i = 0; i < 30; ++i)
            QTest::keyClick(&view, Qt::Key_Minus, Qt::ControlModifier);
        QVERIFY(view.zoom() >= 0.25);
    }

    void saysWhereItIs() {
        PagesView view;
        QCOMPARE(view.accessibleName(), QString("No pages"));
        view.resize(800, 600);
        view.setPaper(manyPages());
        view.QWidget::show();
        const QString of = " of " + QString::number(view.pageCount());
        QCOMPARE(view.accessibleName(), "Transcript: Founding of R1, page 1" + of);
        QTest::keyClick(&view, Qt::Key_PageDown);
        QCOMPARE(view.accessibleName(), "Transcript: Founding of R1, page 2" + of);
    }

    // Ink where text is, white where none is.
    void paintsThePage() {
        PagesView view;
        view.resize(900, 1300);
        view.setPaper(manyPages());
        view.QWidget::show();
        const QImage seen = view.grab().toImage();
        int dark = 0, white = 0;
        for (int y = 0; y < seen.height(); ++y)
            for (int x = 0; x < seen.width(); ++x) {
                dark += qGray(seen.pixel(x, y)) < 64 ? 1 : 0;
                white += seen.pixel(x, y) == qRgb(255, 255, 255) ? 1 : 0;
            }
        QVERIFY2(dark > 20'000, qPrintable(QString::number(dark)));
        QVERIFY(white > seen.width() * seen.height() / 2);
    }
};

STRONGROOM_GUI_TEST_MAIN(TestPagesView)
#include "tst_pages_view.moc"
