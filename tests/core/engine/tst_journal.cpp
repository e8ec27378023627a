// The journal: after every entry, and after every one that was refused, the state is what replaying the file
// gives.
#include "core/authority/replay.h"
#include "core/engine/journal.h"
#include "tests/support/outcome.h"
#include "tests/support/test_main.h"

#include <QtCore/QTemporaryDir>
#include <sys/resource.h>

#include <csignal>

using namespace strongroom;
using namespace strongroom::engine;
using namespace strongroom::tests;

class TestJournal : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_folder.emplace();
        const auto folder = AuthorityFolder::open(m_folder->path().toStdString());
        QVERIFY(folder);
        m_record = folder->record();
        auto journal = Journal::open(*folder, m_clock);
        QVERIFY(journal);
        m_journal.emplace(std::move(*journal));
        m_journal->setPlace(Mode::training, "0001-x", "-");
        QCOMPARE(append(authority::AuthorityCreated{1, "Sample", Bytes(32), {}, {}}), std::string("ok"));
        authority::CeremonyOpened opened;
        opened.planId = "x";
        QCOMPARE(append(opened), std::string("ok"));
    }

    void aRefusedEntryChangesNothing() {
        const authority::AuthorityState before = m_journal->state();
        const Digest root = m_journal->tree().root();
        QCOMPARE(append(authority::CeremonyOpened{}), std::string("recordBroken")); // of replay's rules
        m_journal->setPlace(Mode::production, "0001-x", "-");
        QCOMPARE(append(authority::Confirmed{"read", {"officer-1"}, {}}), std::string("wrongMode"));
        m_journal->setPlace(Mode::training, "0001-x", "a space");
        QCOMPARE(append(authority::Confirmed{}), std::string("badArgument"));
        QVERIFY(m_journal->state() == before);
        QVERIFY(m_journal->tree().root() == root);
        m_journal->setPlace(Mode::training, "0001-x", "1.1.1");
        QCOMPARE(append(authority::Confirmed{"compare", {"officer-1"}, {}}), std::string("ok"));
    }

    // Replay's rules allow it, the medium does not.
    void anEntryThatIsNotWrittenChangesNothing() {
        std::signal(SIGXFSZ, SIG_IGN);
        const authority::AuthorityState before = m_journal->state();
        rlimit usual{};
        getrlimit(RLIMIT_FSIZE, &usual);
        rlimit full = usual;
        full.rlim_cur = std::filesystem::file_size(m_record) + 100;
        setrlimit(RLIMIT_FSIZE, &full);
        const std::string refused = append(authority::Confirmed{"compare", {"officer-1"}, {}});
        setrlimit(RLIMIT_FSIZE, &usual);
        QCOMPARE(refused, std::string("noSpace"));
        QVERIFY(m_journal->state() == before);
        QCOMPARE(append(authority::Confirmed{"compare", {"officer-2"}, {}}), std::string("ok"));
    }

private:
    std::string append(authority::EntryBody body) {
        const std::string answer = outcome(m_journal->append(std::move(body)));
        const auto replayed = authority::replay(m_record);
        return replayed && *replayed == m_journal->state() ? answer : answer + ", but not what replay gives";
    }

    std::optional<QTemporaryDir> m_folder;
    std::filesystem::path m_record;
    base_io::SystemClock m_clock;
    std::optional<Journal> m_journal;
};

STRONGROOM_TEST_MAIN(TestJournal)
#include "tst_journal.moc"
