#include "core/authority/due.h"

#include "core/audit/chain.h"
#include "core/authority/replay.h"
#include "core/pki/certificate.h"
#include "core/pki/revocation_list.h"

#include <algorithm>
#include <functional>
#include <tuple>

namespace strongroom::authority {

namespace {

constexpr std::int64_t daySeconds = 24 * 60 * 60;

bool liesOn(const Backup& backup, const std::string& medium) {
    return backup.written.contains(medium) && !backup.destroyed.contains(medium);
}
std::int64_t dayOf(UtcTime time) {
    return time.seconds / daySeconds;
}

class Collector {
public:
    Collector(const AuthorityState& state, const RecordTimes& times) : m_state(state), m_times(times) {}

    Result<DueReport> run() {
        SR_TRY(addCrls());
        SR_TRY(addCertificates());
        addKeysAndMedia();
        addSets();
        for (const auto& [item, bag] : m_state.bags)
            if (!isDestroyed(item))
                m_report.bags.push_back({bag, timeIn(m_times.bags, item)});
        std::stable_sort(m_report.dates.begin(), m_report.dates.end(), [](const Due& one, const Due& other) {
            return std::make_tuple(dayOf(one.when), one.kind, std::cref(one.subject)) <
                   std::make_tuple(dayOf(other.when), other.kind, std::cref(other.subject));
        });
        return std::move(m_report);
    }

private:
    template<typename Map>
    static UtcTime timeIn(const Map& map, const typename Map::key_type& key) {
        const auto found = map.find(key);
        return found != map.end() ? found->second : UtcTime();
    }

    void add(DueKind kind, std::string subject, UtcTime when, std::optional<UtcTime> last = std::nullopt) {
        m_report.dates.push_back({kind, std::move(subject), when, last, std::nullopt});
    }
    // A year after it was done last; at once where it never was, since `since`.
    template<typename Map>
    void addYearly(DueKind kind, std::string subject, const Map& done, const typename Map::key_type& key,
                   UtcTime since) {
        const auto last = done.find(key);
        if (last == done.end())
            add(kind, std::move(subject), since);
        else
            add(kind, std::move(subject), base::plusMonths(last->second, checkUpMonths), last->second);
    }

    Result<void> addCrls() {
        for (const IssuedObject& issued : m_state.crls) {
            if (m_state.newestCrl(issued.key) != &issued)
                continue;
            SR_ASSIGN(const pki::CrlValues crl, pki::readCrl(issued.bytes));
            if (!crl.nextUpdate)
                continue;
            add(DueKind::ceremony, issued.object, crl.nextUpdate->plusSeconds(-ceremonyLeadDays * daySeconds),
                crl.thisUpdate);
            add(DueKind::crl, issued.object, *crl.nextUpdate, crl.thisUpdate);
        }
        return {};
    }

    Result<void> addCertificates() {
        for (const auto& [object, issued] : m_state.certificates) {
            SR_ASSIGN(const pki::CertificateValues certificate, pki::readCertificate(issued.bytes));
            add(DueKind::certificate, object, certificate.validity.notAfter, certificate.validity.notBefore);
            for (const RevocationRecorded& revoked : m_state.revocations)
                if (revoked.serial == issued.number && revoked.issuer != object)
                    m_report.dates.back().revoked = revoked.date;
        }
        return {};
    }

    // Of some key there are no newer blobs that came back from a medium.
    bool isCurrent(const Backup& backup) const {
        return std::any_of(backup.manifest.keys.begin(), backup.manifest.keys.end(),
                           [&](const custody::BackupKey& held) {
                               const KeyState* key = m_state.keyById(held.ckaId);
                               return key != nullptr && key->backup <= backup.number;
                           });
    }
    // It carried backups and all of them are no more; one that was written anew since is there again.
    bool isDestroyed(const std::string& medium) const {
        bool isGone = false;
        for (const auto& [number, backup] : m_state.backups) {
            if (liesOn(backup, medium))
                return false;
            isGone = isGone || backup.destroyed.contains(medium);
        }
        return isGone;
    }

    // A medium is drilled of the newest backup that lies on it, as long as a key's newest blobs are in it.
    void addKeysAndMedia() {
        std::map<std::string, std::uint64_t> newest; // medium
        for (const auto& [number, backup] : m_state.backups)
            for (const std::string& medium : backup.written)
                if (isCurrent(backup) && liesOn(backup, medium))
                    newest[medium] = number;
        for (const auto& [medium, number] : newest)
            addYearly(DueKind::drill, medium, m_times.drilled, {medium, number},
                      timeIn(m_times.written, {medium, number}));
        for (const auto& [name, key] : m_state.keys)
            if (key.intended.purpose == "ca")
                m_report.keys.push_back(
                    {name, key.intended.algorithm, key.token, timeIn(m_times.keys, name)});
    }

    void addSets() {
        for (const auto& [id, set] : m_state.sets) {
            if (set.life == custody::SetState::dead)
                continue;
            LivingSet living{id, set.life, set.threshold(), {}, {}};
            for (const custody::ShareMember& member : set.set.members) {
                if (m_state.holder(member.person) == nullptr)
                    continue;
                living.holders.push_back(member.person);
                // Nobody goes on proving shares of a set that was replaced.
                if (set.life != custody::SetState::retired)
                    addYearly(DueKind::shareProof, id + " " + member.person, m_times.proven,
                              {id, member.person}, timeIn(m_times.prepared, id));
            }
            for (const auto& [device, token] : m_state.tokens)
                if (token.soSet == id || token.userSet == id)
                    living.opens.push_back("token " + token.serial);
            for (const auto& [number, backup] : m_state.backups)
                if (backup.manifest.mbkSet.text() == id)
                    for (const std::string& medium : backup.written)
                        if (liesOn(backup, medium))
                            living.opens.push_back("backup " + std::to_string(number) + " on " + medium);
            m_report.sets.push_back(std::move(living));
        }
    }

    const AuthorityState& m_state;
    const RecordTimes& m_times;
    DueReport m_report;
};

} // namespace

void RecordTimes::take(UtcTime time, const EntryBody& body) {
    if (const auto* generated = std::get_if<KeyGenerated>(&body))
        keys[generated->key] = time;
    else if (const auto* drill = std::get_if<DrillPassed>(&body))
        drilled[{drill->medium, drill->number}] = time;
    else if (const auto* medium = std::get_if<MediumWritten>(&body)) {
        constexpr std::string_view prefix = "keys-";
        const std::string& folder = medium->folder;
        if (folder.starts_with(prefix) &&
            folder.find_first_not_of("0123456789", prefix.size()) == folder.npos &&
            folder.size() > prefix.size() && folder.size() < prefix.size() + 16)
            written[{medium->medium, std::stoull(folder.substr(prefix.size()))}] = time;
    } else if (const auto* set = std::get_if<ShareSetPrepared>(&body))
        prepared[set->set] = time;
    else if (const auto* proof = std::get_if<ShareProven>(&body))
        proven[{proof->set, proof->person}] = time;
    else if (const auto* bag = std::get_if<BagRecorded>(&body))
        bags[bag->item] = time;
}

Result<DueReport> dueOf(const AuthorityState& state, const RecordTimes& times) {
    return Collector(state, times).run();
}

Result<DueReport> dueOf(const std::filesystem::path& record) {
    SR_ASSIGN(audit::ChainReader reader, audit::ChainReader::open(record));
    AuthorityState state;
    RecordTimes times;
    while (true) {
        SR_ASSIGN(const audit::Entry* entry, reader.next());
        if (entry == nullptr)
            break;
        SR_ASSIGN(const EntryBody body, readBody(entry->type, entry->body));
        SR_TRY(apply(state, *entry));
        times.take(entry->time, body);
    }
    if (state.size == 0)
        return Error{ErrorCode::recordBroken, "the record has no entry"};
    return dueOf(state, times);
}

} // namespace strongroom::authority
