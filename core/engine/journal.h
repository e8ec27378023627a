// Journal: the record of one authority while the engine runs: its file, its state and its tree, kept in step.
// An entry is on disk before append() answers; the state is what replaying the file would give.
#pragma once

#include "core/audit/record.h"
#include "core/audit/tree.h"
#include "core/authority/state.h"
#include "core/base_io/clock.h"
#include "core/engine/authority_folder.h"

namespace strongroom::engine {

class Journal {
public:
    // Reads the record where there is one: replays it, puts a torn last line aside. `cut` is that line's
    // length.
    static Result<Journal> open(const AuthorityFolder& folder, const base_io::Clock& clock);

    const authority::AuthorityState& state() const noexcept { return m_state; }
    const audit::Tree& tree() const noexcept { return m_tree; }
    bool isEmpty() const noexcept { return m_state.size == 0; }
    std::uint64_t cut() const noexcept { return m_cut; }
    const std::vector<std::string>& aside() const noexcept { return m_aside; }

    // Where the following entries belong.
    void setPlace(Mode mode, std::string ceremony, std::string step);
    const std::string& step() const noexcept { return m_step; }

    // Answers the entry's place. Errors leave the record as it was, or say mediumUnsafe.
    Result<base::EntryReference> append(authority::EntryBody body);

private:
    Journal(audit::Record record, const base_io::Clock& clock)
        : m_record(std::move(record)), m_clock(&clock) {}

    audit::Record m_record;
    const base_io::Clock* m_clock;
    authority::AuthorityState m_state;
    authority::AuthorityState m_trial; // equal to m_state between calls: each entry is tried here first
    audit::Tree m_tree;
    Mode m_mode = Mode::training;
    std::string m_ceremony, m_step = "-";
    std::uint64_t m_cut = 0;
    std::vector<std::string> m_aside;
};

} // namespace strongroom::engine
