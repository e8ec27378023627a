// Every entry type's JSON: what is written reads back as the same value, and nothing else is accepted.
#include "core/authority/entries.h"
#include "core/authority/replay.h"
#include "tests/support/outcome.h"
#include "tests/support/sample_authority.h"
#include "tests/support/test_main.h"

#include <QtCore/QTemporaryDir>

#include <set>

using namespace strongroom;
using namespace strongroom::authority;
using namespace strongroom::tests;

namespace {

// Fills every field with a value of its own, lists with two items.
class Filler {
public:
    template<typename T>
    void operator()(std::string_view, T& field) {
        fill(field);
    }

private:
    void fill(std::string& field) { field = "text \"" + std::to_string(++m_number) + "\" \xc3\xa4\n"; }
    void fill(std::uint64_t& field) { field = 1'000 + ++m_number; }
    void fill(Digest& field) { field.bytes.fill(static_cast<std::uint8_t>(++m_number)); }
    void fill(Bytes& field) { field.assign(5, static_cast<std::uint8_t>(++m_number)); }
    void fill(UtcTime& field) { field.seconds = 1'800'000'000 + static_cast<std::int64_t>(++m_number); }
    void fill(EntryReference& field) {
        field.seq = ++m_number;
        fill(field.hash);
    }
    void fill(base::Value& field) { field.set("number", ++m_number); }
    template<typename T>
    requires(!std::same_as<T, std::uint8_t>) void fill(std::vector<T>& field) {
        field.resize(2);
        for (T& item : field)
            fill(item);
    }
    template<typename T>
    requires requires(T item, Filler filler) { item.fields(filler); }
    void fill(T& field) { field.fields(*this); }

    std::uint64_t m_number = 0;
};

template<std::size_t... index>
std::vector<EntryBody> allBodies(std::index_sequence<index...>) {
    return {EntryBody(std::in_place_index<index>)...};
}

// Members that take a few words only.
struct Worder {
    void operator()(AuthorityCreated& body) const { body.format = 1, body.nonce = Bytes(32, 7); }
    void operator()(CeremonyOpened& body) const {
        body.headTypedBy = body.tailConfirmedBy = {"officer-1", "witness-2"};
    }
    void operator()(PresenceRecorded& body) const { body.change = "in", body.checkedBy = "witness-2"; }
    void operator()(WorkstationChecked& body) const { body.swap = "off", body.secureHeap = "locked"; }
    void operator()(KeyGenerationIntended& body) const { body.purpose = "record"; }
    void operator()(TbsPrepared& body) const { body.kind = "tbs-crl"; }
    void operator()(ExceptionEnded& body) const { body.ending = "left-out"; }
    void operator()(BlankProven& body) const { body.proof = "b"; }
    void operator()(PinSwitchIntended& body) const { body.call = "C_SetPIN"; }
    void operator()(TokenReset& body) const { body.how = "button"; }
    void operator()(EmptinessProven& body) const { body.stage = "destroyed"; }
    void operator()(IntentSettled& body) const { body.finding = "undone"; }
    void operator()(ExceptionRaised& body) const { body.kind = "stop"; }
    void operator()(CeremonyClosed& body) const { body.result = "abandoned"; }
    template<typename Other>
    void operator()(Other&) const {}
};

std::vector<EntryBody> filledBodies() {
    std::vector<EntryBody> bodies = allBodies(std::make_index_sequence<std::variant_size_v<EntryVariant>>{});
    for (EntryBody& body : bodies) {
        Filler filler;
        std::visit([&](auto& one) { one.fields(filler); }, body);
        std::visit(Worder{}, static_cast<EntryVariant&>(body));
        std::visit(
            [](auto& one) {
                if constexpr (requires { one.person; })
                    one.person = "safe-controller-2";
                if constexpr (requires { one.by.push_back("officer-1"); })
                    one.by = {"officer-1", "witness-2"};
            },
            static_cast<EntryVariant&>(body));
    }
    return bodies;
}

} // namespace

class TestEntries : public QObject {
    Q_OBJECT

private slots:
    void everyTypeReadsBack() {
        const std::vector<EntryBody> bodies = filledBodies();
        QCOMPARE(bodies.size(), entryTypes().size());
        std::set<std::string_view> names;
        for (std::size_t i = 0; i < bodies.size(); ++i) {
            const std::string_view type = typeOf(bodies[i]);
            QCOMPARE(type, entryTypes()[i]);
            QVERIFY(names.insert(type).second);
            const std::string text = base::writeCanonical(writeBody(bodies[i]));
            const auto value = base::readCanonical(text);
            QVERIFY(value);
            const auto body = readBody(type, *value);
            QVERIFY2(body && *body == bodies[i], std::string(type).c_str());
        }
    }

    void unknownTypesAndFieldsAreRefused() {
        QCOMPARE(outcome(readBody("no_such_type", base::Value())), std::string("unsupported"));
        for (const EntryBody& body : filledBodies()) {
            const std::string type(typeOf(body));
            base::Value value = writeBody(body);
            value.set("unknown", "x");
            QVERIFY2(!readBody(type, value), type.c_str());
        }
    }

    // Each field, also those inside lists: missing, or of another kind.
    void everyFieldIsNeeded() {
        for (const EntryBody& body : filledBodies()) {
            const std::string type(typeOf(body));
            const base::Value value = writeBody(body);
            QVERIFY2(!value.members().empty(), type.c_str());
            for (const auto& [key, field] : value.members()) {
                base::Value without, other = value;
                for (const auto& [name, kept] : value.members())
                    if (name != key)
                        without.set(name, kept);
                QVERIFY2(!readBody(type, without), (type + " without " + key).c_str());
                other.set(key, base::Value::Array{base::Value::Array{}});
                QVERIFY2(!readBody(type, other), (type + " with another " + key).c_str());
                if (!field.isArray())
                    continue;
                base::Value::Array items = field.items();
                if (items.front().isObject()) {
                    items.front().set("unknown", "x");
                    other.set(key, items);
                    QVERIFY2(!readBody(type, other), (type + " with more in " + key).c_str());
                }
            }
        }
    }

    void intentsAndTails() {
        const std::set<std::string_view> tail{"card_signed_in",   "share_opened",     "refused",
                                              "exception_raised", "exception_ended",  "medium_write_intended",
                                              "medium_written",   "artefact_written", "printed",
                                              "ink_signed",       "sealed",           "custody_moved",
                                              "resumed",          "act_failed",       "intent_settled",
                                              "session_opened",   "session_closed",   "inventory_taken"};
        for (const EntryBody& body : filledBodies()) {
            const std::string_view type = typeOf(body);
            QCOMPARE(isTail(body), tail.contains(type));
            QCOMPARE(isIntent(body), type.ends_with("_intended"));
        }
    }

    // After every entry of a whole ceremony, and of the next one: the state is what replay makes of the file.
    void stateIsReplay() {
        QTemporaryDir folder;
        SampleAuthority sample(folder.path().toStdString());
        const auto same = [&] {
            const auto replayed = replay(sample.folder() / "record.jsonl");
            return replayed && *replayed == sample.state();
        };
        sample.open();
        QVERIFY(same());
        for (const std::string& person : SampleAuthority::everybody) {
            sample.enrol(person);
            QVERIFY(same());
        }
        QTemporaryDir other;
        SampleAuthority whole(other.path().toStdString());
        whole.foundToOpenCheckpoint();
        whole.backUp();
        whole.signCertificate();
        whole.erase();
        whole.close();
        whole.openNext();
        const auto replayed = replay(whole.folder() / "record.jsonl");
        QVERIFY(replayed && *replayed == whole.state());
    }
};

STRONGROOM_TEST_MAIN(TestEntries)
#include "tst_entries.moc"
