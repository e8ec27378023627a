// Chain and replay of long records: many ceremonies one after another, each with approvals, card acts and
// what people confirm. Times are the processor's, so that other programs on the machine hardly count. The
// peak of memory is that of a process that does nothing else.
#include "bench.h"

#include "core/audit/chain.h"
#include "core/authority/replay.h"
#include "core/base/hex.h"
#include "core/ossl/digest.h"
#include "tests/support/sample_authority.h"

#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>

namespace strongroom::bench {

namespace {

using namespace authority;

// Entries that replay accepts; signatures are verify's business, and empty here.
class LongRecord {
public:
    LongRecord(tests::SampleAuthority& sample, const std::string& file)
        : m_sample(sample), m_head{sample.state().size, sample.state().head}, m_time(sample.state().lastTime),
          m_ceremony(sample.state().ceremony->id), m_file(file, std::ios::binary | std::ios::app) {}

    void run(std::uint64_t size) {
        std::uint64_t ordinal = 1;
        while (m_head.size < size) {
            add(TranscriptMade{m_reference.hash, m_head.size, m_reference.hash});
            add(CeremonyClosed{"complete"});
            CeremonyOpened opened;
            opened.ordinal = ++ordinal;
            opened.planId = "sign-crl";
            opened.previous = m_reference.hash; // of the close note's text; whether it is there, verify asks
            opened.headTypedBy = opened.tailConfirmedBy = {"officer-1", "witness-1"};
            std::string digits = std::to_string(ordinal);
            digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
            m_ceremony = digits + "-sign-crl";
            add(opened);
            for (int section = 1; section <= 8; ++section)
                addSection("1." + std::to_string(section), ordinal);
        }
    }

private:
    void addSection(const std::string& section, std::uint64_t ordinal) {
        m_step = section + ".1";
        for (int i = 0; i < 12; ++i)
            add(Confirmed{"compare", {"officer-1", "witness-1"}, {"seal number: A-" + std::to_string(i)}});
        m_step = section + ".2";
        for (const std::string& person : tests::SampleAuthority::quorum)
            add(CardSignedIn{person, cardOf(person), Bytes(32, 1), m_reference, Bytes(72, 2)});
        m_step = section + ".3";
        ApprovalRequested requested;
        requested.operation = "deviation";
        requested.key = requested.algorithm = requested.lint = "-";
        requested.nonce = Bytes(32, 3);
        requested.quorum = 3;
        requested.subject = "deviation:" + std::to_string(ordinal) + ":" + std::string(64, 'a');
        const EntryReference request = add(requested);
        for (const std::string& person : tests::SampleAuthority::quorum)
            add(ApprovalGiven{request, person, "officer", "approve", "", cardOf(person), Bytes(72, 4)});
        m_step = section + ".4";
        for (int i = 0; i < 10; ++i)
            add(ArtefactWritten{"out/file-" + std::to_string(i), "-", m_reference.hash});
    }
    Digest cardOf(const std::string& person) const {
        return tests::SampleAuthority::card(person).officer.card();
    }

    EntryReference add(EntryBody body) {
        audit::Draft draft;
        draft.time = m_time;
        draft.mode = Mode::training;
        draft.ceremony = m_ceremony;
        draft.step = m_step;
        draft.type = std::string(typeOf(body));
        draft.body = writeBody(std::move(body));
        const audit::Entry entry = must(audit::makeEntry(m_head, std::move(draft)));
        m_file << audit::toLine(entry);
        m_head = entry.head();
        return m_reference = {entry.seq, entry.hash};
    }

    tests::SampleAuthority& m_sample;
    audit::Head m_head;
    UtcTime m_time;
    std::string m_ceremony, m_step = "1.1.1";
    EntryReference m_reference;
    std::ofstream m_file;
};

void makeRecord(const std::string& folder, std::uint64_t size) {
    std::filesystem::create_directory(folder);
    tests::SampleAuthority sample(folder);
    sample.foundToOpenCheckpoint();
    LongRecord(sample, folder + "/record.jsonl").run(size);
}

// What this process, or the children it waited for, spent so far.
double processorSeconds(int whose) {
    rusage usage{};
    getrusage(whose, &usage);
    const auto seconds = [](timeval time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double secondsOf(const std::string& program, const QStringList& arguments, QByteArray& output) {
    const double start = processorSeconds(RUSAGE_CHILDREN);
    QProcess process;
    process.start(QString::fromStdString(program), arguments);
    process.waitForFinished(-1);
    output = process.readAllStandardOutput();
    return processorSeconds(RUSAGE_CHILDREN) - start;
}

// Peak in KiB: after the chain alone, after the replay.
std::pair<long, long> peaks(const std::string& self, const std::string& file) {
    QByteArray output;
    (void)secondsOf(self, {"--replay", QString::fromStdString(file)}, output);
    const QList<QByteArray> words = output.simplified().split(' ');
    return words.size() == 2 ? std::pair(words[0].toLong(), words[1].toLong()) : std::pair(0L, 0L);
}

std::uint64_t readChain(const std::string& file) {
    auto reader = must(audit::ChainReader::open(file));
    while (must(reader.next()) != nullptr)
        ;
    return reader.head().size;
}

long peakKib() {
    // Not getrusage: a child begins with its parent's peak there.
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "VmHWM:") {
            long kib = 0;
            status >> kib;
            return kib;
        }
    return 0;
}

} // namespace

int replayOnly(const std::string& file) {
    (void)readChain(file);
    const long chain = peakKib();
    (void)must(replay(file));
    std::printf("%ld %ld\n", chain, peakKib());
    return 0;
}

void record(const std::string& self) {
    QTemporaryDir folder;
    const std::string shorter = folder.path().toStdString() + "/short",
                      longer = folder.path().toStdString() + "/long";
    makeRecord(shorter, 10'000);
    makeRecord(longer, 100'000);
    const std::string file = longer + "/record.jsonl";
    std::vector<double> sums, chains, replays;
    QByteArray ignored;
    std::uint64_t size = 0;
    for (int i = 0; i < 5; ++i) {
        sums.push_back(secondsOf("sha256sum", {QString::fromStdString(file)}, ignored));
        const double start = processorSeconds(RUSAGE_SELF);
        size = readChain(file);
        const double between = processorSeconds(RUSAGE_SELF);
        (void)must(replay(file));
        chains.push_back(between - start);
        replays.push_back(processorSeconds(RUSAGE_SELF) - between);
    }
    const double sum = median(sums), chain = median(chains), whole = median(replays);
    const double entries = static_cast<double>(size);
    std::printf("record of %llu entries, %.1f MB: sha256sum %.2f s; chain %.0f entries/s, %.1f x sha256sum; "
                "chain and "
                "replay %.0f entries/s, %.1f x sha256sum\n",
                static_cast<unsigned long long>(size),
                static_cast<double>(std::filesystem::file_size(file)) / 1e6, sum, entries / chain,
                chain / sum, entries / whole, whole / sum);
    const auto [chainShort, replayShort] = peaks(self, shorter + "/record.jsonl");
    const auto [chainLong, replayLong] = peaks(self, file);
    std::printf("memory at most, 10,000 and 100,000 entries: chain %ld and %ld KiB, replay %ld and %ld KiB: "
                "ratio %.2f\n",
                chainShort, chainLong, replayShort, replayLong,
                static_cast<double>(replayLong) / static_cast<double>(replayShort));
}

} // namespace strongroom::bench
