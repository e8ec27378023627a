#include "core/authority/verify/file_rules.h"

#include "core/base/hex.h"
#include "core/custody/share_envelope.h"
#include "core/ossl/digest.h"
#include "core/pki/request.h"

#include <algorithm>
#include <sstream>

namespace strongroom::authority {

namespace {

constexpr std::uint64_t maxEnvelopeBytes = 64 * 1024, maxPlanList = 64 * 1024;

std::string envelopeOf(const custody::SetId& set, const ShareMember& member) {
    return "envelopes/" + set.text() + "/" + std::to_string(member.member) + ".der";
}

Result<void> checkEnvelope(const Place& place, const custody::SetId& set, const ShareMember& member) {
    const std::string name = envelopeOf(set, member);
    SR_ASSIGN(const std::optional<Bytes> envelope, place.folder.read(name, maxEnvelopeBytes));
    if (!envelope)
        return Error{ErrorCode::fileMissing, "the file " + name + " is missing"};
    if (ossl::sha256(*envelope) != member.envelope)
        return Error{ErrorCode::digestMismatch, "the file " + name + " is not the one on record"};
    const auto recipient = custody::recipientOf(*envelope);
    if (!recipient || *recipient != member.holder)
        return brokenRule("the envelope " + name + " is not sealed to the card of " + member.person);
    return {};
}

bool isOfPki(const std::string& file) {
    return file.starts_with("certificates/") || file.starts_with("crls/") || file.starts_with("requests/");
}

// A write that was cut short: PROTOCOL P4 has it set aside at the next start.
bool isUnfinished(const std::string& file) {
    return file.starts_with(".part-") || file.find("/.part-") != std::string::npos;
}

} // namespace

struct FileRules::Visitor {
    const Place& place;
    std::set<std::string>& named;

    Result<void> operator()(const ShareSetPrepared& body) const {
        SR_ASSIGN(const custody::SetId set, custody::SetId::fromText(body.set));
        if (!place.before.anchor || !place.before.policy)
            return brokenRule("a share set before the founding");
        const custody::SplitPlan& plan = place.before.policy->split(set.kind);
        const bool same =
            body.groupThreshold == plan.groupThreshold &&
            std::equal(body.groups.begin(), body.groups.end(), plan.groups.begin(), plan.groups.end(),
                       [](const ShareGroup& group, const auto& wanted) {
                           return group.threshold == wanted.threshold && group.members == wanted.members;
                       });
        if (!same || body.identifier >= 1 << 15)
            return brokenRule("share set " + body.set + " is split otherwise than the policy in force says");
        for (const ShareMember& member : body.members) {
            named.insert(envelopeOf(set, member));
            SR_TRY(checkEnvelope(place, set, member));
        }
        return {};
    }

    Result<void> operator()(const RequestAccepted& body) const {
        const auto request = pki::parseRequest(body.request);
        if (!request)
            return brokenRule("the accepted request: " + request.error().detail);
        if (ossl::sha256(request->spki()) != body.key)
            return brokenRule("the accepted request is for another key than the entry says");
        const CopiedFile copy = copyOf(body);
        return checkCopy(place, copy.file, ossl::sha256(copy.bytes));
    }

    Result<void> operator()(const TranscriptMade& body) const {
        const std::string name = "transcripts/" + place.before.ceremony->id + "-" + std::to_string(body.size);
        named.insert({name + ".json", name + ".txt"});
        SR_TRY(checkCopy(place, name + ".json", body.digest));
        return checkCopy(place, name + ".txt", body.text);
    }

    // What lies on a medium is not here. A file of certificates/ or crls/ is what an entry holds, and nothing
    // else.
    Result<void> operator()(const ArtefactWritten& body) const {
        if (body.medium == "-" && isOfPki(body.file)) {
            const std::vector<CopiedFile> copies = copiesOf(place.before);
            if (std::none_of(copies.begin(), copies.end(), [&](const CopiedFile& copy) {
                    return copy.file == body.file && ossl::sha256(copy.bytes) == body.digest;
                }))
                return brokenRule("the file " + body.file + " is no copy of anything that was signed");
        }
        if (body.medium != "-")
            return {};
        named.insert(body.file);
        return checkCopy(place, body.file, body.digest);
    }

    // Their bytes are compared by approval_rules.h and backup_rules.h.
    Result<void> operator()(const TbsPrepared& body) const {
        if (body.bytes.empty())
            named.insert("objects/" + body.digest.hex());
        return {};
    }
    Result<void> operator()(const ManifestPrepared& body) const {
        named.insert("manifests/" + std::to_string(body.number) + ".json");
        return {};
    }
    Result<void> operator()(const ManifestSigned& body) const {
        named.insert("manifests/" + std::to_string(body.number) + ".note");
        return {};
    }
    Result<void> operator()(const AuthorityCreated& body) const { return checkPlan(body.plan); }
    Result<void> operator()(const CeremonyOpened& body) const { return checkPlan(body.plan); }

    // The plan's files, each covered by the list of their digests, and that by the plan's digest. The record
    // holds none of it: what is missing is not told.
    Result<void> checkPlan(const Digest& plan) const {
        const std::string folder = "plans/" + plan.hex() + "/";
        named.insert(folder + "files");
        SR_ASSIGN(const RecordFolder::Presence presence, place.folder.compare(folder + "files", plan));
        if (presence == RecordFolder::Presence::missing)
            return {};
        SR_ASSIGN(const std::optional<Bytes> list, place.folder.read(folder + "files", maxPlanList));
        std::istringstream lines(base::textOf(*list));
        for (std::string kind, id, digest; lines >> kind >> id >> digest;) {
            const std::string file = folder + kind + "-" + id + ".yaml";
            SR_ASSIGN(const Digest expected, base::digestFromHex(digest));
            named.insert(file);
            SR_TRY(place.folder.compare(file, expected));
        }
        return {};
    }

    template<typename Other>
    Result<void> operator()(const Other&) const {
        return {};
    }
};

Result<void> FileRules::check(const Place& place, const EntryBody& body) {
    return std::visit(Visitor{place, m_named}, body);
}

void FileRules::findUnnamed(const AuthorityState& state, const RecordFolder& folder,
                            std::vector<std::string>& warnings) const {
    std::set<std::string> named = m_named;
    named.insert({"record.jsonl", "lock"});
    for (const CopiedFile& copy : copiesOf(state))
        named.insert(copy.file);
    for (const std::string& file : folder.files()) {
        if (named.contains(file) || isUnfinished(file) || file.starts_with("checkpoints/"))
            continue;
        warnings.push_back("the file " + file + " is named by no entry" +
                           (isOfPki(file) ? ": nobody approved it" : ""));
    }
}

} // namespace strongroom::authority
