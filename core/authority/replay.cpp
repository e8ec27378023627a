#include "core/authority/replay.h"

#include "core/audit/chain.h"
#include "core/authority/replay/fold.h"
#include "core/authority/replay/intents.h"

namespace strongroom::authority {

namespace {

Result<void> checkFrame(const AuthorityState& state, std::uint64_t seq, std::string_view ceremonyId,
                        const EntryBody& body) {
    if ((seq == 0) != std::holds_alternative<AuthorityCreated>(body))
        return broken("authority_created is the first entry and no other");
    if (seq == 0)
        return {};
    if ((seq == 1) && !std::holds_alternative<CeremonyOpened>(body))
        return broken("the second entry opens the first ceremony");
    if (std::holds_alternative<CeremonyOpened>(body))
        return {};
    if (!state.ceremony || ceremonyId != state.ceremony->id)
        return broken("an entry of a ceremony that is not the newest");
    if (state.ceremony->closed && !isTail(body))
        return broken("after ceremony_closed only entries of the tail may follow");
    if (state.ceremony->pendingIntent && isIntent(body))
        return broken("an intent while an earlier one has no outcome");
    return {};
}

} // namespace

Result<void> apply(AuthorityState& state, const audit::Entry& entry) {
    SR_ASSIGN(EntryBody body, readBody(entry.type, entry.body));
    SR_TRY(checkFrame(state, entry.seq, entry.ceremony, body));
    if (entry.seq > 0 && entry.mode != state.mode)
        return Error{ErrorCode::wrongMode, "an entry of another mode"};
    SR_TRY(std::visit(Fold(state, entry), body));

    state.size = entry.seq + 1;
    state.head = entry.hash;
    state.lastTime = entry.time;
    if (entry.seq == 0)
        return {};
    CeremonyState& ceremony = *state.ceremony;
    if (ceremony.pendingIntent && endsIntent(ceremony.pendingIntent->body, body))
        ceremony.pendingIntent.reset();
    Recorded recorded{{entry.seq, entry.hash}, entry.time, entry.step, std::move(body)};
    if (isIntent(recorded.body))
        ceremony.pendingIntent = recorded;
    ceremony.steps[entry.step].push_back(std::move(recorded));
    return {};
}

Result<AuthorityState> replay(const std::filesystem::path& record) {
    SR_ASSIGN(audit::ChainReader reader, audit::ChainReader::open(record));
    AuthorityState state;
    while (true) {
        SR_ASSIGN(const audit::Entry* entry, reader.next());
        if (entry == nullptr)
            return state;
        if (const auto applied = apply(state, *entry); !applied)
            return Error{applied.error().code,
                         "entry " + std::to_string(entry->seq) + ": " + applied.error().detail};
    }
}

} // namespace strongroom::authority
