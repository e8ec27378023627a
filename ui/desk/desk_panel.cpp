#include "ui/desk/desk_panel.h"

#include "ui/text/person_words.h"
#include "ui/text/translated.h"
#include "ui/text/words.h"
#include "ui/widgets/card.h"
#include "ui/widgets/icon_label.h"
#include "ui/widgets/labels.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>

namespace strongroom::ui {

namespace {

QPushButton* smallButton(const QString& text, const QString& accessible, const Style& style) {
    auto* button = new QPushButton(text);
    button->setAccessibleName(accessible);
    button->setStyleSheet(QString("font-size: %1px; padding: %2px %3px;")
                              .arg(style.metrics.smallPixels())
                              .arg(style.metrics.units(4))
                              .arg(style.metrics.units(8)));
    return button;
}

// The stick's own colour, beside its name in words.
QColor colourOf(const std::string& name) {
    static const std::pair<const char*, const char*> known[] = {
        {"red", "#d33a3a"},   {"blue", "#2f6fe0"},  {"yellow", "#e0b000"}, {"green", "#2d9a57"},
        {"white", "#bfc4cc"}, {"black", "#333a45"}, {"orange", "#e07b1f"}, {"grey", "#8a93a3"}};
    for (const auto& [word, colour] : known)
        if (name == word)
            return QColor(colour);
    return QColor("#8a93a3");
}

} // namespace

DeskPanel::DeskPanel(DeskClient& desk, EngineClient& engine, const Style& style)
    : m_desk(desk), m_engine(engine), m_style(style) {
    setProperty("look", "page");
    setWidgetResizable(true);
    setFixedWidth(style.metrics.units(312));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(words("Training desk"));
    connect(&m_desk, &DeskClient::viewChanged, this, [this] { rebuild(); });
    connect(&m_desk, &DeskClient::pinShown, this, [this](const QString& card, const QString& pin) {
        m_pinCard = card;
        m_pin = pin;
        rebuild();
    });
    rebuild();
}

void DeskPanel::show(const api::Snapshot& snapshot) {
    m_snapshot = std::make_shared<const api::Snapshot>(snapshot);
    if (std::exchange(m_people, snapshot.people) != snapshot.people)
        rebuild();
}

QString DeskPanel::holderOf(const QString& card) const {
    if (m_snapshot)
        for (const api::Person& person : m_snapshot->people)
            if (card == shown(person.id) || card.startsWith(shown(person.id) + "-"))
                return nameWords(*m_snapshot, person.id);
    return {};
}

void DeskPanel::rebuild() {
    const int scrolled = verticalScrollBar()->value();
    const QString focused = focusWidget() != nullptr ? focusWidget()->accessibleName() : QString();
    auto* content = new QWidget;
    content->setProperty("look", "page");
    auto* column = new QVBoxLayout(content);
    const Metrics& metrics = m_style.metrics;
    column->setContentsMargins(metrics.units(10), metrics.units(16), metrics.units(14), metrics.units(16));
    column->setSpacing(metrics.units(10));
    column->addWidget(makeLabel(words("Training desk"), "heading"));
    column->addWidget(makeLabel(words("What hands do in the room, you do here. F4 hides it."), "small"));
    if (m_desk.view().message) {
        auto* alarm = new Card(m_style, "alarm");
        alarm->body()->addWidget(makeLabel(translated(*m_desk.view().message), "warning"));
        column->addWidget(alarm);
    }
    addCards(*column);
    addSticks(*column);
    addDevices(*column);
    addBags(*column);
    addDrills(*column);
    column->addStretch(1);
    setWidget(content);
    verticalScrollBar()->setValue(scrolled);
    for (QPushButton* button : content->findChildren<QPushButton*>())
        if (!focused.isEmpty() && button->accessibleName() == focused)
            button->setFocus();
}

void DeskPanel::addDevices(QVBoxLayout& column) {
    auto* card = new Card(m_style);
    card->body()->addWidget(makeLabel(words("HSM"), "small"));
    for (const api::DeskDevice& device : m_desk.view().devices) {
        const QString name = shown(device.name);
        auto* row = new QHBoxLayout;
        row->addWidget(makeIcon("hsm", m_style.metrics.units(22), m_style.theme.quiet));
        row->addWidget(makeName(name), 1);
        auto* plug = smallButton(
            device.connected ? words("Unplug") : words("Connect"),
            (device.connected ? words("Unplug the HSM %1") : words("Connect the HSM %1")).arg(name), m_style);
        connect(plug, &QPushButton::clicked, this, [this, device] {
            m_desk.act([device](api::Desk& desk) {
                return device.connected ? desk.disconnectHsm(device.name) : desk.connectHsm(device.name);
            });
        });
        row->addWidget(plug);
        card->body()->addLayout(row);
        card->body()->addWidget(makeName(words("Seal number: %1").arg(shown(device.seal)), "small"));
        auto* erase = smallButton(words("Press its erase button"),
                                  words("Press the erase button of the HSM %1").arg(name), m_style);
        connect(erase, &QPushButton::clicked, this, [this, device] {
            m_desk.act([device](api::Desk& desk) { return desk.pressEraseButton(device.name); });
        });
        card->body()->addWidget(erase);
    }
    column.addWidget(card);
}

void DeskPanel::addCards(QVBoxLayout& column) {
    auto* card = new Card(m_style);
    card->body()->setSpacing(m_style.metrics.units(6));
    card->body()->addWidget(makeLabel(words("Cards"), "small"));
    for (const api::DeskCard& one : m_desk.view().cards) {
        const QString name = shown(one.name), holder = holderOf(name);
        auto* row = new QHBoxLayout;
        row->setSpacing(m_style.metrics.units(6));
        row->addWidget(makeIcon("card", m_style.metrics.units(22),
                                one.inserted ? m_style.theme.accent : m_style.theme.quiet));
        auto* text = new QVBoxLayout;
        text->setSpacing(0);
        text->addWidget(makeName(name));
        if (!holder.isEmpty() && holder != roleWords(one.name))
            text->addWidget(makeName(holder, "small"));
        row->addLayout(text, 1);
        if (one.away) {
            row->addWidget(makeLabel(words("gone"), "small"));
        } else {
            auto* pin = smallButton(words("PIN"), words("Show the PIN of %1").arg(name), m_style);
            connect(pin, &QPushButton::clicked, this, [this, name] { m_desk.askPin(name); });
            auto* move = smallButton(
                one.inserted ? words("Take out") : words("Put in"),
                (one.inserted ? words("Take the card %1 out") : words("Put the card %1 in")).arg(name),
                m_style);
            connect(move, &QPushButton::clicked, this, [this, one] {
                m_desk.act([one](api::Desk& desk) {
                    return one.inserted ? desk.removeCard(one.name) : desk.insertCard(one.name);
                });
            });
            row->addWidget(pin);
            row->addWidget(move);
        }
        card->body()->addLayout(row);
        if (m_pinCard == name)
            card->body()->addWidget(makeName(words("PIN %1").arg(m_pin), "warning"));
    }
    column.addWidget(card);
}

void DeskPanel::addSticks(QVBoxLayout& column) {
    auto* card = new Card(m_style);
    card->body()->setSpacing(m_style.metrics.units(6));
    card->body()->addWidget(makeLabel(words("Sticks"), "small"));
    for (const api::DeskStick& one : m_desk.view().sticks) {
        const QString name = shown(one.name);
        auto* row = new QHBoxLayout;
        row->setSpacing(m_style.metrics.units(6));
        row->addWidget(makeIcon("stick", m_style.metrics.units(22), colourOf(one.colour)));
        auto* text = new QVBoxLayout;
        text->setSpacing(0);
        text->addWidget(makeName(name));
        if (!one.colour.empty())
            text->addWidget(makeName(words(one.colour.c_str()), "small"));
        row->addLayout(text, 1);
        auto* move = smallButton(
            one.plugged ? words("Pull") : words("Plug in"),
            (one.plugged ? words("Pull the stick %1") : words("Plug in the stick %1")).arg(name), m_style);
        connect(move, &QPushButton::clicked, this, [this, one] {
            m_desk.act([one](api::Desk& desk) {
                return one.plugged ? desk.removeMedium(one.name) : desk.insertMedium(one.name);
            });
        });
        row->addWidget(move);
        card->body()->addLayout(row);
    }
    column.addWidget(card);
}

void DeskPanel::addBags(QVBoxLayout& column) {
    if (m_desk.view().bags.empty())
        return;
    auto* card = new Card(m_style);
    card->body()->setSpacing(m_style.metrics.units(2));
    card->body()->addWidget(makeLabel(words("Bags, and the numbers on them"), "small"));
    for (const api::DeskBag& bag : m_desk.view().bags) {
        auto* row = new QHBoxLayout;
        row->addWidget(makeName(shown(bag.name), "quiet"), 1);
        row->addWidget(makeName(shown(bag.number)));
        card->body()->addLayout(row);
        if (bag.receipt != bag.number)
            card->body()->addWidget(makeName(words("on its strip: %1").arg(shown(bag.receipt)), "small"));
    }
    column.addWidget(card);
}

void DeskPanel::addDrills(QVBoxLayout& column) {
    auto* card = new Card(m_style);
    card->body()->addWidget(makeLabel(words("Let something go wrong"), "small"));
    const auto underWay = std::find_if(m_desk.drills().begin(), m_desk.drills().end(),
                                       [](const api::DrillOffer& offer) { return offer.underWay; });
    if (underWay != m_desk.drills().end()) {
        card->body()->addWidget(makeLabel(translated(underWay->title)));
        card->body()->addWidget(makeLabel(translated(underWay->happens), "small"));
        auto* end = smallButton(words("End this drill"), words("End this drill"), m_style);
        connect(end, &QPushButton::clicked, this,
                [this] { m_desk.act([](api::Desk& desk) { return desk.endDrill(); }); });
        card->body()->addWidget(end);
        column.addWidget(card);
        return;
    }
    auto* choice = new QComboBox;
    choice->setAccessibleName(words("Drill"));
    std::vector<api::Drill> possible;
    for (const api::DrillOffer& offer : m_desk.drills())
        if (offer.possible) {
            possible.push_back(offer.drill);
            choice->addItem(translated(offer.title));
        }
    choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    choice->setMinimumContentsLength(10);
    auto* start = smallButton(words("Start the drill"), words("Start the drill"), m_style);
    start->setEnabled(!possible.empty());
    connect(start, &QPushButton::clicked, this, [this, choice, possible] {
        const api::Drill drill = possible[static_cast<std::size_t>(choice->currentIndex())];
        m_desk.act([drill](api::Desk& desk) { return desk.startDrill(drill, ""); });
    });
    card->body()->addWidget(choice);
    card->body()->addWidget(start);
    column.addWidget(card);
}

} // namespace strongroom::ui
