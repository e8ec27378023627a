#include "ui/widgets/pin_field.h"

#include <QAccessibleWidget>
#include <QKeyEvent>
#include <QPainter>
#include <algorithm>

namespace strongroom::ui {

namespace {

constexpr std::size_t mostBytes = 255; // PKCS#11 tokens take no longer PIN

// A screen reader hears a password field, and how many places are filled.
class PinAccessible final : public QAccessibleWidget {
public:
    explicit PinAccessible(QWidget* widget) : QAccessibleWidget(widget, QAccessible::EditableText) {}

    QAccessible::State state() const override {
        QAccessible::State state = QAccessibleWidget::state();
        state.passwordEdit = true;
        return state;
    }
    QString text(QAccessible::Text kind) const override {
        if (kind == QAccessible::Value)
            return QString(static_cast<PinField*>(widget())->dots(), QChar(0x2022));
        return QAccessibleWidget::text(kind);
    }
};

QAccessibleInterface* accessibleOf(const QString& name, QObject* object) {
    if (name == QLatin1String(PinField::staticMetaObject.className()))
        return new PinAccessible(static_cast<QWidget*>(object));
    return nullptr;
}

} // namespace

PinField::PinField(const Style& style, QWidget* parent) : QWidget(parent), m_style(style) {
    static const bool installed = [] {
        QAccessible::installFactory(accessibleOf);
        return true;
    }();
    (void)installed;
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_InputMethodEnabled, false);
    setContextMenuPolicy(Qt::PreventContextMenu);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::IBeamCursor);
}

QSize PinField::sizeHint() const {
    return {m_style.metrics.units(260), m_style.metrics.units(44)};
}

Result<Secret> PinField::take() {
    if (!m_typed || m_size == 0)
        return Error{ErrorCode::badArgument, "no PIN was typed"};
    Result<Secret> taken = m_typed->firstBytes(m_size);
    clear();
    return taken;
}

void PinField::clear() {
    m_typed.reset();
    m_size = 0;
    m_dots = 0;
    update();
    Q_EMIT changed();
}

void PinField::append(const QString& typed) {
    QByteArray bytes = typed.toUtf8();
    if (!m_typed) {
        Result<Secret> made = Secret::make(mostBytes);
        if (!made)
            return;
        m_typed.emplace(std::move(*made));
    }
    if (m_size + static_cast<std::size_t>(bytes.size()) <= mostBytes) {
        m_typed->expose([&](std::span<std::uint8_t> into) {
            std::copy(bytes.begin(), bytes.end(), into.begin() + static_cast<std::ptrdiff_t>(m_size));
        });
        m_size += static_cast<std::size_t>(bytes.size());
        ++m_dots;
    }
    base::wipeBytes({reinterpret_cast<std::uint8_t*>(bytes.data()), static_cast<std::size_t>(bytes.size())});
    update();
    Q_EMIT changed();
}

void PinField::removeLast() {
    if (m_size == 0)
        return;
    m_typed->expose([&](std::span<std::uint8_t> bytes) {
        // The bytes of a character behind its first begin with the bits 10.
        bool isWhole = false;
        while (!isWhole && m_size > 0) {
            isWhole = (bytes[--m_size] & 0xc0) != 0x80;
            bytes[m_size] = 0;
        }
    });
    --m_dots;
    update();
    Q_EMIT changed();
}

void PinField::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        Q_EMIT entered();
        return;
    }
    if (event->key() == Qt::Key_Backspace)
        return removeLast();
    const bool isCommand =
        (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) != 0;
    if (isCommand || event->text().isEmpty() || !event->text().at(0).isPrint())
        return QWidget::keyPressEvent(event);
    append(event->text());
}

void PinField::paintEvent(QPaintEvent*) {
    const Theme& theme = m_style.theme;
    const Metrics& metrics = m_style.metrics;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal width = hasFocus() ? metrics.units(2) : metrics.units(theme.lineWidth);
    painter.setPen(QPen(hasFocus() ? theme.accent : theme.field, width));
    painter.setBrush(theme.card);
    const QRectF frame = QRectF(rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2);
    painter.drawRoundedRect(frame, metrics.units(8), metrics.units(8));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.text);
    const qreal radius = metrics.units(5), step = metrics.units(18);
    qreal x = metrics.units(18);
    for (int i = 0; i < m_dots && x < this->width() - radius; ++i, x += step)
        painter.drawEllipse(QPointF(x, height() / 2.0), radius, radius);
    if (hasFocus()) {
        painter.setBrush(theme.accent);
        painter.drawRect(QRectF(x - step / 3, height() * 0.25, metrics.units(2), height() * 0.5));
    }
}

void PinField::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    update();
}

void PinField::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    update();
}

} // namespace strongroom::ui
