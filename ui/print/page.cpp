#include "ui/print/page.h"

namespace strongroom::ui {

namespace {

struct Mover {
    QPointF offset;
    void operator()(TextMark& mark) const { mark.at += offset; }
    void operator()(RuleMark& mark) const { mark.line.translate(offset); }
    void operator()(BoxMark& mark) const { mark.box.translate(offset); }
    void operator()(ShapeMark& mark) const { mark.path.translate(offset); }
};

} // namespace

QString textOf(const TextMark& mark) {
    const QTextLine line = mark.layout->lineAt(mark.line);
    return mark.layout->text().mid(line.textStart(), line.textLength());
}

Mark movedBy(Mark mark, QPointF offset) {
    std::visit(Mover{offset}, mark);
    return mark;
}

} // namespace strongroom::ui
