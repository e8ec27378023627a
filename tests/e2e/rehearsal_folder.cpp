#include "rehearsal_folder.h"

#include "core/audit/chain.h"
#include "core/authority/replay.h"
#include "core/authority/verify.h"
#include "core/base/hex.h"
#include "core/base_io/file_layer.h"
#include "core/custody/activation_secret.h"
#include "core/hsm/inventory.h"
#include "core/ossl/key.h"
#include "core/simulator/store.h"

#include <algorithm>
#include <set>

namespace strongroom::test {

namespace {

Error wrong(std::string what) {
    return {ErrorCode::recordBroken, std::move(what)};
}

Result<hsm::ModuleSpec> insert(const std::filesystem::path& store) {
    SR_ASSIGN(simulator::Store token, simulator::Store::open(store.string()));
    SR_TRY(token.insert());
    return token.moduleSpec();
}

} // namespace

Result<RehearsalFolder> RehearsalFolder::open(const std::filesystem::path& folder) {
    SR_ASSIGN(authority::AuthorityState state, authority::replay(folder / "authority" / "record.jsonl"));
    if (!state.ceremony)
        return wrong("the record has no ceremony");
    return RehearsalFolder(folder, std::move(state));
}

Result<std::vector<std::string>> RehearsalFolder::types() const {
    SR_ASSIGN(audit::ChainReader reader, audit::ChainReader::open(m_folder / "authority" / "record.jsonl"));
    std::vector<std::string> types;
    while (true) {
        SR_ASSIGN(const audit::Entry* entry, reader.next());
        if (entry == nullptr)
            break;
        types.push_back(entry->type);
    }
    if (!reader.tornTail().empty())
        return wrong("the record ends in a torn line");
    return types;
}

Result<RehearsalFolder::Card*> RehearsalFolder::card(const std::string& person) {
    if (const auto found = m_cards.find(person); found != m_cards.end())
        return &found->second;
    const custody::Officer* officer = m_state.roster.byPerson(person);
    if (officer == nullptr)
        return Error{ErrorCode::tokenMissing, person + " is not on the roster"};
    // After a loss the person's card is marked otherwise.
    SR_ASSIGN(const std::vector<std::string> tray, base_io::listFolder(m_folder / "simulator" / "cards"));
    for (const std::string& marked : tray) {
        if (marked != person && !marked.starts_with(person + "-"))
            continue;
        SR_ASSIGN(const hsm::ModuleSpec spec, insert(m_folder / "simulator" / "cards" / marked));
        SR_ASSIGN(std::shared_ptr<hsm::Module> module, hsm::Module::load(spec));
        auto token = hsm::Token::find(std::move(module), officer->serial);
        if (!token)
            continue;
        SR_ASSIGN(hsm::Session session, (*token)->openSession(hsm::Access::readWrite));
        SR_ASSIGN(const Secret pin, custody::trainingCardPin(m_state.authority, marked));
        SR_TRY(session.login(hsm::Role::user, pin));
        const auto [at, inserted] = m_cards.emplace(person, Card{std::move(*token), std::move(session)});
        return &at->second;
    }
    return Error{ErrorCode::tokenMissing, "the card of " + person + " is not on the tray"};
}

Result<Bytes> RehearsalFolder::envelope(const std::string& set, std::uint64_t member) const {
    return base_io::readRegularFile(
        m_folder / "authority" / "envelopes" / set / (std::to_string(member) + ".der"), 64 * 1024);
}

Result<custody::OpenedShare> RehearsalFolder::openEnvelope(const std::string& set, std::uint64_t member,
                                                           ByteView envelope, const std::string& person) {
    SR_ASSIGN(Card * own, card(person));
    const Bytes& spki = m_state.roster.byPerson(person)->decryptSpki;
    SR_ASSIGN(const std::vector<hsm::ObjectFacts> objects, own->session.listObjects());
    for (const hsm::ObjectFacts& object : objects) {
        if (object.objectClass != hsm::ObjectClass::privateKey)
            continue;
        const auto found = own->session.spkiOf(object.id);
        if (!found || *found != spki)
            continue;
        SR_ASSIGN(const ossl::PrivateKey key, own->token->privateKey(object.id, spki));
        SR_ASSIGN(custody::Slip39Share share,
                  custody::openShare(m_state.sets.at(set).set, member, envelope, key));
        return custody::OpenedShare{member, std::move(share)};
    }
    return Error{ErrorCode::objectMissing, "the card of " + person + " has not its decryption key"};
}

Result<custody::OpenedShare> RehearsalFolder::openShare(const std::string& set, const std::string& person) {
    const custody::ShareMember* member = m_state.sets.at(set).set.memberOf(person);
    if (member == nullptr)
        return Error{ErrorCode::shareForeign, person + " holds no share of " + set};
    SR_ASSIGN(const Bytes sealed, envelope(set, member->member));
    return openEnvelope(set, member->member, sealed, person);
}

Result<Secret> RehearsalFolder::secret(const std::string& set, const std::vector<std::string>& persons) {
    std::vector<custody::OpenedShare> shares;
    for (const std::string& person : persons) {
        SR_ASSIGN(custody::OpenedShare share, openShare(set, person));
        shares.push_back(std::move(share));
    }
    return custody::rebuildSecret(m_state.sets.at(set).set, shares);
}

Result<Secret> RehearsalFolder::pin(const std::string& set, const Secret& secret) const {
    // SoftHSM2 takes PINs of 4 to 255 bytes; P7 makes that 4 to 32.
    return custody::derivePin(secret, m_state.authority, m_state.sets.at(set).set.id, custody::PinRules{});
}

Result<std::shared_ptr<hsm::Token>> RehearsalFolder::token(const std::string& device) {
    SR_ASSIGN(const hsm::ModuleSpec spec, insert(m_folder / "simulator" / "hsm" / device));
    SR_ASSIGN(std::shared_ptr<hsm::Module> module, hsm::Module::load(spec));
    return hsm::Token::find(std::move(module), m_state.tokens.at(device).serial);
}

// As a stranger with the anchor from paper.
Result<void> RehearsalFolder::checkRecord() const {
    SR_ASSIGN(const authority::VerifyReport report,
              authority::verifyFolder(m_folder / "authority", {m_state.anchor, std::nullopt, std::nullopt}));
    if (!report.anchored || !report.closed)
        return wrong("the record is not one of a closed ceremony");
    if (!report.warnings.empty())
        return wrong("the record is not quite right: " + report.warnings.front());
    return {};
}

Result<void> RehearsalFolder::checkEntries() const {
    SR_ASSIGN(audit::ChainReader reader, audit::ChainReader::open(m_folder / "authority" / "record.jsonl"));
    authority::AuthorityState before;
    std::map<std::string, int> generated;
    while (true) {
        SR_ASSIGN(const audit::Entry* entry, reader.next());
        if (entry == nullptr)
            break;
        SR_ASSIGN(const authority::EntryBody body, authority::readBody(entry->type, entry->body));
        if (const auto* key = std::get_if<authority::KeyGenerated>(&body))
            ++generated[key->key];
        if (const auto* pin = std::get_if<authority::PinSwitchIntended>(&body);
            pin != nullptr && pin->call == "C_InitToken")
            for (const auto& [name, key] : before.keys)
                if (key.token == pin->token)
                    return wrong("the HSM was initialised again while it held key '" + name + "'");
        SR_TRY(authority::apply(before, *entry));
    }
    if (!reader.tornTail().empty())
        return wrong("the record ends in a torn line");
    if (generated["root-key"] != 1)
        return wrong("the root key was not generated exactly once on record");
    if (generated["record-key"] != static_cast<int>(m_state.ceremonies))
        return wrong("a ceremony has not exactly one record key of its own");
    if (m_state.ceremony->pendingIntent)
        return wrong("an intent has no outcome");
    return {};
}

// The HSM holds the keys on record, each a pair, and nothing else; an erased one is blank.
Result<void> RehearsalFolder::checkHsm() {
    const authority::TokenState& life = m_state.tokens.at("primary");
    SR_ASSIGN(const std::shared_ptr<hsm::Token> hsm, token("primary"));
    if (life.userSet.empty()) {
        SR_ASSIGN(const Secret shared, secret(life.soSet, {"officer-1", "officer-3", "officer-5"}));
        SR_ASSIGN(const Secret soPin, pin(life.soSet, shared));
        SR_ASSIGN(const hsm::BlankCase proof, hsm::proveBlank(*hsm, &soPin));
        return proof == hsm::BlankCase::knownSecurityOfficer ? Result<void>()
                                                             : wrong("the HSM is not ours any more");
    }
    SR_ASSIGN(const Secret shared, secret(life.userSet, {"officer-1", "officer-3", "officer-5"}));
    SR_ASSIGN(const Secret userPin, pin(life.userSet, shared));
    SR_ASSIGN(hsm::Session session, hsm->openSession(hsm::Access::readWrite));
    SR_TRY(session.login(hsm::Role::user, userPin));
    SR_ASSIGN(const std::vector<hsm::ObjectFacts> objects, session.listObjects());
    std::multiset<std::string> found, expected;
    for (const hsm::ObjectFacts& object : objects)
        found.insert(std::string(hsm::nameOf(object.objectClass)) + " " + base::toHex(object.id));
    for (const auto& [name, key] : m_state.keys) {
        if (key.token != life.serial)
            continue;
        expected.insert("private-key " + key.intended.ckaId);
        expected.insert("public-key " + key.intended.ckaId);
        SR_ASSIGN(const Bytes id, base::fromHex(key.intended.ckaId));
        SR_ASSIGN(const Bytes spki, session.spkiOf(id));
        if (spki != key.spki)
            return wrong("the HSM's " + name + " is another key than on record");
    }
    if (found != expected) {
        std::string list;
        for (const hsm::ObjectFacts& object : objects)
            list += "\n  " + object.describe();
        return wrong("the HSM's objects are not those on record:" + list);
    }
    return session.close();
}

Result<void> RehearsalFolder::checkEnd() {
    SR_TRY(checkEntries());
    SR_TRY(checkRecord());
    return checkHsm();
}

} // namespace strongroom::test
