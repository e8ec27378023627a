#include "core/authority/state.h"

#include "core/pki/signed_object.h"

#include <algorithm>

namespace strongroom::authority {

const custody::Officer* AuthorityState::holder(std::string_view person) const noexcept {
    const custody::Officer* officer = roster.byPerson(person);
    return officer != nullptr && !lostCards.contains(officer->card()) ? officer : nullptr;
}

const custody::Officer* AuthorityState::holder(const custody::ShareMember& member) const noexcept {
    const custody::Officer* officer = holder(member.person);
    return officer != nullptr && officer->holder() == member.holder ? officer : nullptr;
}

custody::Roster AuthorityState::validCards() const {
    custody::Roster valid = roster;
    for (const custody::Officer& officer : roster.officers())
        if (lostCards.contains(officer.card()))
            (void)valid.remove(officer.person);
    return valid;
}

const Request* AuthorityState::request(const EntryReference& reference) const noexcept {
    const auto found = std::find_if(requests.begin(), requests.end(),
                                    [&](const Request& request) { return request.reference == reference; });
    return found != requests.end() ? &*found : nullptr;
}

const Backup* AuthorityState::backupOn(std::string_view medium) const noexcept {
    const Backup* newest = nullptr;
    for (const auto& [number, backup] : backups) {
        const std::vector<std::string>& onto = backup.manifest.media;
        if (!backup.note.empty() && std::find(onto.begin(), onto.end(), medium) != onto.end() &&
            !backup.destroyed.contains(std::string(medium)))
            newest = &backup;
    }
    return newest;
}

const KeyState* AuthorityState::keyById(std::string_view ckaId) const noexcept {
    const auto found = std::find_if(keys.begin(), keys.end(),
                                    [&](const auto& pair) { return pair.second.intended.ckaId == ckaId; });
    return found != keys.end() ? &found->second : nullptr;
}

const TokenState* AuthorityState::tokenBySerial(std::string_view serial) const noexcept {
    const auto found = std::find_if(tokens.begin(), tokens.end(),
                                    [&](const auto& pair) { return pair.second.serial == serial; });
    return found != tokens.end() ? &found->second : nullptr;
}

const KeyState* AuthorityState::keyByDigest(const Digest& spki) const noexcept {
    const auto found =
        std::find_if(keys.begin(), keys.end(), [&](const auto& pair) { return pair.second.key == spki; });
    return found != keys.end() ? &found->second : nullptr;
}

const PreparedObject* AuthorityState::preparedObject(const Digest& digest) const noexcept {
    const auto found = std::find_if(prepared.begin(), prepared.end(),
                                    [&](const PreparedObject& one) { return one.prepared.digest == digest; });
    return found != prepared.end() ? &*found : nullptr;
}

const RequestAccepted* AuthorityState::acceptedRequest(std::string_view input) const noexcept {
    const auto found = std::find_if(accepted.rbegin(), accepted.rend(),
                                    [&](const RequestAccepted& one) { return one.input == input; });
    return found != accepted.rend() ? &*found : nullptr;
}

std::vector<CopiedFile> copiesOf(const AuthorityState& state) {
    std::vector<CopiedFile> copies;
    const auto add = [&](const IssuedObject& issued) {
        for (CopiedFile& copy : copiesOf(issued))
            copies.push_back(std::move(copy));
    };
    for (const auto& [object, certificate] : state.certificates)
        add(certificate);
    for (const IssuedObject& crl : state.crls)
        add(crl);
    for (const RequestAccepted& accepted : state.accepted)
        copies.push_back(copyOf(accepted));
    return copies;
}

const IssuedObject* AuthorityState::issuedAt(std::uint64_t seq) const noexcept {
    for (const auto& [object, certificate] : certificates)
        if (certificate.reference.seq == seq)
            return &certificate;
    const auto found = std::find_if(crls.begin(), crls.end(),
                                    [&](const IssuedObject& crl) { return crl.reference.seq == seq; });
    return found != crls.end() ? &*found : nullptr;
}

const IssuedObject* AuthorityState::newestCrl(const Digest& key) const noexcept {
    const auto found =
        std::find_if(crls.rbegin(), crls.rend(), [&](const IssuedObject& crl) { return crl.key == key; });
    return found != crls.rend() ? &*found : nullptr;
}

bool isKnownToBeSwitched(std::span<const Recorded> entries, const std::string& set) {
    std::optional<std::uint64_t> intent; // the newest one
    for (const Recorded& recorded : entries) {
        const auto* intended = std::get_if<PinSwitchIntended>(&recorded.body);
        const auto* settled = std::get_if<IntentSettled>(&recorded.body);
        if (intended != nullptr && intended->call == "C_SetPIN" && intended->set == set)
            intent = recorded.reference.seq;
        if (settled != nullptr && settled->intent == intent && settled->finding == "done")
            return true;
    }
    return false;
}

std::vector<CopiedFile> copiesOf(const IssuedObject& issued) {
    const bool isCrl = issued.kind == "crl";
    const std::string stem =
        isCrl ? "crls/" + issued.object + "-" + issued.number : "certificates/" + issued.object;
    const std::string pem = pki::pemOf(isCrl ? "X509 CRL" : "CERTIFICATE", issued.bytes);
    return {{stem + ".der", issued.bytes}, {stem + ".pem", base::bytesOf(pem)}};
}

CopiedFile copyOf(const RequestAccepted& accepted) {
    return {"requests/" + accepted.input + "-" + accepted.file.hex().substr(0, 16) + ".csr",
            accepted.request};
}

std::uint64_t AuthorityState::nextGeneration(custody::SetKind kind) const {
    std::uint64_t newest = 0;
    for (const auto& [id, set] : sets)
        if (set.set.id.kind == kind)
            newest = std::max(newest, set.set.id.generation);
    return newest + 1;
}

UtcTime AuthorityState::timeFor(UtcTime system) const {
    const UtcTime wall = system.plusSeconds(clockOffsetTo.seconds - clockOffsetFrom.seconds);
    // The system's clock may be set back while the program is away; the record's time never falls.
    return std::max(wall, lastTime);
}

} // namespace strongroom::authority
