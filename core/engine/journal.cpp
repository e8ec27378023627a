#include "core/engine/journal.h"

#include "core/audit/chain.h"
#include "core/authority/replay.h"

namespace strongroom::engine {

Result<Journal> Journal::open(const AuthorityFolder& folder, const base_io::Clock& clock) {
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(folder.record()));
    if (kind == base_io::FileKind::missing) {
        SR_ASSIGN(audit::Record record, audit::Record::create(folder.record()));
        return Journal(std::move(record), clock);
    }
    SR_ASSIGN(audit::ChainReader reader, audit::ChainReader::open(folder.record()));
    authority::AuthorityState state;
    audit::Tree tree;
    while (true) {
        SR_ASSIGN(const audit::Entry* entry, reader.next());
        if (entry == nullptr)
            break;
        if (const auto applied = authority::apply(state, *entry); !applied)
            return Error{applied.error().code,
                         "entry " + std::to_string(entry->seq) + " of the record: " + applied.error().detail};
        tree.append(audit::leafHash(reader.line()));
    }
    std::vector<std::string> aside;
    const std::string torn(reader.tornTail());
    if (!torn.empty()) {
        SR_ASSIGN(std::string name, folder.keepAside("torn-entry", base::viewOf(torn)));
        aside.push_back(std::move(name));
        SR_TRY(audit::Record::cutTornTail(folder.record(), reader.offset()));
    }
    SR_ASSIGN(audit::Record record, audit::Record::open(folder.record(), reader.head()));
    Journal journal(std::move(record), clock);
    journal.m_trial = state;
    journal.m_state = std::move(state);
    journal.m_tree = std::move(tree);
    journal.m_cut = torn.size();
    journal.m_aside = std::move(aside);
    return journal;
}

void Journal::setPlace(Mode mode, std::string ceremony, std::string step) {
    m_mode = mode;
    m_ceremony = std::move(ceremony);
    m_step = std::move(step);
}

Result<base::EntryReference> Journal::append(authority::EntryBody body) {
    audit::Draft draft;
    const auto* clock = std::get_if<authority::ClockConfirmed>(&body);
    draft.time = clock != nullptr ? clock->wall : m_state.timeFor(m_clock->now());
    draft.mode = m_mode;
    draft.ceremony = m_ceremony;
    draft.step = m_step;
    draft.type = std::string(authority::typeOf(body));
    draft.body = authority::writeBody(std::move(body));
    // An entry that breaks a rule never reaches the disk: it is tried on a second state, and only one that
    // was refused costs a copy.
    SR_ASSIGN(const audit::Entry entry, audit::makeEntry(m_record.head(), std::move(draft)));
    const auto written = [&]() -> Result<void> {
        SR_TRY(authority::apply(m_trial, entry));
        return m_record.append(entry);
    }();
    if (!written) {
        m_trial = m_state;
        return written.error();
    }
    SR_TRY(authority::apply(m_state, entry)); // as it was tried
    std::string line = audit::toLine(entry);
    line.pop_back();
    m_tree.append(audit::leafHash(line));
    return base::EntryReference{entry.seq, entry.hash};
}

} // namespace strongroom::engine
