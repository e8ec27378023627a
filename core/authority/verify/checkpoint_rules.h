// Private to this folder. The notes in checkpoints/ (PROTOCOL P5): each is about the first entries of this
// record, signed by the record key live there and by the record quorum of the cards on the roster there. Also
// the note that the verifier has in hand, the note that the next ceremony names, and the note `open` that is
// owed for a new record key.
#pragma once

#include "core/audit/checkpoint.h"
#include "core/audit/tree.h"
#include "core/authority/verify/place.h"
#include "core/base/note.h"

#include <map>
#include <optional>

namespace strongroom::authority {

class CheckpointRules {
public:
    // `since`: the bytes of a note from elsewhere; badFormat when it is none.
    static Result<CheckpointRules> open(const RecordFolder& folder, const std::optional<std::string>& since);

    // A ceremony names the close note of the one before.
    Result<void> checkOpening(const Place& place, const CeremonyOpened& body) const;
    // An erase names the checkpoint `erase` of its ceremony.
    Result<void> checkErase(const Place& place, const EraseIntended& body) const;
    // Whoever introduced a record key owes a note `open` before anything of another step is done.
    Result<void> checkOwed(const Place& place, const EntryBody& body, std::vector<std::string>& warnings);
    // `state` is that after `last`; the tree covers as much.
    Result<void> checkAt(const AuthorityState& state, const audit::Entry& last, const audit::Tree& tree,
                         std::vector<std::string>& warnings);
    // Notes about more entries than there are; a ceremony that was closed but not sealed is worth a word.
    Result<void> finish(const AuthorityState& state, std::vector<std::string>& warnings) const;
    bool hasFile(std::uint64_t size) const { return m_files.contains(size); }

    std::uint64_t count() const noexcept { return m_count; }
    std::uint64_t newestSize() const noexcept { return m_newestSize; }
    // The size of the newest close note of this ceremony, 0 without one.
    std::uint64_t closedAt(const std::string& ceremony) const noexcept;
    std::optional<std::uint64_t> sinceSize() const noexcept;

private:
    struct SealedAt {
        std::string ceremony;
        std::uint64_t size = 0;
        Digest text;
    };
    struct Owed {
        std::uint64_t seq = 0; // of record_key_introduced
        std::string step;      // without its attempt
    };
    Result<void> settle(const audit::Checkpoint& checkpoint, const AuthorityState& state);
    explicit CheckpointRules(const RecordFolder& folder) : m_folder(&folder) {}
    Result<void> checkNoteAt(const base::Note& note, const AuthorityState& state, const audit::Entry& last,
                             const audit::Tree& tree, std::vector<std::string>& warnings,
                             const std::string& name);

    const RecordFolder* m_folder;
    std::map<std::uint64_t, std::string> m_files; // size -> name
    std::optional<base::Note> m_since;
    std::uint64_t m_sinceSize = 0;
    std::optional<SealedAt> m_close, m_erase; // the newest of their kinds
    std::optional<Owed> m_owed;               // the note `open` of a record key
    std::string m_opened;                     // the newest ceremony with a note `open`
    std::uint64_t m_count = 0, m_newestSize = 0;
};

} // namespace strongroom::authority
