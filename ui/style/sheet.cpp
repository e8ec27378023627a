#include "ui/style/style.h"

#include <QStringList>
#include <algorithm>

namespace strongroom::ui {

namespace {

QString px(int pixels) {
    return QString::number(pixels) + "px";
}

// Replaces @names by what the style says.
QString filled(QString sheet, const Style& style) {
    const Theme& t = style.theme;
    const Metrics& m = style.metrics;
    const std::initializer_list<std::pair<const char*, QString>> values{
        {"@page", t.page.name()},
        {"@card", t.card.name()},
        {"@line", t.line.name()},
        {"@field", t.field.name()},
        {"@text", t.text.name()},
        {"@quiet", t.quiet.name()},
        {"@accent", t.accent.name()},
        {"@onAccent", t.onAccent.name()},
        {"@training", t.training.name()},
        {"@onTraining", t.onTraining.name()},
        {"@alarmBack", t.alarmBack.name()},
        {"@alarm", t.alarm.name()},
        {"@approve", t.approve.name()},
        {"@release", t.release.name()},
        {"@w", px(m.units(t.lineWidth))},
        {"@focus", px(m.units(2))},
        {"@radius", px(m.units(8))},
        {"@bigRadius", px(m.units(12))},
        {"@padV", px(m.units(8))},
        {"@padH", px(m.units(18))},
        {"@actionFont", px(m.actionPixels())},
        {"@headingFont", px(m.headingPixels())},
        {"@textFont", px(m.textPixels())},
        {"@smallFont", px(m.smallPixels())},
        {"@box", px(m.units(20))},
        {"@arrow", px(m.units(14))},
        {"@tick", t.name == ThemeName::light ? "tick-white" : "tick-black"},
        {"@down", t.name == ThemeName::light ? "down-dark" : "down-white"},
        {"@bar", px(m.units(12))},
        {"@handle", px(m.units(6))},
    };
    // The longest name first: @text must not eat @textFont.
    QStringList names;
    for (const auto& [name, value] : values)
        names << name;
    std::sort(names.begin(), names.end(),
              [](const QString& one, const QString& other) { return one.size() > other.size(); });
    for (const QString& name : names)
        for (const auto& [known, value] : values)
            if (name == known)
                sheet.replace(name, value);
    return sheet;
}

constexpr const char* sheet = R"(
* { font-size: @textFont; color: @text; }
QMainWindow, QWidget[look="page"], QScrollArea[look="page"] { background: @page; border: none; }
QWidget[look="bare"] { background: transparent; border: none; }
QFrame[look="card"] { background: @card; border: @w solid @line; border-radius: @bigRadius; }
QFrame[look="alarm"] { background: @alarmBack; border: @w solid @alarm; border-radius: @bigRadius; }
QFrame[look="footer"] { background: @card; border: none; border-top: @w solid @line; }
QFrame[look="rule"] { background: @line; border: none; min-height: @w; max-height: @w; }
QLabel { background: transparent; border: none; }
QLabel[look="action"] { font-size: @actionFont; font-weight: 700; }
QLabel[look="actor"] { font-size: @actionFont; font-weight: 600; color: @accent; }
QLabel[look="heading"] { font-size: @headingFont; font-weight: 600; }
QLabel[look="quiet"] { color: @quiet; }
QLabel[look="small"] { font-size: @smallFont; color: @quiet; }
QLabel[look="warning"] { color: @alarm; font-weight: 600; }
QLabel[look="banner"] { background: @training; color: @onTraining; font-weight: 700; letter-spacing: 1px; padding: 4px; }

QPushButton { background: @card; border: @w solid @field; border-radius: @radius; padding: @padV @padH; font-weight: 600; }
QPushButton:hover { border-color: @accent; }
QPushButton:focus { border: @focus solid @accent; }
QPushButton:disabled { color: @quiet; border-style: dashed; background: @page; }
QPushButton[look="primary"] { background: @accent; color: @onAccent; border-color: @accent; }
QPushButton[look="primary"]:focus { border: @focus solid @text; }
QPushButton[look="primary"]:disabled { background: @page; color: @quiet; border: @w dashed @line; }
QPushButton[look="approve"] { background: @card; color: @approve; border: @focus solid @approve; }
QPushButton[look="release"] { background: @card; color: @release; border: @focus solid @release; }
QPushButton[look="decline"] { background: @card; color: @text; border: @focus solid @text; }
QPushButton[look="approve"]:focus, QPushButton[look="release"]:focus, QPushButton[look="decline"]:focus { border: @focus solid @accent; background: @page; }
QPushButton[look="tile"] { text-align: left; padding: @padV; }

QLineEdit, QPlainTextEdit, QComboBox, QDateTimeEdit { background: @card; border: @w solid @field; border-radius: @radius; padding: @padV; selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QDateTimeEdit:focus { border: @focus solid @accent; }
QLineEdit:disabled { color: @quiet; border-style: dashed; }
QComboBox QAbstractItemView { background: @card; border: @w solid @line; selection-background-color: @accent; selection-color: @onAccent; }
QCheckBox { background: transparent; spacing: @padV; padding: 3px; border: @focus solid transparent; border-radius: @radius; }
QCheckBox:focus { border: @focus solid @accent; }
QCheckBox::indicator { width: @box; height: @box; border: @focus solid @text; border-radius: 4px; background: @card; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/strongroom/icons/@tick.svg); }
QComboBox::drop-down { border: none; width: @padH; }
QComboBox::down-arrow { image: url(:/strongroom/icons/@down.svg); width: @arrow; height: @arrow; }

QScrollBar:vertical { background: @page; width: @bar; margin: 0; }
QScrollBar::handle:vertical { background: @quiet; border-radius: @handle; min-height: 30px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar:horizontal { background: @page; height: @bar; margin: 0; }
QScrollBar::handle:horizontal { background: @quiet; border-radius: @handle; min-width: 30px; }
QProgressBar { background: @page; border: @w solid @line; border-radius: @radius; text-align: center; }
QProgressBar::chunk { background: @accent; border-radius: @radius; }
QTableView { background: @card; border: @w solid @line; gridline-color: @line; }
QHeaderView::section { background: @page; border: none; border-bottom: @w solid @line; padding: @padV; font-weight: 600; }
QToolTip { background: @card; border: @w solid @line; padding: @padV; }
)";

} // namespace

QString styleSheetOf(const Style& style) {
    return filled(sheet, style);
}

} // namespace strongroom::ui
