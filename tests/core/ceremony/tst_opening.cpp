// The decision that opens a further ceremony, alone: heads typed, records found, what follows.
#include "next_views.h"
#include "small_plan.h"

#include "core/base/words.h"
#include "core/ceremony/opening.h"
#include "tests/support/outcome.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::ceremony;
using namespace strongroom::ceremony::test;

namespace {

const std::string planText =
    SmallPlan{.id = "next",
              .roles = {"administrator: {people: 1}", "officer: {people: 2, card: true}"},
              .steps = {"{read: administrator, text: \"Hello.\"}"}}
        .text();

Digest digest(std::uint8_t value) {
    Digest made;
    made.bytes.fill(value);
    return made;
}

// Entries 1, 2, 3, ... up to `size`, closed at 4; from `parting` on they are those of another record.
FoundRecord record(const std::string& place, std::uint8_t size, std::uint8_t parting = 99) {
    FoundRecord found;
    found.place = place;
    for (std::uint8_t i = 1; i <= size; ++i)
        found.hashes.push_back(digest(i < parting ? i : std::uint8_t(100 + i)));
    return found;
}

FoundRecord examined(FoundRecord found, std::uint64_t closedAt = 4) {
    Ending ending{1, "0001-first", closedAt, digest(77), {}};
    for (std::uint64_t i = closedAt; closedAt > 0 && i < found.hashes.size(); ++i)
        ending.tail.push_back({"entry", {}});
    found.ending = ending;
    return found;
}

const audit::Head closing{4, digest(4)};

class Room {
public:
    Plan plan = *readPlan(planText, "next.yaml");
    std::vector<FoundRecord> found;
    OpeningNow now;

    OpeningNext next() const { return opening(plan, found, now); }
    Result<OpeningChange> say(const api::Command& command) {
        auto change = acceptOpening(plan, found, now, command);
        if (change)
            now = change->now;
        return change;
    }
    void type(const audit::Head& head) {
        (void)say(api::TypeHead{"officer-1", audit::spokenHead(head)});
        (void)say(api::TypeHead{"officer-2", audit::spokenHead(head)});
    }
    std::string refusal() const {
        const OpeningNext reached = next();
        const auto* refuse = std::get_if<Refuse>(&reached);
        return refuse != nullptr ? refuse->reason.detail : "";
    }
    // Confirms the tail; the entry with which the ceremony opens.
    OpenFrom opened() {
        (void)say(api::Confirm{{"officer-1", "officer-2"}, {}});
        const OpeningNext reached = next();
        const auto* from = std::get_if<OpenFrom>(&reached);
        return from != nullptr ? *from : OpenFrom{};
    }
};

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

} // namespace

class TestOpening : public QObject {
    Q_OBJECT

private slots:
    void twoPeopleTypeBeforeAnythingIsRead() {
        Room room;
        room.found = {record(disk, 6)};
        QVERIFY(shows<api::HeadStep>(room.next()));
        QCOMPARE(tests::outcome(room.say(api::Confirm{{"officer-1", "officer-2"}, {}})),
                 std::string("notNow"));
        QCOMPARE(tests::outcome(room.say(api::TypeHead{"officer-9", audit::spokenHead(closing)})),
                 std::string("badArgument"));
        QVERIFY(room.say(api::TypeHead{"officer-1", audit::spokenHead(closing)}).has_value());
        QVERIFY(shows<api::HeadStep>(room.next()));
        QCOMPARE(tests::outcome(room.say(api::TypeHead{"officer-1", audit::spokenHead(closing)})),
                 std::string("denied"));
        QVERIFY(room.say(api::TypeHead{"administrator-1", audit::spokenHead(closing)}).has_value());
        QVERIFY(std::holds_alternative<ExamineRecord>(room.next()));
    }

    void whatIsMistypedIsShownAndCounted() {
        Room room;
        room.found = {examined(record(disk, 6))};
        auto change = room.say(api::TypeHead{"officer-1", "4 adult adult"});
        QVERIFY(change && change->refusal && contains(change->refusal->detail, "officer-1"));
        QCOMPARE(room.now.mistyped, std::uint64_t(1));
        QVERIFY(room.now.typed.empty());
        QVERIFY(room.say(api::TypeHead{"officer-1", audit::spokenHead({4, digest(5)})}).has_value());
        change = room.say(api::TypeHead{"officer-2", audit::spokenHead(closing)});
        QVERIFY(change && change->refusal);
        QVERIFY(contains(change->refusal->detail, base::pgpText(digest(5)).c_str()));
        QVERIFY(room.now.typed.empty()); // neither is believed
        room.type(closing);
        QCOMPARE(room.opened().opened.mistyped, std::uint64_t(2));
    }

    void theLongestTailGoesOn() {
        Room room;
        room.found = {examined(record(disk, 5)), examined(record("red/close-1", 4)),
                      examined(record("blue/close-1", 6))};
        room.type(closing);
        const OpeningNext tail = room.next();
        QVERIFY(shows<api::ConfirmStep>(tail));
        QCOMPARE(tests::outcome(room.say(api::Confirm{{"officer-1", "officer-1"}, {}})),
                 std::string("badArgument"));
        const OpenFrom from = room.opened();
        QCOMPARE(from.place, std::string("blue/close-1"));
        QCOMPARE(from.opened.ordinal, std::uint64_t(2));
        QCOMPARE(from.opened.tailSize, std::uint64_t(2));
        QCOMPARE(from.opened.candidates.size(), std::size_t(3));
        QVERIFY(from.opened.previous == digest(77));
        QVERIFY(from.opened.headTypedBy == std::vector<std::string>({"officer-1", "officer-2"}));
    }

    // Of equal ones the disk; tails that differ are no fork.
    void aTailIsNoFork() {
        Room room;
        room.found = {examined(record(disk, 6)), examined(record("red/close-1", 6, 5))};
        room.type(closing);
        QCOMPARE(room.opened().place, std::string(disk));
    }

    void aRecordThatWasPutBackIsRefused() {
        Room room;
        room.found = {record(disk, 4), record("red/close-1", 4)};
        room.type({9, digest(9)});
        QVERIFY2(contains(room.refusal(), "put back to an older state"), room.refusal().c_str());
        // A medium that has it, or another head, ends the refusal.
        room.found.push_back(examined(record("blue/close-2", 9), 9));
        QCOMPARE(room.opened().place, std::string("blue/close-2"));
        Room other;
        other.found = {examined(record(disk, 4))};
        other.type({9, digest(9)});
        other.type(closing);
        QCOMPARE(other.opened().opened.mistyped, std::uint64_t(1));
    }

    void nothingAtAllIsRefused() {
        Room room;
        room.type(closing);
        QVERIFY(contains(room.refusal(), "there is no record at all"));
    }

    void twoThatForkAreNamed() {
        Room room;
        room.found = {examined(record(disk, 5)), examined(record("red/close-2", 9), 8),
                      examined(record("blue/close-2", 9, 7), 8)};
        room.type(closing);
        const std::string why = room.refusal();
        QVERIFY2(contains(why, "'red/close-2' and 'blue/close-2'"), why.c_str());
        QVERIFY(contains(why, "from entry 6 on"));
    }

    void aHeadOfAnEarlierCeremonyIsRefused() {
        Room room;
        room.found = {examined(record(disk, 5)), examined(record("red/record-8", 8), 0)};
        room.type(closing);
        QVERIFY2(contains(room.refusal(), "'red/record-8' goes on"), room.refusal().c_str());
    }

    void aBrokenRecordIsLeftOutOnAMediumAndStopsOnTheDisk() {
        Room room;
        room.found = {examined(record(disk, 5)), record("red/close-1", 6)};
        room.found[1].fault = "an envelope is missing";
        room.type(closing);
        QCOMPARE(room.opened().place, std::string(disk));
        Room other;
        other.found = {record(disk, 5), examined(record("red/close-1", 6))};
        other.found[0].fault = "an envelope is missing";
        other.type(closing);
        QVERIFY2(contains(other.refusal(), "an envelope is missing"), other.refusal().c_str());
    }
};

STRONGROOM_TEST_MAIN(TestOpening)
#include "tst_opening.moc"
