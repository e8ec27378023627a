// The desk by itself: what lies on it, the erase button, and that each drill changes one thing and puts it
// right again, also for whoever opens the desk after a power cut. What the engine makes of drills:
// tests/e2e/tst_drills.
#include "core/ossl/key.h"
#include "core/simulator/desk.h"
#include "core/simulator/foreign_request.h"
#include "core/simulator/printed_numbers.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <sys/wait.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <algorithm>
#include <csignal>
#include <set>

using namespace strongroom;
using namespace strongroom::test;
using api::Drill;
using simulator::DeskSpec;
using simulator::SimulatedDesk;

namespace {

std::string textOf(const Secret& secret) {
    return secret.expose([](ByteView bytes) { return base::textOf(bytes); });
}

api::DrillOffer offerOf(const api::Desk& desk, Drill drill) {
    for (const api::DrillOffer& offer : desk.drills())
        if (offer.drill == drill)
            return offer;
    return {};
}

} // namespace

class TestDesk : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { base::openSecureHeap(); }

    void everythingLiesOnIt() {
        const auto desk = open("view");
        SR_VERIFY(desk);
        api::DeskView view = (*desk)->view();
        QVERIFY(view.devices.size() == 1 && view.devices[0].connected);
        QVERIFY(view.devices[0].seal.starts_with("TRAINING-"));
        QCOMPARE(view.cards.size(), std::size_t(4));
        for (const api::DeskCard& card : view.cards) {
            QVERIFY(!card.inserted && !card.away);
            QCOMPARE(card.spare, card.name == "officer-2-spare");
        }
        QVERIFY(view.sticks[0] == (api::DeskStick{"backup-a", "red", "stick", true}));
        QVERIFY(!view.underWay && !view.message);
        SR_VERIFY((*desk)->insertCard("officer-2"));
        SR_VERIFY((*desk)->removeMedium("backup-a"));
        SR_VERIFY((*desk)->disconnectHsm("primary"));
        view = (*desk)->view();
        QVERIFY(view.cards[1].inserted && !view.sticks[0].plugged && !view.devices[0].connected);
        SR_REFUSED((*desk)->insertCard("nobody"), ErrorCode::badArgument);
        SR_REFUSED((*desk)->pressEraseButton("nothing"), ErrorCode::badArgument);
        SR_REFUSED((*desk)->removeMedium("nothing"), ErrorCode::badArgument);
    }

    void printedNumbersAreTheFoldersOwn() {
        std::vector<api::DeskBag> bags;
        {
            const auto desk = open("numbers");
            SR_VERIFY(desk);
            bags = (*desk)->view().bags;
        }
        QCOMPARE(bags.size(), std::size_t(2));
        std::set<std::string> numbers;
        for (const api::DeskBag& bag : bags) {
            QVERIFY(bag.number.starts_with("TRAINING-") && bag.number == bag.receipt);
            QVERIFY(numbers.insert(bag.number).second);
            const std::string wrong = simulator::mistyped(bag.number);
            QVERIFY(wrong != bag.number && wrong.size() == bag.number.size());
        }
        const auto again = open("numbers");
        SR_VERIFY(again);
        QVERIFY((*again)->view().bags == bags);
        const auto other = open("other-numbers");
        SR_VERIFY(other);
        QVERIFY((*other)->view().bags != bags);
    }

    void theListTellsWhatAndWhy() {
        const auto desk = open("list");
        SR_VERIFY(desk);
        const std::vector<api::DrillOffer> offers = (*desk)->drills();
        QCOMPARE(offers.size(), std::size_t(Drill::alarm) + 1);
        std::set<std::string> names, titles;
        for (std::size_t i = 0; i < offers.size(); ++i) {
            const api::DrillOffer& offer = offers[i];
            QCOMPARE(std::size_t(offer.drill), i);
            QVERIFY(names.insert(api::nameOf(offer.drill)).second);
            QVERIFY(titles.insert(offer.title.source).second);
            QVERIFY(offer.happens.source.ends_with('.') && offer.lesson.source.ends_with('.'));
            QCOMPARE(offer.possible, offer.whyNot.source.empty());
        }
        // Nobody has enrolled, nothing was written, no share was sealed.
        for (const Drill drill : {Drill::wrongCard, Drill::wrongStick, Drill::foreignShare}) {
            QVERIFY(!offerOf(**desk, drill).possible);
            SR_REFUSED((*desk)->startDrill(drill, ""), ErrorCode::notNow);
        }
        SR_REFUSED((*desk)->startDrill(Drill::stickFull, "primary"), ErrorCode::badArgument);
        SR_VERIFY((*desk)->startDrill(Drill::alarm, ""));
        QVERIFY((*desk)->view().underWay == Drill::alarm && (*desk)->view().message);
        QVERIFY(offerOf(**desk, Drill::alarm).underWay);
        SR_REFUSED((*desk)->startDrill(Drill::wrongPin, ""), ErrorCode::notNow);
        SR_VERIFY((*desk)->endDrill());
        SR_VERIFY((*desk)->endDrill());
        QVERIFY(!(*desk)->view().underWay);
    }

    void pins() {
        const auto desk = open("pins");
        SR_VERIFY(desk);
        const auto pin = [&] { return (*desk)->cardPin("officer-1"); };
        SR_VERIFY((*desk)->startDrill(Drill::wrongPin, "officer-1"));
        const auto other = (*desk)->cardPin("officer-2");
        SR_VERIFY(other);
        QCOMPARE(textOf(*other), std::string("pin of officer-2"));
        const auto wrong = pin();
        SR_VERIFY(wrong);
        QVERIFY(textOf(*wrong) != "pin of officer-1" && wrong->size() == other->size());
        const auto right = pin();
        SR_VERIFY(right);
        QCOMPARE(textOf(*right), std::string("pin of officer-1"));
        QVERIFY(!(*desk)->view().underWay);
        SR_VERIFY((*desk)->startDrill(Drill::forgottenPin, "officer-1"));
        SR_REFUSED(pin(), ErrorCode::notNow);
        SR_REFUSED(pin(), ErrorCode::notNow);
        SR_VERIFY((*desk)->endDrill());
        SR_VERIFY(pin());
    }

    void theEraseButton_data() {
        QTest::addColumn<bool>("connected");
        QTest::newRow("connected") << true;
        QTest::newRow("unplugged") << false;
    }
    // As a real one: keys, PINs and sessions are gone, and the next token is another.
    void theEraseButton() {
        QFETCH(bool, connected);
        const auto desk = open(connected ? "erase" : "erase-out");
        SR_VERIFY(desk);
        auto token = Simulation::initialise((*desk)->device("primary"));
        SR_VERIFY(token);
        auto session = (*token)->openSession(hsm::Access::readWrite);
        SR_VERIFY(session);
        SR_VERIFY(session->login(hsm::Role::user, secretOf(userPin)));
        SR_VERIFY(session->generateKeyPair({"P-256", Bytes{1}, "a key", hsm::KeyPurpose::caSigning}));
        if (!connected)
            SR_VERIFY((*desk)->disconnectHsm("primary"));
        SR_VERIFY((*desk)->pressEraseButton("primary"));
        QCOMPARE((*desk)->view().devices[0].connected, connected);
        SR_VERIFY((*desk)->connectHsm("primary"));
        QVERIFY(!session->listObjects());
        QVERIFY(!session->isOpen());
        auto module = hsm::Module::load((*desk)->deviceModule("primary"));
        SR_VERIFY(module);
        SR_VERIFY((*module)->restart());
        const auto shown = (*module)->listSlots();
        SR_VERIFY(shown);
        for (const hsm::SlotFacts& slot : *shown)
            QVERIFY(slot.tokenPresent && slot.token && !slot.token->initialised);
        SR_VERIFY(hsm::Token::findBlank(*module, ""));
        SR_VERIFY(Simulation::initialise((*desk)->device("primary")));
    }

    void aSwappedRequestIsSwappedBack_data() {
        QTest::addColumn<QString>("how");
        QTest::newRow("ended") << "end";
        QTest::newRow("after a power cut") << "cut";
        QTest::newRow("while the stick is in the drawer") << "drawer";
    }
    void aSwappedRequestIsSwappedBack() {
        QFETCH(QString, how);
        const QString name = "request-" + how;
        auto desk = open(name);
        SR_VERIFY(desk);
        QVERIFY(!offerOf(**desk, Drill::swappedRequest).possible);
        write(name + "/media/in/a.csr", "the right one");
        QVERIFY(offerOf(**desk, Drill::swappedRequest).targets == std::vector<std::string>{"in"});
        SR_VERIFY((*desk)->startDrill(Drill::swappedRequest, ""));
        QCOMPARE(read(name + "/media/in/a.csr").toStdString(), std::string(simulator::foreignRequest()));
        if (how == "drawer")
            SR_VERIFY((*desk)->removeMedium("in"));
        if (how == "cut") {
            desk->reset();
            desk = open(name);
            SR_VERIFY(desk);
        } else {
            SR_VERIFY((*desk)->endDrill());
        }
        SR_VERIFY((*desk)->insertMedium("in"));
        QCOMPARE(read(name + "/media/in/a.csr"), QByteArray("the right one"));
    }

    void sharesAndSticks() {
        auto desk = open("files");
        SR_VERIFY(desk);
        for (const char* set : {"user-pin.1", "mbk.1"})
            for (const char* member : {"1", "2"})
                write(QString("files/authority/envelopes/%1/%2.der").arg(set, member),
                      QByteArray(set) + member);
        SR_VERIFY((*desk)->startDrill(Drill::foreignShare, "officer-2"));
        QCOMPARE(read("files/authority/envelopes/mbk.1/2.der"), QByteArray("mbk.11"));
        QCOMPARE(read("files/authority/envelopes/mbk.1/1.der"), QByteArray("mbk.11"));
        desk->reset();
        desk = open("files");
        SR_VERIFY(desk);
        QCOMPARE(read("files/authority/envelopes/mbk.1/2.der"), QByteArray("mbk.12"));
        QCOMPARE(read("files/authority/envelopes/user-pin.1/2.der"), QByteArray("user-pin.12"));

        // Full to the last byte, and empty again.
        write("files/media/backup-a/x", QByteArray(1000, 'x'));
        SR_VERIFY((*desk)->startDrill(Drill::stickFull, "backup-a"));
        QCOMPARE(QFile(path("files/media/backup-a/holiday-films.bin")).size(), qint64(1024 * 1024 - 1000));
        desk->reset();
        desk = open("files");
        SR_VERIFY(desk);
        QCOMPARE(QDir(path("files/media/backup-a")).entryList(QDir::Files), QStringList{"x"});

        // Another stick's contents under this one's name, until it is pulled, or the power is cut.
        write("files/media/backup-b/0011/medium-backup-b/name.txt", "backup-b\n");
        for (const bool cut : {false, true}) {
            for (const char* stick : {"backup-a", "backup-b"})
                SR_VERIFY((*desk)->removeMedium(stick));
            SR_VERIFY((*desk)->startDrill(Drill::wrongStick, ""));
            SR_VERIFY((*desk)->insertMedium("backup-a"));
            QVERIFY(QFile::exists(path("files/media/backup-a/0011")));
            SR_REFUSED((*desk)->insertMedium("backup-b"), ErrorCode::notNow);
            if (cut) {
                desk->reset();
                desk = open("files");
                SR_VERIFY(desk);
            } else {
                SR_VERIFY((*desk)->removeMedium("backup-a"));
                for (const char* stick : {"backup-a", "backup-b"})
                    SR_VERIFY((*desk)->insertMedium(stick));
            }
            QVERIFY(QFile::exists(path("files/media/backup-a/x")));
            QVERIFY(QFile::exists(path("files/media/backup-b/0011")));
        }
        // The one that nobody has marked is not passed off as another: it would be written to.
        SR_VERIFY((*desk)->removeMedium("backup-a"));
        SR_VERIFY((*desk)->removeMedium("backup-b"));
        SR_VERIFY((*desk)->startDrill(Drill::wrongStick, ""));
        SR_VERIFY((*desk)->insertMedium("backup-b"));
        QVERIFY(QFile::exists(path("files/media/backup-b/0011")));
        SR_VERIFY((*desk)->endDrill());
    }

    void aStickIsPulledWhenItIsWritten() {
        const auto desk = open("pulled");
        SR_VERIFY(desk);
        SR_VERIFY((*desk)->startDrill(Drill::stickPulled, "backup-a"));
        write("pulled/media/backup-b/0011/.part-x", "not this stick");
        QTest::qWait(50);
        QVERIFY((*desk)->view().underWay && (*desk)->view().sticks[0].plugged);
        write("pulled/media/backup-a/0011/.part-x", "half");
        QTRY_VERIFY_WITH_TIMEOUT(!(*desk)->view().sticks[0].plugged, 2000);
        QTRY_VERIFY(!(*desk)->view().underWay);
        SR_VERIFY((*desk)->insertMedium("backup-a"));
        QCOMPARE(read("pulled/media/backup-a/0011/.part-x"), QByteArray("half"));
        // Ended before anybody wrote.
        SR_VERIFY((*desk)->startDrill(Drill::stickPulled, "backup-a"));
        SR_VERIFY((*desk)->endDrill());
        write("pulled/media/backup-a/0011/.part-y", "half");
        QTest::qWait(50);
        QVERIFY((*desk)->view().sticks[0].plugged);
    }

    void theHsmIsPulledWhileItSigns() {
        const auto desk = open("signs");
        SR_VERIFY(desk);
        auto token = Simulation::initialise((*desk)->device("primary"));
        SR_VERIFY(token);
        SR_VERIFY((*desk)->startDrill(Drill::hsmPulled, ""));
        SR_VERIFY((*desk)->endDrill());
        QVERIFY(!(*desk)->device("primary").hasFault());
        SR_VERIFY((*desk)->startDrill(Drill::hsmPulled, ""));
        auto session = (*token)->openSession(hsm::Access::readWrite);
        SR_VERIFY(session);
        SR_VERIFY(session->login(hsm::Role::user, secretOf(userPin)));
        const Bytes id{7};
        const auto spki = session->generateKeyPair({"P-256", id, "a key", hsm::KeyPurpose::caSigning});
        SR_VERIFY(spki);
        QVERIFY((*desk)->view().devices[0].connected);
        const auto key = (*token)->privateKey(id, *spki);
        SR_VERIFY(key);
        const auto signature =
            key->sign(ossl::signatureAlgorithmFromName("ecdsa-with-SHA256").value(), base::viewOf("x"));
        QVERIFY(!signature);
        QVERIFY(!(*desk)->view().devices[0].connected && !(*desk)->view().underWay);
        SR_VERIFY((*desk)->connectHsm("primary"));
    }

    void theClock() {
        const auto desk = open("clock");
        SR_VERIFY(desk);
        const auto off = [&] { return m_clock->now().seconds - base_io::SystemClock().now().seconds; };
        for (const auto& [drill, seconds] :
             {std::pair(Drill::clockAhead, 3600), {Drill::clockBehind, -365 * 24 * 3600}}) {
            const auto before = m_clock->sinceStart();
            SR_VERIFY((*desk)->startDrill(drill, ""));
            QVERIFY(std::abs(off() - seconds) <= 1);
            QVERIFY(m_clock->sinceStart() - before < std::chrono::seconds(60));
            SR_VERIFY((*desk)->endDrill());
            QVERIFY(std::abs(off()) <= 1);
        }
    }

    void whoLeavesStaysAway() {
        {
            const auto desk = open("leaves");
            SR_VERIFY(desk);
            SR_VERIFY((*desk)->insertCard("officer-2"));
            SR_VERIFY((*desk)->startDrill(Drill::officerLeaves, "officer-2"));
            SR_VERIFY((*desk)->endDrill());
            QVERIFY(!(*desk)->view().cards[1].inserted);
            SR_REFUSED((*desk)->insertCard("officer-2"), ErrorCode::tokenMissing);
        }
        const auto desk = open("leaves");
        SR_VERIFY(desk);
        QVERIFY((*desk)->view().cards[1].away && !(*desk)->view().cards[0].away);
    }

    void aPowerCutEndsTheProcess() {
        const auto desk = open("cut");
        SR_VERIFY(desk);
        const pid_t child = ::fork();
        if (child == 0) {
            (void)(*desk)->startDrill(Drill::powerCut, "");
            ::_exit(0);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    }

private:
    Result<std::unique_ptr<SimulatedDesk>> open(const QString& name) {
        QDir().mkpath(path(name));
        DeskSpec spec;
        spec.folder = path(name + "/simulator").toStdString();
        spec.media = path(name + "/media").toStdString();
        spec.authority = path(name + "/authority").toStdString();
        spec.proxyModule = STRONGROOM_SIMULATOR_MODULE;
        SR_ASSIGN(spec.softHsm, simulator::Store::findSoftHsm());
        spec.devices = {"primary"};
        spec.cards = {"officer-1", "officer-2", "officer-3", "officer-2-spare"};
        spec.spares = {"officer-2-spare"};
        spec.sticks = {
            {"backup-a", "stick", "red"}, {"backup-b", "stick", "blue"}, {"in", "stick", "", {"a.csr"}}};
        spec.shareHolders = {"officer-1", "officer-2", "officer-3"};
        spec.bags = {"hsm", "backup-a"};
        spec.stickBytes = 1024 * 1024;
        spec.clock = m_clock;
        spec.pin = [](const std::string& card) -> Result<Secret> { return secretOf("pin of " + card); };
        spec.securityOfficerPin = spec.pin;
        return SimulatedDesk::open(std::move(spec));
    }

    QString path(const QString& name) const { return m_temporary.path() + "/" + name; }
    void write(const QString& name, const QByteArray& bytes) const {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    QByteArray read(const QString& name) const {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(missing)");
    }

    QTemporaryDir m_temporary;
    std::shared_ptr<simulator::MovableClock> m_clock = std::make_shared<simulator::MovableClock>();
};

STRONGROOM_TEST_MAIN(TestDesk)
#include "tst_desk.moc"
