// A further ceremony on an authority whose HSM was erased, seen from outside: the real program on copies of
// one founded folder. The paper is what the officers of the founding wrote; what is tampered with is put
// there by hand.
#include "plan_head.h"
#include "program.h"
#include "rehearsal_folder.h"

#include "core/audit/chain.h"
#include "core/base/hex.h"
#include "core/base/words.h"
#include "core/hsm/inventory.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <fstream>
#include <set>

using namespace strongroom;
using namespace strongroom::test;
namespace fs = std::filesystem;

namespace {

// Only opens: what an opening decides is all on record then.
const char* const opening = R"(materials:
  - {id: backup-a, item: stick}
  - {id: backup-b, item: stick}
  - {id: out, item: stick}
acts:
- act: Opening
  sections:
  - section: The room
    steps:
    - {attend: all, minutes: 10, check: identity}
)";

std::string contentsOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}
void put(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}
void put(const QString& path, const std::string& text) {
    put(fs::path(path.toStdString()), text);
}
std::vector<std::string> linesOf(const fs::path& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        lines.push_back(line + "\n");
    return lines;
}
std::string joined(const std::vector<std::string>& lines, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += lines[i];
    return text;
}
bool says(const QByteArray& output, const char* part) {
    return output.contains(part);
}

template<typename Body>
std::vector<Body> all(const RehearsalFolder& folder) {
    std::vector<std::pair<std::uint64_t, Body>> found;
    for (const auto& [step, entries] : folder.state().ceremony->steps)
        for (const authority::Recorded& recorded : entries)
            if (const auto* body = std::get_if<Body>(&recorded.body))
                found.emplace_back(recorded.reference.seq, *body);
    std::sort(found.begin(), found.end(),
              [](const auto& left, const auto& right) { return left.first < right.first; });
    std::vector<Body> bodies;
    for (auto& [seq, body] : found)
        bodies.push_back(std::move(body));
    return bodies;
}

} // namespace

class TestFurther : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        fs::create_directories(root() / "resources" / "plans");
        for (const char* used : {"policies", "profiles"})
            fs::copy(STRONGROOM_RESOURCES "/" + std::string(used), root() / "resources" / used,
                     fs::copy_options::recursive);
        fs::copy(STRONGROOM_RESOURCES "/plans/samples", root() / "resources" / "plans" / "samples");
        const std::string whole = contentsOf(STRONGROOM_RESOURCES "/plans/sign-subordinate.yaml");
        const std::size_t closing = whole.find("- act: Signing");
        QVERIFY(closing != std::string::npos);
        std::string open = whole.substr(0, closing);
        open.replace(open.find("id: sign-subordinate"), 20, "id: return");
        put(plan("return"), open);
        for (const std::string name : {"one", "other"})
            put(plan(name), planHead(name, "An opening and no more") + opening);
        const Said said = run(strongroomProgram(), {"rehearse", foundRoot(), "--out", path("founded")});
        QVERIFY2(said.exitCode == 0, said.error.constData());
        for (const char* sheet : {"head-1.txt", "head-2.txt", "anchor.txt"})
            QVERIFY(fs::is_regular_file(paper("founded") / sheet));
        auto founded = RehearsalFolder::open(folder("founded"));
        SR_VERIFY(founded);
        m_size = founded->state().size;
        m_closed = founded->state().ceremony->closing.seq + 1;
        m_root = founded->state().keys.at("root-key").key;
        m_record = linesOf(record("founded"));
        QCOMPARE(m_record.size(), std::size_t(m_size));
    }

    // The shipped plan, whole: a second ceremony, closed, and a third one after it.
    void ceremoniesInARow() {
        copy("row");
        const QString signing = STRONGROOM_RESOURCES "/plans/sign-subordinate.yaml";
        const Said second = goOn(signing, "row");
        QVERIFY2(second.exitCode == 0, second.error.constData());
        const Said verified = verify("row");
        QVERIFY2(verified.exitCode == 0, verified.error.constData());
        QVERIFY(says(verified.output, "VERIFIED\n") && says(verified.output, "CLOSED"));
        {
            auto row = RehearsalFolder::open(folder("row"));
            SR_VERIFY(row);
            const authority::AuthorityState& state = row->state();
            QCOMPARE(state.ceremony->id, std::string("0002-sign-subordinate"));
            QCOMPARE(state.ceremony->opened.mistyped, std::uint64_t(0));
            QCOMPARE(state.ceremony->opened.tailSize, m_size - m_closed);
            QCOMPARE(state.ceremony->opened.candidates.size(), std::size_t(4)); // the disk and three sticks
            QVERIFY(state.keys.at("root-key").key == m_root);
            QCOMPARE(state.keys.at("root-key").drilledMedia.size(), std::size_t(2));
            QCOMPARE(all<authority::BlankProven>(*row).front().set, std::string("so-pin.1"));
            QVERIFY(state.sets.at("so-pin.1").life == custody::SetState::retired);
            QVERIFY(state.sets.at("so-pin.2").life == custody::SetState::active);
            QVERIFY(state.sets.at("user-pin.2").life == custody::SetState::dead);
            QCOMPARE(state.tokens.at("primary").soSet, std::string("so-pin.2"));
            // Every card showed itself before it did anything, and once.
            std::set<std::string> signedIn;
            for (const authority::CardSignedIn& card : all<authority::CardSignedIn>(*row))
                QVERIFY(signedIn.insert(card.person).second);
            QCOMPARE(signedIn.size(), std::size_t(6));
        }
        const Said third = goOn(plan("one"), "row");
        QVERIFY2(third.exitCode == 0, third.error.constData());
        QCOMPARE(verify("row").exitCode, 0);

        // The first ceremony's disk and media are put back: the paper of the second is not in them.
        for (const char* what : {"authority", "media"}) {
            fs::remove_all(folder("row") / what);
            fs::copy(folder("founded") / what, folder("row") / what, fs::copy_options::recursive);
        }
        refusedUntouched(plan("one"), "row", "put back to an older state");
    }

    // The HSM, while it holds the restored key: new PINs, the old user PIN is dead, the same key.
    void theHsmReturnsWithNewPins() {
        copy("return");
        const Said said = goOn(plan("return"), "return");
        QVERIFY2(said.exitCode == 0, said.error.constData());
        QCOMPARE(verify("return").exitCode, 0);
        {
            auto back = RehearsalFolder::open(folder("return"));
            SR_VERIFY(back);
            checkPins(*back);
        }
        // Another plan is refused while this one is open.
        refusedUntouched(plan("one"), "return", "is open with another plan");
        refusedUntouched(foundRoot(), "return", "is open with another plan");
    }

    void aFoundingRunsOnNoFoundedAuthority() {
        copy("again");
        std::string text = contentsOf(foundRoot().toStdString());
        text.replace(text.find("Founding of"), 11, "Refounding ");
        put(plan("again"), text);
        fs::copy(STRONGROOM_RESOURCES "/profiles", root() / "resources" / "profiles",
                 fs::copy_options::recursive | fs::copy_options::skip_existing);
        fs::copy(STRONGROOM_RESOURCES "/plans/samples", root() / "resources" / "plans" / "samples",
                 fs::copy_options::recursive | fs::copy_options::skip_existing);
        refusedUntouched(plan("again"), "again", "founded already");
    }

    void anotherPolicyIsRefused() {
        copy("policy");
        std::string text = contentsOf(STRONGROOM_RESOURCES "/policies/small-authority.yaml");
        const std::size_t version = text.find("id: ");
        QVERIFY(version != std::string::npos);
        text.replace(version, 4, "id: other-");
        put(root() / "resources" / "policies" / "other.yaml", text);
        std::string changed = contentsOf(plan("one").toStdString());
        changed.replace(changed.find("policy: small-authority"), 23, "policy: other");
        put(plan("policy"), changed);
        refusedUntouched(plan("policy"), "policy", "another policy");
    }

    void aWrongHeadIsRefused() {
        copy("wrong");
        std::string head = contentsOf(paper("wrong") / "head-1.txt");
        const std::string words = base::pgpText(m_root); // right words of something else
        head = head.substr(0, head.find(' ')) + " " + words + "\n";
        put(paper("wrong") / "head-1.txt", head);
        put(paper("wrong") / "head-2.txt", head);
        refusedUntouched(plan("one"), "wrong", "contains the head");
        fs::remove(paper("wrong") / "head-2.txt");
        refusedUntouched(plan("one"), "wrong", "nobody has the paper head-2.txt");
    }

    void aMistypedHeadIsCounted() {
        copy("mistyped");
        const std::string head = contentsOf(paper("mistyped") / "head-1.txt");
        std::string wrong = head;
        wrong.replace(0, wrong.find(' '), std::to_string(m_closed + 1));
        put(paper("mistyped") / "head-1.txt", wrong + head);
        const Said said = goOn(plan("one"), "mistyped");
        QVERIFY2(said.exitCode == 0, said.error.constData());
        QVERIFY(says(said.output, "the two heads differ"));
        auto opened = RehearsalFolder::open(folder("mistyped"));
        SR_VERIFY(opened);
        QCOMPARE(opened->state().ceremony->opened.mistyped, std::uint64_t(1));
        QCOMPARE(opened->state().ceremony->opened.headTypedBy.size(), std::size_t(2));
        QCOMPARE(verify("mistyped").exitCode, 0);
    }

    // A new machine: nothing but the sticks.
    void theRecordComesBackFromAMedium() {
        copy("machine");
        fs::remove_all(folder("machine") / "authority");
        const Said said = goOn(plan("one"), "machine");
        QVERIFY2(said.exitCode == 0, said.error.constData());
        auto opened = RehearsalFolder::open(folder("machine"));
        SR_VERIFY(opened);
        QCOMPARE(opened->state().ceremony->opened.tailSize, std::uint64_t(0)); // the copies have none
        QCOMPARE(opened->state().ceremony->opened.candidates.front().place,
                 std::string("backup-a/close-0001-found-root"));
        QCOMPARE(verify("machine").exitCode, 0);

        // Without them, too, nothing is begun.
        copy("nothing");
        fs::remove_all(folder("nothing") / "authority");
        fs::remove_all(folder("nothing") / "media");
        const Said none = goOn(plan("one"), "nothing");
        QCOMPARE(none.exitCode, 1);
        QVERIFY2(isOneSentence(none.error) && says(none.error, "there is no record at all"),
                 none.error.constData());
        QVERIFY(!fs::exists(record("nothing")));
    }

    // The disk lost the end of its tail, a medium has it: the medium's goes on, the disk's is set aside.
    void theLongerTailOfAMediumGoesOn() {
        copy("tail");
        put(sealed("tail", "backup-b") / "record.jsonl", joined(m_record, m_size));
        put(record("tail"), joined(m_record, m_size - 2));
        const Said said = goOn(plan("one"), "tail");
        QVERIFY2(said.exitCode == 0, said.error.constData());
        auto opened = RehearsalFolder::open(folder("tail"));
        SR_VERIFY(opened);
        const authority::CeremonyOpened& body = opened->state().ceremony->opened;
        QCOMPARE(body.tailSize, m_size - m_closed);
        QCOMPARE(body.candidates.size(), std::size_t(4));
        const auto resumed = all<authority::Resumed>(*opened);
        QCOMPARE(resumed.size(), std::size_t(1));
        const auto& aside = resumed.front().aside;
        QVERIFY(std::find(aside.begin(), aside.end(), "record.jsonl.1") != aside.end());
        QCOMPARE(contentsOf(folder("tail") / "authority" / "aside" / "record.jsonl.1"),
                 joined(m_record, m_size - 2));
        QCOMPARE(verify("tail").exitCode, 0);
    }

    void twoRecordsThatForkAreNamed() {
        for (const char* name : {"one", "other"}) {
            copy(std::string("fork-") + name);
            const Said said = goOn(plan(name), std::string("fork-") + name);
            QVERIFY2(said.exitCode == 0, said.error.constData());
        }
        copy("fork");
        for (const auto& [name, medium] : {std::pair("one", "backup-a"), {"other", "backup-b"}})
            fs::copy(folder(std::string("fork-") + name) / "authority",
                     sealed("fork", medium).parent_path() / (std::string("close-0002-") + name),
                     fs::copy_options::recursive);
        refusedUntouched(plan("one"), "fork", "'backup-a/close-0002-one' and 'backup-b/close-0002-other'");
        fs::remove_all(sealed("fork", "backup-b").parent_path() / "close-0002-other");
        refusedUntouched(plan("one"), "fork", "'backup-a/close-0002-one' goes on");
    }

    void aDamagedMediumIsNamedAndAnotherTaken() {
        copy("damaged");
        const fs::path keys = sealed("damaged", "backup-a").parent_path() / "keys-1";
        for (const auto& file : fs::directory_iterator(keys))
            if (file.path().extension() == ".kwp") {
                std::string blob = contentsOf(file.path());
                blob[blob.size() / 2] = static_cast<char>(blob[blob.size() / 2] ^ 1);
                put(file.path(), blob);
            }
        const Said said = goOn(plan("return"), "damaged");
        QVERIFY2(said.exitCode == 0, said.error.constData());
        QVERIFY(says(said.output, "refused: medium 'backup-a', keys-1/"));
        auto back = RehearsalFolder::open(folder("damaged"));
        SR_VERIFY(back);
        const auto restored = all<authority::RestoreIntended>(*back);
        QCOMPARE(restored.size(), std::size_t(1));
        QCOMPARE(restored.front().medium, std::string("backup-b"));
        QCOMPARE(verify("damaged").exitCode, 0);
    }

    // The erased HSM did not come back; another one is in its place, never initialised.
    void anotherBlankHsmIsAsGood() {
        copy("spare");
        fs::remove_all(folder("spare") / "simulator" / "hsm" / "primary");
        const Said said = goOn(plan("return"), "spare");
        QVERIFY2(said.exitCode == 0, said.error.constData());
        auto back = RehearsalFolder::open(folder("spare"));
        SR_VERIFY(back);
        const auto blank = all<authority::BlankProven>(*back);
        QCOMPARE(blank.size(), std::size_t(1));
        QCOMPARE(blank.front().proof, std::string("a"));
        auto founded = RehearsalFolder::open(folder("founded"));
        QVERIFY(back->state().tokens.at("primary").serial != founded->state().tokens.at("primary").serial);
        QCOMPARE(back->state().keys.at("root-key").token, back->state().tokens.at("primary").serial);
        QCOMPARE(verify("spare").exitCode, 0);
    }

    void anotherHsmSignsToo() {
        copy("signs");
        fs::remove_all(folder("signs") / "simulator" / "hsm" / "primary");
        const Said said = goOn(STRONGROOM_RESOURCES "/plans/sign-subordinate.yaml", "signs");
        QVERIFY2(said.exitCode == 0, said.error.constData());
        QCOMPARE(verify("signs").exitCode, 0);
    }

    // What the record already says against a plan is said before the ceremony is opened.
    void aPlanThatDoesNotFitOpensNothing() {
        copy("unfit");
        const std::string whole = contentsOf(plan("return").toStdString());
        const std::vector<std::pair<std::string, const char*>> changes{
            {"restore: {keys: [root-key], from: [out]", "'root-key' is restored from 'out'"},
            {"restore: {keys: [other-key], from: [backup-a]", "'other-key' is restored before it ever"},
        };
        for (const auto& [restore, why] : changes) {
            std::string text = whole;
            const std::size_t at = text.find("restore: {");
            QVERIFY(at != std::string::npos);
            text.replace(at, text.find(']', text.find("from:", at)) + 1 - at, restore);
            put(plan("unfit"), text);
            refusedUntouched(plan("unfit"), "unfit", why);
        }
        std::string text = whole;
        text.insert(text.rfind("    - ", text.find("restore: {")),
                    "    - {destroy: {medium: backup-a, by: [administrator, witness]}}\n");
        put(plan("unfit"), text);
        refusedUntouched(plan("unfit"), "unfit", "'backup-a' is destroyed while 'root-key' has no two other");
    }

    // The way out of a ceremony that cannot go on: sealed, and the authority is free for the next.
    void anOpenCeremonyIsAbandoned() {
        copy("left");
        QCOMPARE(goOn(plan("return"), "left").exitCode, 0);
        refusedUntouched(plan("one"), "left", "is open with another plan");
        const Said left = abandon("left", "The plan is the wrong one.");
        QVERIFY2(left.exitCode == 0 && says(left.output, ": abandoned."), left.error.constData());
        QVERIFY(says(verify("left").output, "CLOSED"));
        // What it left in the HSM is cleared before anything else is done with it.
        const QString sign = STRONGROOM_RESOURCES "/plans/sign-subordinate.yaml";
        refusedUntouched(sign, "left", "still holds the keys of an earlier ceremony");
        for (const QString& next : {QString(STRONGROOM_RESOURCES "/plans/clear-hsm.yaml"), sign}) {
            const Said said = goOn(next, "left");
            QVERIFY2(said.exitCode == 0, said.error.constData());
            QCOMPARE(verify("left").exitCode, 0);
        }
    }

    // The officers whose cards still work are enough to seal it.
    void anOfficerWhoseCardIsEmptyStepsBack() {
        copy("cardless");
        QCOMPARE(goOn(plan("return"), "cardless").exitCode, 0);
        for (const char* person : {"officer-1", "officer-4"}) {
            const fs::path tokens = folder("cardless") / "simulator" / "cards" / person / "tokens";
            fs::remove_all(tokens);
            fs::create_directory(tokens);
        }
        const Said left = abandon("cardless", "Two cards are empty.");
        QVERIFY2(left.exitCode == 0, left.error.constData());
        QVERIFY2(says(left.output, "refused: the card in reader 'officer-"), left.output.constData());
        QVERIFY(says(verify("cardless").output, "CLOSED"));
    }

    void killedBetweenIntentAndOutcome_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("part"); // of its line
        QTest::addColumn<QString>("finding");
        QTest::newRow("the SO PIN is not changed yet") << "pin_switch_intended"
                                                       << "C_SetPIN"
                                                       << "not-done";
        QTest::newRow("the SO PIN is changed") << "share_set_active"
                                               << "so-pin.2"
                                               << "done";
        QTest::newRow("the key is back") << "key_restored"
                                         << ""
                                         << "undone";
        QTest::newRow("the key is not back yet") << "restore_intended"
                                                 << ""
                                                 << "not-done";
    }

    // Killed when it is about to write this entry; an intent is on disk then, and the call not made.
    void killedBetweenIntentAndOutcome() {
        QFETCH(QString, type);
        QFETCH(QString, part);
        QFETCH(QString, finding);
        const std::string name = "killed-" + type.toStdString();
        killAt(name, type, part);
        const Said said = goOn(plan("return"), name);
        QVERIFY2(said.exitCode == 0, said.error.constData());
        auto back = RehearsalFolder::open(folder(name));
        SR_VERIFY(back);
        const auto settled = all<authority::IntentSettled>(*back);
        QCOMPARE(settled.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(settled.front().finding), finding);
        QVERIFY(!back->state().ceremony->pendingIntent);
        const Said verified = verify(name);
        QVERIFY2(verified.exitCode == 0, verified.error.constData());
        checkPins(*back);
    }

    void anHsmThatIsGoneIsGivenUp_data() {
        QTest::addColumn<QString>("part");
        for (const char* call : {"C_SetPIN", "C_InitPIN"})
            QTest::newRow(call) << call;
    }
    // It was lost with a PIN half set, before it had a record key: people abandon, and another one comes.
    void anHsmThatIsGoneIsGivenUp() {
        QFETCH(QString, part);
        const std::string name = "gone-" + part.toStdString();
        killAt(name, "pin_switch_intended", part);
        fs::remove_all(folder(name) / "simulator" / "hsm" / "primary");
        const Said stuck = goOn(plan("return"), name);
        QCOMPARE(stuck.exitCode, 1);
        QVERIFY2(isOneSentence(stuck.error) && says(stuck.error, "another HSM"), stuck.error.constData());
        const Said left = abandon(name, "The HSM is gone.");
        QVERIFY2(left.exitCode == 0, left.error.constData());
        auto back = RehearsalFolder::open(folder(name));
        SR_VERIFY(back);
        const auto settled = all<authority::IntentSettled>(*back);
        QCOMPARE(settled.size(), std::size_t(1));
        QCOMPARE(settled.front().finding, std::string(part == "C_SetPIN" ? "given-up" : "not-done"));
        QVERIFY(says(verify(name).output, "CLOSED"));
        const Said next = goOn(STRONGROOM_RESOURCES "/plans/sign-subordinate.yaml", name);
        QVERIFY2(next.exitCode == 0, next.error.constData());
        QCOMPARE(verify(name).exitCode, 0);
    }

private:
    // The program is killed when it is about to write this entry of "return".
    void killAt(const std::string& name, const QString& type, const QString& part) {
        copy(name);
        // The undisturbed run says which entry it is.
        const std::vector<std::string> lines = linesOf(record("return"));
        std::size_t at = m_size;
        const std::string wanted = "\"type\":\"" + type.toStdString() + "\"";
        while (at < lines.size() && (lines[at].find(wanted) == std::string::npos ||
                                     lines[at].find(part.toStdString()) == std::string::npos))
            ++at;
        QVERIFY(at < lines.size());
        // An intent is written first: the entry after it is the one that is never written.
        const bool isIntent = type.endsWith("_intended");
        const std::size_t count = at - m_size + 1 + (isIntent ? 1 : 0);
        const QString file = QString::fromStdString(record(name).string());
        const char* call = isIntent ? "fdatasync" : "write";
        run("strace", {"-f", "-qq", "-o", "/dev/null", "-P", file, "-e", QString("trace=") + call, "-e",
                       QString("inject=%1:signal=KILL:when=%2").arg(call).arg(isIntent ? count - 1 : count),
                       strongroomProgram(), "rehearse", plan("return"), "--continue", path(name)});
        QCOMPARE(linesOf(record(name)).size(), at + (isIntent ? 1 : 0));
    }
    Said abandon(const std::string& name, const char* why) const {
        return run(strongroomProgram(),
                   {"rehearse", plan("return"), "--continue", path(name), "--abandon", why});
    }

    fs::path root() const { return m_temporary.path().toStdString(); }
    fs::path folder(const std::string& name) const { return root() / name; }
    QString path(const std::string& name) const { return QString::fromStdString(folder(name).string()); }
    QString plan(const std::string& name) const {
        return QString::fromStdString((root() / "resources" / "plans" / (name + ".yaml")).string());
    }
    fs::path record(const std::string& name) const { return folder(name) / "authority" / "record.jsonl"; }
    fs::path paper(const std::string& name) const { return folder(name) / "simulator" / "paper"; }
    // The founding's close folder on a medium.
    fs::path sealed(const std::string& name, const std::string& medium) const {
        const fs::path authority = *fs::directory_iterator(folder(name) / "media" / medium);
        return authority / "close-0001-found-root";
    }

    void copy(const std::string& name) const {
        fs::copy(folder("founded"), folder(name), fs::copy_options::recursive);
    }
    Said goOn(const QString& with, const std::string& name) const {
        return run(strongroomProgram(), {"rehearse", with, "--continue", path(name)});
    }
    Said verify(const std::string& name) const {
        QString anchor = QString::fromStdString(contentsOf(paper(name) / "anchor.txt")).trimmed();
        return run(STRONGROOM_BIN "/strongroom-verify", {path(name) + "/authority", "--anchor", anchor});
    }

    void refusedUntouched(const QString& with, const std::string& name, const char* why) const {
        const std::string before = contentsOf(record(name));
        const Said said = goOn(with, name);
        QCOMPARE(said.exitCode, 1);
        QVERIFY2(isOneSentence(said.error) && says(said.error, why), said.error.constData());
        QVERIFY(contentsOf(record(name)) == before);
        QVERIFY(!fs::exists(folder(name) / "authority" / "aside"));
    }

    void checkPins(RehearsalFolder& back) const {
        const std::vector<std::string> three{"officer-2", "officer-3", "officer-5"};
        auto hsm = back.token("primary");
        SR_VERIFY(hsm);
        for (const std::string kind : {"user-pin", "so-pin"}) {
            const hsm::Role role = kind == "user-pin" ? hsm::Role::user : hsm::Role::securityOfficer;
            for (const char* generation : {".1", ".2"}) {
                auto secret = back.secret(kind + generation, three);
                SR_VERIFY(secret);
                auto pin = back.pin(kind + generation, *secret);
                SR_VERIFY(pin);
                auto session = (*hsm)->openSession(hsm::Access::readWrite);
                SR_VERIFY(session);
                if (std::string(generation) == ".1") {
                    SR_REFUSED(session->login(role, *pin), ErrorCode::pinWrong);
                } else {
                    SR_VERIFY(session->login(role, *pin));
                    if (role == hsm::Role::user)
                        checkKeys(back, *session);
                }
                SR_VERIFY(session->close());
            }
        }
    }

    // The two keys on record, each a pair, and nothing else.
    void checkKeys(const RehearsalFolder& back, hsm::Session& session) const {
        const authority::AuthorityState& state = back.state();
        QVERIFY(state.keys.at("root-key").key == m_root);
        QCOMPARE(state.keys.at("root-key").token, state.tokens.at("primary").serial);
        auto inventory = hsm::takeInventory(session);
        SR_VERIFY(inventory);
        QCOMPARE(inventory->objects.size(), std::size_t(4));
        for (const auto& [name, key] : state.keys) {
            const auto id = base::fromHex(key.intended.ckaId);
            auto spki = session.spkiOf(*id);
            SR_VERIFY(spki);
            QVERIFY(*spki == key.spki);
            auto attributes = session.readKeyAttributes(*id);
            SR_VERIFY(attributes);
            QVERIFY(attributes->extractable == false && attributes->sensitive == true);
            QVERIFY(attributes->sign == true && attributes->decrypt == false && attributes->unwrap == false);
        }
    }

    QTemporaryDir m_temporary;
    std::uint64_t m_size = 0, m_closed = 0;
    Digest m_root;
    std::vector<std::string> m_record;
};

STRONGROOM_TEST_MAIN(TestFurther)
#include "tst_further.moc"
