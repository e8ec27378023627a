#include "ui/print/flow.h"

#include <algorithm>

namespace strongroom::ui {

namespace {

class Flow {
public:
    Flow(std::vector<Strip> strips, const QRectF& body) : m_strips(std::move(strips)), m_body(body) {
        addPage();
    }

    std::vector<Page> run() {
        for (std::size_t i = 0; i < m_strips.size(); ++i) {
            // A chain that no page holds is broken where the page ends.
            const qreal chain = heightOfChain(i);
            const qreal alone = m_strips[i].above + beginning(m_strips[i]);
            if (!isAtTop() && (chain <= m_body.height() ? chain : alone) > room())
                addPage();
            place(m_strips[i]);
        }
        return std::move(m_pages);
    }

private:
    bool isAtTop() const { return m_y == m_body.top(); }
    qreal room() const { return m_body.bottom() - m_y; }

    void addPage() {
        m_pages.emplace_back();
        m_pages.back().body = m_body;
        m_y = m_body.top();
    }

    // Of a strip, what must have room where it begins.
    qreal beginning(const Strip& strip) const {
        switch (strip.cut) {
        case Cut::never: return strip.height;
        case Cut::whenTallerThanAPage:
            return strip.height <= m_body.height() ? strip.height : m_body.height() / 2;
        case Cut::anywhere: return leastHeight(strip);
        }
        return strip.height;
    }

    // What must stand together from here on: headings with what follows.
    qreal heightOfChain(std::size_t from) const {
        qreal height = 0;
        for (std::size_t i = from; i < m_strips.size(); ++i) {
            height += m_strips[i].above;
            if (m_strips[i].keep == Keep::alone)
                return height + beginning(m_strips[i]);
            height += m_strips[i].height;
        }
        return height;
    }

    void put(const Strip& strip, int part) {
        paintInto(m_pages.back(), strip, {m_body.left(), m_y}, part);
        m_y += strip.height;
    }

    void putHeaderOf(const Strip& strip) {
        if (strip.header != nullptr && isAtTop())
            put(*strip.header, 0);
    }

    void place(Strip& strip) {
        if (!isAtTop())
            m_y += strip.above;
        putHeaderOf(strip);
        if (strip.height <= room() || strip.cut == Cut::never) {
            put(strip, 0);
            return;
        }
        int part = 0;
        while (strip.height > room()) {
            put(takeFragment(strip, room()), part++);
            addPage();
            putHeaderOf(strip);
        }
        put(strip, part);
    }

    std::vector<Strip> m_strips;
    QRectF m_body;
    std::vector<Page> m_pages;
    qreal m_y = 0;
};

} // namespace

std::vector<Page> flow(std::vector<Strip> strips, const QRectF& body) {
    return Flow(std::move(strips), body).run();
}

} // namespace strongroom::ui
