#include "core/authority/verify/checkpoint_rules.h"

#include "core/authority/statements.h"
#include "core/ossl/digest.h"

#include <algorithm>

namespace strongroom::authority {

namespace {

constexpr std::uint64_t maxNoteBytes = 256 * 1024;
constexpr std::string_view noteEnding = ".note";

Error named(const std::string& name, const Error& error) {
    return Error{error.code, name + ": " + error.detail};
}

// What must have happened before a checkpoint of this kind (PROTOCOL P5).
Result<void> checkKind(const audit::Checkpoint& checkpoint, const AuthorityState& state,
                       const audit::Entry& last) {
    const CeremonyState& ceremony = *state.ceremony;
    const bool closing = last.type == CeremonyClosed::type;
    switch (checkpoint.kind) {
    case audit::CheckpointKind::open:
        if (std::none_of(state.tokens.begin(), state.tokens.end(), [&](const auto& pair) {
                return !pair.second.recordKey.isZero() && pair.second.recordKeySince >= ceremony.openedSeq;
            }))
            return brokenRule("an open checkpoint before a record key was introduced in this ceremony");
        break;
    case audit::CheckpointKind::close:
        if (!closing)
            return brokenRule("a close checkpoint that does not end with ceremony_closed");
        return {};
    case audit::CheckpointKind::suspend:
    case audit::CheckpointKind::erase: break;
    }
    if (ceremony.closed)
        return brokenRule(std::string("a checkpoint of kind ") + audit::nameOf(checkpoint.kind) +
                          " after the ceremony was closed");
    return {};
}

// "2.2.4/2" is another attempt at 2.2.4.
std::string withoutAttempt(const std::string& step) {
    return step.substr(0, step.find('/'));
}

// What may stand anywhere, and does nothing.
bool isInterruption(const EntryBody& body) {
    return std::holds_alternative<Resumed>(body) || std::holds_alternative<Suspended>(body) ||
           std::holds_alternative<SuspensionEnded>(body) || std::holds_alternative<ExceptionRaised>(body) ||
           std::holds_alternative<ExceptionEnded>(body) || std::holds_alternative<Refused>(body) ||
           std::holds_alternative<ActFailed>(body);
}

} // namespace

Result<CheckpointRules> CheckpointRules::open(const RecordFolder& folder,
                                              const std::optional<std::string>& since) {
    CheckpointRules rules(folder);
    SR_ASSIGN(const std::vector<std::string> names, folder.list("checkpoints"));
    for (const std::string& name : names) {
        if (name.starts_with(".part-")) // a write that was cut short: no checkpoint
            continue;
        const std::string_view stem = name.ends_with(noteEnding)
                                          ? std::string_view(name).substr(0, name.size() - noteEnding.size())
                                          : std::string_view();
        const auto size = numberFromName(stem);
        if (!size || *size == 0)
            return brokenRule("checkpoints/" + name + " is not the name of a checkpoint, <size>.note");
        rules.m_files[*size] = "checkpoints/" + name;
    }
    if (since) {
        SR_ASSIGN(rules.m_since, base::readNote(*since));
        SR_ASSIGN(const audit::Checkpoint checkpoint, audit::checkpointFromText(rules.m_since->text));
        rules.m_sinceSize = checkpoint.size;
    }
    return rules;
}

Result<void> CheckpointRules::checkOpening(const Place& place, const CeremonyOpened& body) const {
    if (!place.before.ceremony) {
        if (!body.previous.isZero() || body.tailSize != 0)
            return brokenRule("the first ceremony names one before it");
        return {};
    }
    if (!m_close || m_close->ceremony != place.before.ceremony->id)
        return brokenRule("ceremony " + place.before.ceremony->id + " has no valid close checkpoint");
    if (m_close->text != body.previous || m_close->size + body.tailSize != place.entry.seq)
        return brokenRule("a ceremony was opened after another checkpoint, or another tail, than is there");
    const std::vector<std::string>& by = body.headTypedBy;
    if (by.size() < 2 || std::find(by.begin() + 1, by.end(), by.front()) != by.end())
        return brokenRule("the head was not typed by two persons");
    const std::string continued = audit::toText({place.before.size, place.before.head});
    if (std::none_of(body.candidates.begin(), body.candidates.end(),
                     [&](const Candidate& candidate) { return candidate.head == continued; }))
        return brokenRule("the record that goes on is none of the candidates that were found");
    return {};
}

Result<void> CheckpointRules::checkErase(const Place& place, const EraseIntended& body) const {
    if (!m_erase || m_erase->ceremony != place.before.ceremony->id ||
        body.checkpoint != std::to_string(m_erase->size) + ":" + m_erase->text.hex())
        return brokenRule("an erase that does not name this ceremony's checkpoint for it");
    return {};
}

// A step that introduces a record key is done when its note is there (PROTOCOL P5). It is not owed any more
// when the room left the step out, gave the ceremony up, or lost the HSM.
Result<void> CheckpointRules::checkOwed(const Place& place, const EntryBody& body,
                                        std::vector<std::string>& warnings) {
    if (!m_owed)
        return {};
    const bool sameStep = withoutAttempt(place.entry.step) == m_owed->step;
    const auto* ended = std::get_if<ExceptionEnded>(&body);
    const bool leftOut = sameStep && ended != nullptr && ended->ending == "left-out";
    if (place.before.ceremony->abandoned || leftOut || std::holds_alternative<HsmLost>(body)) {
        warnings.push_back("no checkpoint `open` follows the record key of entry " +
                           std::to_string(m_owed->seq) + ": the room went on without it");
        m_owed.reset();
        return {};
    }
    if (!sameStep && !isInterruption(body))
        return brokenRule("the checkpoint `open`, which follows the record key of entry " +
                          std::to_string(m_owed->seq) + ", is missing");
    return {};
}

Result<void> CheckpointRules::settle(const audit::Checkpoint& checkpoint, const AuthorityState& state) {
    if (checkpoint.kind == audit::CheckpointKind::open) {
        m_owed.reset();
        m_opened = checkpoint.ceremony;
    } else if (m_owed && !state.ceremony->abandoned) {
        return brokenRule("the first checkpoint after a record key was introduced is not `open`");
    }
    return {};
}

Result<void> CheckpointRules::checkAt(const AuthorityState& state, const audit::Entry& last,
                                      const audit::Tree& tree, std::vector<std::string>& warnings) {
    if (last.type == RecordKeyIntroduced::type && m_opened != last.ceremony)
        m_owed = Owed{last.seq, withoutAttempt(last.step)};
    if (m_since && m_sinceSize == state.size) {
        if (const auto checked = checkNoteAt(*m_since, state, last, tree, warnings, "the note given");
            !checked)
            return Error{ErrorCode::headMismatch,
                         "the note given is not of this record: " + checked.error().detail};
    }
    const auto file = m_files.find(state.size);
    if (file == m_files.end())
        return {};
    const std::string& name = file->second;
    SR_ASSIGN(const std::optional<Bytes> bytes, m_folder->read(name, maxNoteBytes));
    if (!bytes)
        return Error{ErrorCode::fileMissing, name + " is gone"};
    const auto note = base::readNote(base::textOf(*bytes));
    if (!note)
        return named(name, note.error());
    if (const auto checked = checkNoteAt(*note, state, last, tree, warnings, name); !checked)
        return named(name, checked.error());
    ++m_count;
    m_newestSize = state.size;
    const auto checkpoint = audit::checkpointFromText(note->text);
    if (!checkpoint)
        return checkpoint.error();
    const SealedAt sealed{checkpoint->ceremony, checkpoint->size, ossl::sha256(base::viewOf(note->text))};
    if (checkpoint->kind == audit::CheckpointKind::close)
        m_close = sealed;
    if (checkpoint->kind == audit::CheckpointKind::erase)
        m_erase = sealed;
    return {};
}

Result<void> CheckpointRules::checkNoteAt(const base::Note& note, const AuthorityState& state,
                                          const audit::Entry& last, const audit::Tree& tree,
                                          std::vector<std::string>& warnings, const std::string& name) {
    SR_ASSIGN(const audit::Checkpoint checkpoint, audit::checkpointFromText(note.text));
    if (checkpoint.authority != state.authority)
        return Error{ErrorCode::anchorMismatch, "it belongs to another authority"};
    if (checkpoint.size != state.size)
        return brokenRule("it is about " + std::to_string(checkpoint.size) +
                          " entries, which is not its name");
    if (checkpoint.root != tree.rootAt(state.size) || checkpoint.chain != state.head)
        return brokenRule("it is about other entries than the first " + std::to_string(state.size) +
                          " of this record");
    if (!state.anchor || !state.ceremony)
        return brokenRule("a checkpoint before the founding");
    if (checkpoint.mode != state.mode || checkpoint.ceremony != state.ceremony->id)
        return brokenRule("it names another mode or ceremony than its last entry");
    if (checkpoint.time < state.lastTime)
        return brokenRule("it was made before its last entry");
    SR_TRY(checkKind(checkpoint, state, last));
    SR_ASSIGN(const audit::SignedCheckpoint checked, checkNote(state, note));
    SR_TRY(settle(checkpoint, state));
    if (checked.signers.unknown > 0)
        warnings.push_back(name + " carries " + std::to_string(checked.signers.unknown) +
                           " signatures of keys that do not count there");
    return {};
}

Result<void> CheckpointRules::finish(const AuthorityState& state, std::vector<std::string>& warnings) const {
    const std::uint64_t size = state.size;
    if (!m_files.empty() && m_files.rbegin()->first > size)
        return brokenRule(m_files.rbegin()->second + " is about more entries than the record's " +
                          std::to_string(size) + ": entries were cut from its end");
    if (m_since && m_sinceSize > size)
        return Error{ErrorCode::headMismatch, "the note given is about " + std::to_string(m_sinceSize) +
                                                  " entries, the record has only " + std::to_string(size)};
    if (state.ceremony && state.ceremony->closed && closedAt(state.ceremony->id) == 0)
        warnings.push_back("ceremony_closed (entry " + std::to_string(state.ceremony->closing.seq) +
                           ") stands unsealed: checkpoints/" +
                           std::to_string(state.ceremony->closing.seq + 1) + ".note is not there");
    return {};
}

std::uint64_t CheckpointRules::closedAt(const std::string& ceremony) const noexcept {
    return m_close && m_close->ceremony == ceremony ? m_close->size : 0;
}

std::optional<std::uint64_t> CheckpointRules::sinceSize() const noexcept {
    return m_since ? std::optional(m_sinceSize) : std::nullopt;
}

} // namespace strongroom::authority
