// A whole authority in a folder, made with keys in memory: five officers and a witness, founded, with share
// sets, a CA key, a record key and checkpoints. Made with the real statements and entries, so that what a
// test changes is the only thing that is wrong. Each step is a function of its own: tests stop where they
// like, or go on otherwise. A step that fails ends the program with its reason.
#pragma once

#include "core/audit/checkpoint.h"
#include "core/audit/entry.h"
#include "core/audit/tree.h"
#include "core/authority/statements.h"
#include "core/custody/backup_set.h"
#include "core/ossl/key.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace strongroom::tests {

template<typename T>
T must(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "sample: %s\n", result.error().detail.c_str());
        std::abort();
    }
    return std::move(result).value();
}
inline void must(Result<void> result) {
    if (!result)
        must(Result<int>(result.error()));
}

struct SampleCard {
    custody::Officer officer;
    ossl::PrivateKey sign;
    std::optional<ossl::PrivateKey> decrypt;
};

class SampleAuthority {
public:
    using Persons = std::vector<std::string>;
    static const Persons everybody; // officer-1 to officer-5, witness-1
    static const Persons quorum;    // three officers
    static const Persons recordQuorum;

    // An empty folder that exists.
    explicit SampleAuthority(std::filesystem::path folder, Mode mode = Mode::training);

    const std::filesystem::path& folder() const noexcept { return m_folder; }
    const authority::AuthorityState& state() const noexcept { return m_state; }
    const audit::Tree& tree() const noexcept { return m_tree; }
    static const SampleCard& card(const std::string& person); // the same in all samples of a program
    const ossl::PrivateKey& key(const std::string& name) const { return m_keys.at(name); }

    // Appends, and takes the entry into the state: the rules of replay hold in every sample.
    base::EntryReference add(authority::EntryBody body);
    // Appends without asking replay, as a dishonest writer would; the state no longer follows.
    void addUnchecked(authority::EntryBody body);
    Bytes nonce();

    // In this order; each leaves the record consistent.
    void open(const std::optional<Digest>& plan = {}); // authority_created to blank_proven
    void enrol(const std::string& person);
    void found(); // enrols everybody, policy, signatures, anchor
    void prepareSet(custody::SetKind kind);
    void prove(const std::string& set, const std::string& person);
    void makeToken(); // SO and user PIN sets, prepared, proven, active
    void generateKey(const std::string& name, const std::string& purpose, const std::string& algorithm);
    void introduceRecordKey(const Persons& signers = recordQuorum);
    void checkpoint(audit::CheckpointKind kind, const Persons& signers = recordQuorum);
    void backUp();          // mbk.1, blobs, manifest, approved and signed, two media, drills
    void signCertificate(); // a self-signed certificate of the CA key
    void erase();           // checkpoint, approval, destroyed, reset, proven empty
    // Inventory, checkpoint `erase` and two copies of the record; its request is still to be asked for.
    authority::EraseIntended prepareErase();
    base::EntryReference requestErase(const authority::EraseIntended& order);
    void close();                                // transcript, ceremony_closed, checkpoint, a tail of two
    void openNext();                             // the second ceremony
    void beginCeremony(const std::string& id);   // what follows belongs to it; nothing is written
    Digest noteDigest(std::uint64_t size) const; // of the text of the checkpoint that lies in the folder
    // All up to the `open` checkpoint.
    void foundToOpenCheckpoint();

    // The parts of the steps, for tests that do them otherwise.
    authority::CardEnrolled enrolment(const std::string& person);
    authority::ShareProven shareProof(const std::string& set, const std::string& person);
    authority::KeyProof proofOf(const std::string& key, base::ProofPurpose purpose,
                                std::optional<std::string> medium);
    authority::RecordKeyIntroduced introduction(const Persons& signers);
    audit::Checkpoint checkpointNow(audit::CheckpointKind kind) const;
    base::Note noteOf(const audit::Checkpoint& checkpoint, const Persons& signers) const;
    void writeNote(const base::Note& note, std::uint64_t size);
    base::EntryReference request(base::Operation operation, const base::Subject& subject,
                                 const std::string& key = "-", const std::string& algorithm = "-",
                                 const std::string& lint = "-");
    authority::ApprovalGiven approval(const base::EntryReference& request, const std::string& person,
                                      base::Decision decision = base::Decision::approve);
    void approve(const base::EntryReference& request, const Persons& persons = quorum);
    Bytes signWith(const std::string& person, ByteView statement) const;

private:
    void put(authority::EntryBody body, const std::string& step);
    void writeFile(const std::string& name, ByteView bytes);
    custody::BackupManifest manifest() const;

    std::filesystem::path m_folder;
    Mode m_mode;
    std::string m_ceremony = "0001-found-root", m_step = "-";
    std::map<std::string, ossl::PrivateKey> m_keys;
    std::map<std::string, Bytes> m_blobs; // CKA_ID
    audit::Head m_head;
    audit::Entry m_last;
    authority::AuthorityState m_state;
    audit::Tree m_tree;
    std::uint64_t m_nonces = 0;
};

} // namespace strongroom::tests
