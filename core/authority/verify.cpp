#include "core/authority/verify.h"

#include "core/audit/chain.h"
#include "core/audit/tree.h"
#include "core/authority/exposure.h"
#include "core/authority/replay.h"
#include "core/authority/verify/approval_rules.h"
#include "core/authority/verify/backup_rules.h"
#include "core/authority/verify/checkpoint_rules.h"
#include "core/authority/verify/custody_rules.h"
#include "core/authority/verify/file_rules.h"
#include "core/authority/verify/signature_rules.h"

#include <algorithm>

namespace strongroom::authority {

namespace {

// The whole chain, before anything else is looked at: what follows may take every hash for granted.
Result<std::vector<Digest>> readChain(const RecordFolder& folder) {
    SR_ASSIGN(audit::ChainReader reader, audit::ChainReader::open(folder.record()));
    std::vector<Digest> hashes;
    while (true) {
        SR_ASSIGN(const audit::Entry* entry, reader.next());
        if (entry == nullptr)
            break;
        hashes.push_back(entry->hash);
    }
    if (!reader.tornTail().empty())
        return Error{ErrorCode::recordBroken, "entry " + std::to_string(hashes.size()) + " at byte " +
                                                  std::to_string(reader.offset()) +
                                                  ": torn: a line without its end, " +
                                                  std::to_string(reader.tornTail().size()) + " bytes"};
    if (hashes.empty())
        return Error{ErrorCode::recordBroken, "the record has no entry"};
    return hashes;
}

// A folder of a medium says in its name what it holds (PROTOCOL P9): a name is nothing to trust.
Result<void> checkName(const RecordFolder& folder, const std::vector<Digest>& hashes,
                       const CheckpointRules& checkpoints) {
    const std::optional<std::uint64_t> size = folder.sizeInName();
    if (!size)
        return {};
    const std::string name = "a folder named record-" + std::to_string(*size);
    if (*size != hashes.size())
        return Error{ErrorCode::recordBroken, name + " holds a record of " + std::to_string(hashes.size()) +
                                                  " entries: it is not what its name says"};
    if (!checkpoints.hasFile(*size))
        return Error{ErrorCode::fileMissing,
                     name + " has no checkpoints/" + std::to_string(*size) + ".note, for which it was made"};
    return {};
}

Result<void> checkHead(const std::vector<Digest>& hashes, const audit::Head& head) {
    if (head.size > hashes.size())
        return Error{ErrorCode::headMismatch, "the head given is about " + std::to_string(head.size) +
                                                  " entries, the record has only " +
                                                  std::to_string(hashes.size())};
    if (head.size == 0 || hashes[head.size - 1] != head.chain)
        return Error{ErrorCode::headMismatch, "entry " + std::to_string(head.size == 0 ? 0 : head.size - 1) +
                                                  " of the record is not the one of the head given"};
    return {};
}

// One pass over the record; each entry is judged by the state before it.
class Verification {
public:
    Verification(const RecordFolder& folder, const std::vector<Digest>& hashes, CheckpointRules checkpoints,
                 const std::optional<Digest>& anchor)
        : m_folder(folder), m_hashes(hashes), m_checkpoints(std::move(checkpoints)), m_signatures(anchor) {}

    Result<void> run() {
        SR_ASSIGN(audit::ChainReader reader, audit::ChainReader::open(m_folder.record()));
        while (true) {
            const std::uint64_t offset = reader.offset();
            SR_ASSIGN(const audit::Entry* entry, reader.next());
            if (entry == nullptr)
                break;
            if (entry->seq >= m_hashes.size() || entry->hash != m_hashes[entry->seq])
                return changed();
            if (const auto judged = judge(*entry); !judged)
                return Error{judged.error().code, "entry " + std::to_string(entry->seq) + " (" + entry->type +
                                                      ") at byte " + std::to_string(offset) + ": " +
                                                      judged.error().detail};
            m_tree.append(audit::leafHash(reader.line()));
            SR_TRY(m_checkpoints.checkAt(m_state, *entry, m_tree, m_warnings));
        }
        if (m_state.size != m_hashes.size())
            return changed();
        m_files.findUnnamed(m_state, m_folder, m_warnings);
        return m_checkpoints.finish(m_state, m_warnings);
    }

    VerifyReport report() const {
        VerifyReport report;
        report.authority = m_state.authority;
        report.name = m_state.name;
        report.mode = m_state.mode;
        report.head = {m_state.size, m_state.head};
        report.anchor = m_state.anchor;
        report.ceremony = m_state.ceremony ? m_state.ceremony->id : "";
        const std::uint64_t closedAt = m_checkpoints.closedAt(report.ceremony);
        report.closed = m_state.ceremony && m_state.ceremony->closed && closedAt > 0;
        if (report.closed)
            report.closing = audit::Head{closedAt, m_hashes[closedAt - 1]};
        report.tail = report.closed ? m_state.size - closedAt : 0;
        report.uncovered = m_state.size - m_checkpoints.newestSize();
        report.checkpoints = m_checkpoints.count();
        for (const Exposure& exposure : exposureOf(m_state))
            report.exposures.push_back(exposure.sentence());
        report.warnings = m_warnings;
        return report;
    }
    std::optional<std::uint64_t> sinceSize() const noexcept { return m_checkpoints.sinceSize(); }

private:
    static Error changed() {
        return Error{ErrorCode::inputOutput, "the record was changed while it was being read"};
    }

    Result<void> judge(const audit::Entry& entry) {
        SR_ASSIGN(const EntryBody body, readBody(entry.type, entry.body));
        const Place place{m_state, entry, m_hashes, m_folder, m_warnings};
        // Entry 0 makes the authority; the rules of all others need an open ceremony.
        if (entry.seq > 0 && !m_state.ceremony && !std::holds_alternative<CeremonyOpened>(body))
            return brokenRule("an entry before a ceremony was opened");
        SR_TRY(m_checkpoints.checkOwed(place, body, m_warnings));
        SR_TRY(m_signatures.check(place, body));
        if (const auto* opened = std::get_if<CeremonyOpened>(&body))
            SR_TRY(m_checkpoints.checkOpening(place, *opened));
        if (const auto* erase = std::get_if<EraseIntended>(&body))
            SR_TRY(m_checkpoints.checkErase(place, *erase));
        SR_TRY(m_approvals.check(place, body));
        SR_TRY(m_files.check(place, body));
        SR_TRY(m_backups.check(place, body));
        SR_TRY(checkCustody(place, body));
        return apply(m_state, entry);
    }

    const RecordFolder& m_folder;
    const std::vector<Digest>& m_hashes;
    CheckpointRules m_checkpoints;
    SignatureRules m_signatures;
    ApprovalRules m_approvals;
    FileRules m_files;
    BackupRules m_backups;
    AuthorityState m_state;
    audit::Tree m_tree;
    std::vector<std::string> m_warnings;
};

} // namespace

Result<VerifyReport> verifyFolder(const std::filesystem::path& folder, const VerifyOptions& options) {
    SR_ASSIGN(const RecordFolder files, RecordFolder::open(folder));
    SR_ASSIGN(const std::vector<Digest> hashes, readChain(files));
    if (options.head)
        SR_TRY(checkHead(hashes, *options.head));
    SR_ASSIGN(CheckpointRules checkpoints, CheckpointRules::open(files, options.since));
    SR_TRY(checkName(files, hashes, checkpoints));
    Verification verification(files, hashes, std::move(checkpoints), options.anchor);
    SR_TRY(verification.run());
    VerifyReport report = verification.report();
    if (options.anchor && !report.anchor)
        return Error{ErrorCode::anchorMismatch, "the authority was not founded yet: it has no anchor"};
    report.anchored = options.anchor.has_value();
    const std::uint64_t given =
        std::max(options.head ? options.head->size : 0, verification.sinceSize().value_or(0));
    if (given > 0)
        report.newerThanGiven = report.size() - given;
    return report;
}

} // namespace strongroom::authority
