// The smallest coalition for each goal, in plans whose answer is known; and custody of bags and places.
#include "core/custody/coalition.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::custody;

namespace {

CustodyPlan fiveOfficers() {
    CustodyPlan plan;
    plan.policy = simplePolicy("small-authority", 3, 5);
    for (std::uint64_t i = 1; i <= 5; ++i)
        plan.cards.push_back({"officer-" + std::to_string(i), i, i, i, ""});
    plan.mediumPlaces = {"", ""};
    return plan;
}

std::string told(const CustodyPlan& plan, Goal goal) {
    const auto coalition = smallestCoalition(plan, goal);
    if (!coalition)
        return coalition.error().detail;
    std::string text;
    for (const std::string& person : coalition->persons)
        text += person + " ";
    for (const std::string& place : coalition->places)
        text += "@" + place + " ";
    return text + "by " + coalition->way;
}

} // namespace

class TestCoalition : public QObject {
    Q_OBJECT

private slots:
    void threeOfFive() {
        const CustodyPlan plan = fiveOfficers();
        QCOMPARE(told(plan, Goal::useKey), std::string("officer-1 officer-2 officer-3 by user PIN"));
        QCOMPARE(told(plan, Goal::eraseHsm), std::string("officer-1 officer-2 officer-3 by SO PIN"));
        QCOMPARE(told(plan, Goal::rebuildKeyOutside),
                 std::string("officer-1 officer-2 officer-3 by MBK and a medium"));
    }

    void theWeakestSetCounts() {
        CustodyPlan plan = fiveOfficers();
        plan.policy.soPin = SplitPlan::of(2, 5);
        QCOMPARE(told(plan, Goal::useKey), std::string("officer-1 officer-2 by SO PIN"));
        plan = fiveOfficers();
        plan.policy.mbk = SplitPlan::of(2, 5);
        QCOMPARE(told(plan, Goal::useKey), std::string("officer-1 officer-2 by MBK and a medium"));
    }

    void oneHumanWithTwoSharesIsSeen() {
        CustodyPlan plan = fiveOfficers();
        plan.cards[4].person = "officer-2";
        QCOMPARE(told(plan, Goal::useKey), std::string("officer-1 officer-2 by user PIN"));
    }

    void buttonNeedsNobody() {
        CustodyPlan plan = fiveOfficers();
        plan.button = EraseButton::present;
        QCOMPARE(told(plan, Goal::eraseHsm), std::string("by button"));
        plan.hsmPlace = "safe-1";
        plan.places = {{"safe-1", 2, {"safe-controller-1", "safe-controller-2", "safe-controller-3"}}};
        QCOMPARE(told(plan, Goal::eraseHsm),
                 std::string("safe-controller-1 safe-controller-2 @safe-1 by button"));
    }

    void safesAddTheirControllers() {
        CustodyPlan plan = fiveOfficers();
        plan.places = {{"safe-1", 2, {"safe-controller-1", "safe-controller-2"}},
                       {"safe-2", 1, {"safe-controller-3", "safe-controller-4"}}};
        plan.hsmPlace = "safe-1";
        plan.mediumPlaces = {"safe-1", "safe-2"};
        QCOMPARE(told(plan, Goal::useKey),
                 std::string("officer-1 officer-2 officer-3 safe-controller-3 @safe-2 by MBK and a medium"));
        QCOMPARE(told(plan, Goal::eraseHsm), std::string("officer-1 officer-2 officer-3 safe-controller-1 "
                                                         "safe-controller-2 @safe-1 by SO PIN"));
        // Cards in a safe need it opened as well.
        for (CardHolding& card : plan.cards)
            card.place = "safe-1";
        QCOMPARE(told(plan, Goal::useKey), std::string("officer-1 officer-2 officer-3 safe-controller-1 "
                                                       "safe-controller-2 @safe-1 by user PIN"));
    }

    void controllerWhoIsAnOfficerSavesAPerson() {
        CustodyPlan plan = fiveOfficers();
        plan.places = {{"safe-1", 1, {"officer-5", "safe-controller-1"}}};
        plan.mediumPlaces = {"safe-1"};
        QCOMPARE(told(plan, Goal::rebuildKeyOutside),
                 std::string("officer-1 officer-2 officer-5 @safe-1 by MBK and a medium"));
    }

    void twoLevels() {
        CustodyPlan plan = fiveOfficers();
        plan.policy.mbk = SplitPlan{2, {{2, 3}, {2, 2}}};
        QCOMPARE(told(plan, Goal::rebuildKeyOutside),
                 std::string("officer-1 officer-2 officer-4 officer-5 by MBK and a medium"));
    }

    void nobody() {
        CustodyPlan plan = fiveOfficers();
        plan.mediumPlaces.clear();
        QVERIFY(smallestCoalition(plan, Goal::rebuildKeyOutside).error().code == ErrorCode::objectMissing);
        plan.cards.clear();
        QVERIFY(smallestCoalition(plan, Goal::useKey).error().code == ErrorCode::objectMissing);
    }

    void manyPersons() {
        CustodyPlan plan = fiveOfficers();
        plan.cards.clear();
        plan.policy.userPin = plan.policy.soPin = plan.policy.mbk = SplitPlan::of(5, 9);
        for (std::uint64_t i = 1; i <= 9; ++i)
            plan.cards.push_back({"officer-" + std::to_string(i), i, i, i, "safe"});
        plan.places = {{"safe", 2, {"safe-controller-1", "safe-controller-2", "safe-controller-3"}}};
        QCOMPARE(smallestCoalition(plan, Goal::useKey)->persons.size(), std::size_t(7));
        for (int i = 4; i <= 12; ++i)
            plan.places[0].controllers.push_back("safe-controller-" + std::to_string(i));
        QCOMPARE(smallestCoalition(plan, Goal::useKey).error().code, ErrorCode::tooLarge);
    }

    void bagsAndPlaces() {
        std::vector<CustodyItem> items{{"backup-a", ItemKind::backupMedium, "", "", ""},
                                       {"card-officer-1", ItemKind::card, "", "", "officer-1"},
                                       {"card-officer-2", ItemKind::card, "", "", "officer-2"}};
        QVERIFY(putIntoBag(items, "backup-a", "TE-1"));
        QCOMPARE(items[0].bag, std::string("TE-1"));
        QCOMPARE(putIntoBag(items, "card-officer-1", "TE-1").error().code, ErrorCode::denied);
        QVERIFY(putIntoBag(items, "backup-a", "TE-2")); // a spoilt bag
        QVERIFY(putIntoBag(items, "card-officer-1", "TE-1"));
        QVERIFY(!putIntoBag(items, "backup-z", "TE-3") && !putIntoBag(items, "backup-a", ""));
        QVERIFY(moveItem(items, "backup-a", "", "safe-1"));
        QCOMPARE(moveItem(items, "backup-a", "", "safe-2").error().code, ErrorCode::denied);
        QVERIFY(moveItem(items, "card-officer-1", "", "safe-1"));
        QVERIFY(checkStorage(items, 2));
        QVERIFY(moveItem(items, "card-officer-2", "", "safe-1"));
        const auto stored = checkStorage(items, 2);
        QVERIFY(!stored && stored.error().detail.find("safe-1") != std::string::npos);
        QVERIFY(moveItem(items, "backup-a", "safe-1", "safe-2"));
        QVERIFY(checkStorage(items, 2));
    }
};

STRONGROOM_TEST_MAIN(TestCoalition)
#include "tst_coalition.moc"
