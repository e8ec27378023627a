#include "trainee.h"

#include "ui/screens/screen.h"
#include "ui/shell/footer.h"
#include "ui/shell/stage.h"
#include "ui/widgets/pin_field.h"
#include "ui/widgets/word_edit.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

namespace strongroom::test {

namespace {

template<typename Widget>
QList<Widget*> shownIn(QWidget* place) {
    QList<Widget*> found;
    for (Widget* widget : place->findChildren<Widget*>())
        if (widget->isVisible())
            found << widget;
    return found;
}

void type(QWidget* field, const QString& text) {
    field->setFocus();
    for (const QChar letter : text) {
        if (letter.unicode() < 128) {
            QTest::keyClick(field, letter.toLatin1());
            continue;
        }
        // QtTest has keys for ASCII alone; a keyboard of another script sends its letters like this.
        for (const QEvent::Type kind : {QEvent::KeyPress, QEvent::KeyRelease}) {
            QKeyEvent event(kind, 0, Qt::NoModifier, QString(letter));
            QCoreApplication::sendEvent(field, &event);
        }
    }
}

} // namespace

bool Trainee::settle(int seconds) {
    QElapsedTimer timer;
    timer.start();
    std::uint64_t version = 0;
    int quiet = 0;
    while (timer.elapsed() < seconds * 1000) {
        QTest::qWait(5);
        const auto& snapshot = m_room.engine().snapshot();
        const bool isStill = snapshot && !snapshot->busy && !m_room.engine().isWaiting();
        if (!isStill || snapshot->version != version) {
            version = snapshot ? snapshot->version : 0;
            quiet = 0;
        } else if (++quiet >= 3) {
            return true;
        }
    }
    return false;
}

void Trainee::pressMain() {
    QPushButton* main = m_room.window().stage().footer().mainButton();
    main->setFocus();
    QTest::keyClick(main, Qt::Key_Space);
}

void Trainee::press(const QString& accessibleName) {
    for (QPushButton* button : shownIn<QPushButton>(&m_room.window()))
        if (button->accessibleName() == accessibleName || button->text() == accessibleName) {
            QTest::mouseClick(button, Qt::LeftButton);
            return;
        }
    qWarning("there is no button '%s'", qPrintable(accessibleName));
}

void Trainee::insertCard(const QString& card) {
    press(QString("Put the card %1 in").arg(card));
    QTest::qWait(30);
    (void)settle();
    // The reader is looked at a few times a second.
    for (int i = 0; i < 200; ++i) {
        for (const api::Reader& reader : m_room.seen().readers)
            if (QString::fromStdString(reader.reader) == card && reader.cardPresent)
                return;
        QTest::qWait(10);
    }
}

void Trainee::removeCard(const QString& card) {
    press(QString("Take the card %1 out").arg(card));
    for (int i = 0; i < 200; ++i) {
        bool isIn = false;
        for (const api::Reader& reader : m_room.seen().readers)
            isIn = isIn || (QString::fromStdString(reader.reader) == card && reader.cardPresent);
        if (!isIn)
            break;
        QTest::qWait(10);
    }
    (void)settle();
}

QString Trainee::pinOf(const QString& card) {
    QString pin;
    const auto connection = QObject::connect(&m_room.desk(), &ui::DeskClient::pinShown, &m_room.desk(),
                                             [&](const QString& of, const QString& shown) {
                                                 if (of == card)
                                                     pin = shown;
                                             });
    press(QString("Show the PIN of %1").arg(card));
    for (int i = 0; i < 200 && pin.isEmpty(); ++i)
        QTest::qWait(10);
    QObject::disconnect(connection);
    return pin;
}

QString Trainee::nameOf(const QString& person) const {
    const auto found = names.find(person);
    return found != names.end() ? found->second : "Test " + person;
}

QString Trainee::walk(const std::function<bool(const api::Snapshot&)>& arrived,
                      const std::function<void(const api::Snapshot&)>& looked) {
    constexpr int mostAnswers = 2000;
    for (int i = 0; i < mostAnswers; ++i) {
        if (!settle())
            return "the engine does not come back";
        const api::Snapshot seen = m_room.seen();
        if (looked)
            looked(seen);
        if (arrived && arrived(seen))
            return {};
        if (const auto* finished = std::get_if<api::FinishedStep>(&seen.current)) {
            head = QString::fromStdString(finished->head);
            return {};
        }
        if (const QString wrong = answer(); !wrong.isEmpty())
            return wrong;
    }
    return "the ceremony does not come to an end";
}

QString Trainee::answer() {
    const api::Step current = m_room.seen().current;
    const std::uint64_t version = m_room.seen().version;
    QString wrong;
    if (m_room.seen().sitting.empty())
        takeCardsOut();
    if (std::holds_alternative<api::ConfirmStep>(current))
        wrong = answerConfirm();
    else if (std::holds_alternative<api::AttendStep>(current))
        wrong = answerAttend();
    else if (std::holds_alternative<api::ClockStep>(current))
        wrong = answerClock();
    else if (std::holds_alternative<api::EnrolStep>(current))
        wrong = answerEnrol();
    else if (std::holds_alternative<api::CardActsStep>(current))
        wrong = answerCards();
    else if (std::holds_alternative<api::RunStep>(current))
        pressMain();
    else if (std::holds_alternative<api::MissingStep>(current))
        wrong = answerMissing();
    else if (std::holds_alternative<api::HeadStep>(current))
        wrong = answerHead();
    else
        return "nobody knows what to do: " + m_room.window().stage().screen()->action();
    if (!wrong.isEmpty())
        return wrong;
    if (!settle())
        return "the engine does not come back";
    const api::Snapshot& now = m_room.seen();
    if (!now.refusals.empty())
        return "refused: " + QString::fromStdString(now.refusals.back().detail);
    if (now.version == version)
        return "nothing happened on the screen '" + m_room.window().stage().screen()->action() + "'";
    return {};
}

void Trainee::tickAll() {
    for (QCheckBox* tick : shownIn<QCheckBox>(m_room.window().stage().screen()))
        if (!tick->isChecked()) {
            tick->setFocus();
            QTest::keyClick(tick, Qt::Key_Space);
        }
}

QString Trainee::answerConfirm() {
    const auto step = std::get<api::ConfirmStep>(m_room.seen().current);
    const QList<QLineEdit*> fields = shownIn<QLineEdit>(m_room.window().stage().screen());
    if (fields.size() != static_cast<qsizetype>(step.prompts.size()))
        return "the screen has other fields than prompts";
    for (qsizetype i = 0; i < fields.size(); ++i) {
        const std::string& prompt = step.prompts[static_cast<std::size_t>(i)].name;
        std::string number = "TRAINING-" + prompt;
        for (const api::DeskBag& bag : m_room.desk().view().bags)
            if (bag.name == prompt)
                number = bag.number;
        type(fields[i], QString::fromStdString(number));
    }
    tickAll();
    pressMain();
    return {};
}

QString Trainee::answerAttend() {
    const auto step = std::get<api::AttendStep>(m_room.seen().current);
    if (step.missing.empty()) {
        tickAll();
        pressMain();
        return {};
    }
    const QString person = QString::fromStdString(step.missing.front());
    for (QLineEdit* field : shownIn<QLineEdit>(m_room.window().stage().screen())) {
        type(field, nameOf(person)); // the fields stand in the order of the people
        QTest::keyClick(field, Qt::Key_Return);
        return {};
    }
    for (QPushButton* button : shownIn<QPushButton>(m_room.window().stage().screen()))
        if (button->text() == "Comes in") {
            QTest::mouseClick(button, Qt::LeftButton);
            return {};
        }
    return "nobody can come in";
}

QString Trainee::answerClock() {
    const QList<QLineEdit*> fields = shownIn<QLineEdit>(m_room.window().stage().screen());
    const QDateTime now = QDateTime::currentDateTimeUtc();
    type(fields.at(0), now.toString("yyyy-MM-dd"));
    type(fields.at(1), now.toString("HH:mm:ss"));
    tickAll();
    pressMain();
    return {};
}

QString Trainee::answerEnrol() {
    const auto step = std::get<api::EnrolStep>(m_room.seen().current);
    const QString card = QString::fromStdString(step.card.empty() ? step.person : step.card);
    insertCard(card);
    const QString pin = pinOf(card);
    QWidget* screen = m_room.window().stage().screen();
    if (QLineEdit* name = shownIn<QLineEdit>(screen).value(0); name != nullptr && name->text().isEmpty())
        type(name, nameOf(QString::fromStdString(step.person)));
    for (ui::PinField* field : shownIn<ui::PinField>(screen))
        type(field, pin);
    pressMain();
    return {};
}

void Trainee::takeCardsOut() {
    const api::DeskView lying = m_room.desk().view(); // each card that moves makes it anew
    for (const api::DeskCard& card : lying.cards)
        if (card.inserted)
            removeCard(QString::fromStdString(card.name));
}

QString Trainee::answerCards() {
    const auto step = std::get<api::CardActsStep>(m_room.seen().current);
    const auto isAsked = [&](const std::string& person) {
        return std::any_of(step.open.begin(), step.open.end(),
                           [&](const api::OpenAct& act) { return act.person == person; });
    };
    const std::vector<api::Reader> readers = m_room.seen().readers;
    for (const api::Reader& reader : readers) {
        if (!reader.cardPresent)
            continue;
        if (!isAsked(reader.person)) {
            // In a sitting an unlocked card may stay: its person may be asked for more.
            if (!reader.person.empty() && reader.unlocked)
                continue;
            removeCard(QString::fromStdString(reader.reader));
            return {};
        }
        if (!reader.unlocked) {
            const QString pin = pinOf(QString::fromStdString(reader.reader));
            ui::PinField* field = shownIn<ui::PinField>(m_room.window().stage().screen()).value(0);
            if (field == nullptr)
                return "nobody asks for the PIN";
            type(field, pin);
            QTest::keyClick(field, Qt::Key_Return);
        } else {
            pressMain();
        }
        return {};
    }
    std::vector<std::string> persons;
    for (const api::OpenAct& act : step.open)
        if (std::find(persons.begin(), persons.end(), act.person) == persons.end())
            persons.push_back(act.person);
    if (persons.empty())
        return "nobody is asked";
    insertCard(QString::fromStdString(persons[m_turn++ % persons.size()]));
    return {};
}

QString Trainee::answerMissing() {
    const auto step = std::get<api::MissingStep>(m_room.seen().current);
    const QString name = QString::fromStdString(step.name);
    if (step.what == "hsm")
        press(QString("Connect the HSM %1").arg(name));
    else if (step.what == "medium")
        press(QString("Plug in the stick %1").arg(name));
    else
        insertCard(name);
    QTest::qWait(400);
    return {};
}

QString Trainee::answerHead() {
    ui::WordEdit* field = shownIn<ui::WordEdit>(m_room.window().stage().screen()).value(0);
    type(field, head);
    pressMain();
    return {};
}

} // namespace strongroom::test
