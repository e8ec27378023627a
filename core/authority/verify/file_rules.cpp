#include "core/authority/verify/file_rules.h"

#include "core/custody/share_envelope.h"
#include "core/ossl/digest.h"
#include "core/pki/request.h"

#include <algorithm>

namespace strongroom::authority {

namespace {

constexpr std::uint64_t maxEnvelopeBytes = 64 * 1024;

const custody::SplitPlan& splitOf(const custody::Policy& policy, custody::SetKind kind) {
    switch (kind) {
    case custody::SetKind::userPin: return policy.userPin;
    case custody::SetKind::soPin: return policy.soPin;
    case custody::SetKind::mbk: break;
    }
    return policy.mbk;
}

Result<void> checkEnvelope(const Place& place, const custody::SetId& set, const ShareMember& member) {
    const std::string name = "envelopes/" + set.text() + "/" + std::to_string(member.member) + ".der";
    SR_ASSIGN(const std::optional<Bytes> envelope, place.folder.read(name, maxEnvelopeBytes));
    if (!envelope && place.folder.mayLackFilesOf(place.entry.seq))
        return {};
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

struct Visitor {
    const Place& place;

    Result<void> operator()(const ShareSetPrepared& body) const {
        SR_ASSIGN(const custody::SetId set, custody::SetId::fromText(body.set));
        if (!place.before.anchor || !place.before.policy)
            return brokenRule("a share set before the founding");
        const custody::SplitPlan& plan = splitOf(*place.before.policy, set.kind);
        const bool same =
            body.groupThreshold == plan.groupThreshold &&
            std::equal(body.groups.begin(), body.groups.end(), plan.groups.begin(), plan.groups.end(),
                       [](const ShareGroup& group, const auto& wanted) {
                           return group.threshold == wanted.threshold && group.members == wanted.members;
                       });
        if (!same || body.identifier >= 1 << 15)
            return brokenRule("share set " + body.set + " is split otherwise than the policy in force says");
        for (const ShareMember& member : body.members)
            SR_TRY(checkEnvelope(place, set, member));
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
        return body.medium == "-" ? checkCopy(place, body.file, body.digest) : Result<void>();
    }

    template<typename Other>
    Result<void> operator()(const Other&) const {
        return {};
    }
};

} // namespace

Result<void> checkFiles(const Place& place, const EntryBody& body) {
    return std::visit(Visitor{place}, body);
}

Result<void> findUnnamed(const AuthorityState& state, const RecordFolder& folder,
                         std::vector<std::string>& warnings) {
    const std::vector<CopiedFile> copies = copiesOf(state);
    for (const std::string name : {"certificates", "crls", "requests"}) {
        SR_ASSIGN(const std::vector<std::string> files, folder.list(name));
        for (const std::string& file : files) {
            const std::string path = name + "/" + file;
            if (std::none_of(copies.begin(), copies.end(),
                             [&](const CopiedFile& copy) { return copy.file == path; }))
                warnings.push_back("the file " + path + " is named by no entry: nobody approved it");
        }
    }
    return {};
}

} // namespace strongroom::authority
