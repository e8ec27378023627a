// The figures of a plan that is right: minutes, insertions of cards, sittings, the smallest coalitions.
#include "checked_plan.h"

#include "core/ceremony/sitting.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::ceremony;
using namespace strongroom::ceremony::test;

class TestForecast : public QObject {
    Q_OBJECT

private slots:
    void minutes() {
        Plan plan = samplePlanBound();
        planMinutes(plan);
        const Forecast forecast = validate(plan, now);
        QCOMPARE(forecast.acts.size(), std::size_t(2));
        // Six cards agree to the policy, five prove their shares; enrolment has its own time.
        QCOMPARE(forecast.acts[0].second, std::uint64_t(3 + 1 + 5 * 3 + 1 + 1 + 1 + 2 * (6 + 5)));
        std::uint64_t insertions = 0;
        for (const CardForecast& card : forecast.insertions)
            insertions += card.withOneReader;
        QCOMPARE(forecast.acts[1].second, 5 + 20 + 2 * (insertions - 6 - 6 - 5));
        QCOMPARE(forecast.minutes(), forecast.acts[0].second + forecast.acts[1].second);
        QCOMPARE(plan.acts[0].sections[0].steps[0].minutes, std::uint64_t(3)); // as the plan says
    }

    // A card stays for its sitting. Who is in acts first, then whoever came least often, by turns.
    void insertionsByHand() {
        CardTable table(Readers::oneForEachCard);
        table.pass("a");
        table.ask({{{"a", "b", "c"}, 2}}); // b and c: a was there already
        table.ask({{{"a", "c"}, 1}});      // c's card is in
        QCOMPARE(table.insertions(), (std::map<std::string, std::uint64_t>{{"a", 1}, {"b", 1}, {"c", 1}}));
        table.ask({{{"a", "b", "c"}, 3}}); // only a's is not
        QCOMPARE(table.insertions(), (std::map<std::string, std::uint64_t>{{"a", 2}, {"b", 1}, {"c", 1}}));
        table.endSitting();
        table.ask({{{"a", "b"}, 1}, {{"a", "c"}, 2}}); // b; then c and a
        QCOMPARE(table.insertions(), (std::map<std::string, std::uint64_t>{{"a", 3}, {"b", 2}, {"c", 2}}));
        table.endSitting();
        table.lend("c");
        table.ask({{{"c"}, 1}});
        QCOMPARE(table.insertions().at("c"), std::uint64_t(3));
        table.lend("a"); // c's card lies there: it will do
        QCOMPARE(table.insertions().at("a"), std::uint64_t(3));
    }

    // A card goes out before another one comes in, and does all that is open while it is there.
    void insertionsByHandWithOneReader() {
        CardTable table(Readers::oneForAll);
        table.ask({{{"a", "b"}, 2}, {{"a", "b"}, 1}}); // a both, b the first
        table.ask({{{"a", "b", "c"}, 2}});             // b's card is in; then c
        QCOMPARE(table.insertions(), (std::map<std::string, std::uint64_t>{{"a", 1}, {"b", 1}, {"c", 1}}));
        table.ask({{{"a", "b"}, 2}});
        QCOMPARE(table.insertions(), (std::map<std::string, std::uint64_t>{{"a", 2}, {"b", 2}, {"c", 1}}));
        table.endSitting();
        table.ask({{{"b"}, 1}});
        QCOMPARE(table.insertions().at("b"), std::uint64_t(3));
    }

    // Cards stay while nothing but card acts, "go" and missing things follow in a section.
    void sittingsByHand() {
        const std::vector<api::Step> keeping{api::CardActsStep{}, api::RunStep{}, api::MissingStep{}};
        for (const api::Step& step : keeping) {
            QCOMPARE(sittingAt("2.1.3", step), std::string("2.1"));
            QCOMPARE(sittingAt("2.1.14/2", step), std::string("2.1"));
            QCOMPARE(sittingAt("2.2.1", step), std::string("2.2"));
            QCOMPARE(sittingAt("-", step), std::string("-"));
        }
        const std::vector<api::Step> ending{api::ConfirmStep{},   api::AttendStep{},  api::ClockStep{},
                                            api::EnrolStep{},     api::HeadStep{},    api::DecideStep{},
                                            api::SuspendedStep{}, api::FinishedStep{}};
        for (const api::Step& step : ending)
            QCOMPARE(sittingAt("2.1.3", step), std::string());
        QCOMPARE(keeping.size() + ending.size(), std::variant_size_v<api::Step>);
    }

    // A section is one sitting for whoever is asked in it, until people are asked for anything else.
    void aSectionIsOneSitting() {
        const std::vector<CardForecast> cards = forecastWith("").insertions;
        QCOMPARE(cards.size(), std::size_t(6));
        for (const CardForecast& card : cards) {
            // Enrolment; founding and initialisation; record key, backup and drills.
            QVERIFY2(card.withReaderOfItsOwn == 3, card.person.c_str());
            QVERIFY2(card.withOneReader > 3, card.person.c_str());
        }
        QCOMPARE(insertionsIn(forecastWith("")), std::uint64_t(6 * 3));
        // The quorum of the second drill comes once more, and it comes from those who came least.
        QCOMPARE(insertionsIn(forecastWith("    - {break: 5m}\n")), std::uint64_t(6 * 3 + 3));
        const Forecast another = forecastWith("  - section: Again\n    steps:\n");
        QCOMPARE(insertionsIn(another), std::uint64_t(6 * 3 + 3));
        for (const CardForecast& card : another.insertions)
            QVERIFY2(card.withReaderOfItsOwn <= 4, card.person.c_str());
        // What the engine does alone, and media that are written, end nothing.
        QCOMPARE(insertionsIn(forecastWith("    - {lint: root, with: throwaway-key}\n")),
                 std::uint64_t(6 * 3));
    }

    // Whoever is asked least often comes next, and every quorum is full.
    void insertionsAreFairAndEnough() {
        for (const CardForecast& card : forecastWith("").insertions)
            if (card.person.starts_with("officer")) {
                // Enrolment 5, founding 5, initialisation 5 less a card in hand; session 3; record key and
                // checkpoint, backup with proofs of 5 and approval of 3, drills 3 and 3, all less a card in
                // hand.
                QVERIFY2(card.withOneReader >= 5 && card.withOneReader <= 9, card.person.c_str());
            }
    }

    void coalitions() {
        const Forecast forecast = validate(samplePlanBound(), now);
        QCOMPARE(forecast.coalitions.size(), std::size_t(3));
        const auto told = [&](std::size_t i) {
            const custody::Coalition& coalition = *forecast.coalitions[i].fewest;
            std::string text = coalition.way + ":";
            for (const std::string& person : coalition.persons)
                text += " " + person;
            for (const std::string& place : coalition.places)
                text += " @" + place;
            return text;
        };
        // The stick in safe-2 needs one controller only: the cheapest way to the key is the backup.
        const std::string outside =
            "MBK and a medium: officer-1 officer-2 officer-3 safe-controller-1 @safe-2";
        QCOMPARE(told(0), outside);
        QCOMPARE(told(1),
                 std::string("SO PIN: officer-1 officer-2 officer-3 safe-controller-1 safe-controller-2 "
                             "@safe-1"));
        QCOMPARE(told(2), outside);
        QVERIFY(forecast.remarks.empty());
        Plan plan = samplePlanBound();
        plan.roles[2].excludes.clear();
        QCOMPARE(validate(plan, now).remarks.size(), std::size_t(1));
        plan.roles.erase(plan.roles.begin() + 2);
        QVERIFY(validate(plan, now).remarks.front().starts_with("Places keep nobody out"));
        QCOMPARE(validate(plan, now).coalitions[0].fewest->persons.size(), std::size_t(3));
    }

    // The author's way of writing: what is refused is refused by line and name, and is all that is to come.
    void theExampleOfAnAuthor() {
        const auto reading = readWholePlan(fileText("../tests/core/ceremony/author_example.yaml"), "e.yaml");
        QVERIFY(reading.has_value());
        const QStringList lines =
            QString::fromStdString(fileText("../tests/core/ceremony/author_example.yaml")).split('\n');
        QVERIFY(lines.size() > 80);
        // An external button, the HSM's own log, paper; and a CRL's profile is named among the others.
        const QStringList toCome{"button", "export-log", "print", "seal", "crl"};
        QCOMPARE(reading->problems.size(), std::size_t(toCome.size()));
        for (const base::YamlProblem& problem : reading->problems) {
            const QString line = lines.at(problem.place.line - 1);
            const bool known = std::any_of(toCome.begin(), toCome.end(),
                                           [&](const QString& kind) { return line.contains(kind + ":"); });
            QVERIFY2(known, problem.line().c_str());
        }
        QCOMPARE(reading->plan.contingencies.size(), std::size_t(5));
        QCOMPARE(reading->plan.duties.size(), std::size_t(2));
        QCOMPARE(reading->plan.duties[1].within.seconds, std::int64_t(2 * 24 * 3600));
        QCOMPARE(reading->plan.order->reference, std::string("B-2027/14"));
        QCOMPARE(reading->plan.places.size(), std::size_t(2));
        QVERIFY(reading->plan.expected.program.has_value());
        QCOMPARE(reading->plan.expected.hsmFirmware, std::string("5.1.*"));
        QCOMPARE(reading->plan.role("officer")->alternates, std::uint64_t(1));
        QVERIFY(reading->plan.role("auditor")->mayBeRemote && reading->plan.role("witness")->initialsScript);
        QVERIFY(reading->plan.material("in")->readOnly && reading->plan.material("hsm")->inBag);
        QCOMPARE(reading->plan.material("bags")->quantity, std::uint64_t(12));
        // A break among the sections is a section of its own.
        QCOMPARE(reading->plan.acts[1].sections.size(), std::size_t(3));
        QCOMPARE(reading->plan.acts[1].sections[2].steps[0].id, std::string("2.3.1"));
        QCOMPARE(reading->plan.acts[1].sections[2].steps[0].kind->minutes(reading->plan, 0),
                 std::uint64_t(20));
    }
};

STRONGROOM_TEST_MAIN(TestForecast)
#include "tst_forecast.moc"
