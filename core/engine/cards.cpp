#include "core/engine/cards.h"

#include "core/ossl/key.h"

#include <algorithm>

namespace strongroom::engine {

namespace {

// Of a card that does not tell: the fewest after which real ones lock.
constexpr std::uint64_t usualTries = 3;

// A card that a crash caught while it was written: nothing that is done to it here makes it good again.
Error lostCard(const std::string& reader, const std::string& what, std::optional<unsigned long> ckRv = {}) {
    return {ErrorCode::tokenMissing,
            "the card in reader '" + reader + "' " + what +
                ": take a new card for this person (a rehearsal begins again in a new folder)",
            ckRv};
}

bool isLoggedIn(hsm::Session& session) {
    const auto state = session.loginState();
    return state && *state == hsm::LoginState::user;
}

} // namespace

Result<Cards> Cards::open(const std::vector<SiteReader>& readers) {
    Cards cards;
    for (const SiteReader& reader : readers) {
        SR_ASSIGN(std::shared_ptr<hsm::Module> module, hsm::Module::load(reader.module));
        Slot slot;
        slot.name = reader.name;
        slot.module = std::move(module);
        cards.m_slots.push_back(std::move(slot));
        cards.m_seen.push_back({reader.name, false, false, "", "", false});
    }
    return cards;
}

Result<void> Cards::poll(const custody::Roster& roster) {
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        Slot& slot = m_slots[i];
        api::Reader& seen = m_seen[i];
        SR_ASSIGN(std::vector<hsm::SlotFacts> facts, slot.module->listSlots());
        const auto isCard = [](const hsm::SlotFacts& one) { return one.tokenPresent && one.token; };
        const bool present = std::any_of(facts.begin(), facts.end(), isCard);
        // A card that was cut short while it was written may be in its reader and say nothing any more.
        slot.damaged = !present && std::any_of(facts.begin(), facts.end(),
                                               [](const hsm::SlotFacts& one) { return one.tokenPresent; });
        if (!present) {
            slot.session.reset();
            slot.token.reset();
            slot.wasPresent = false;
            // It is in, and nobody's: whoever wants to use it is told (serialIn).
            seen = {slot.name, slot.damaged, false, "", "", false};
            continue;
        }
        // Out and in again between two looks: nobody is logged in to it any more.
        if (slot.session && !isLoggedIn(*slot.session))
            slot.wasPresent = false;
        if (!slot.wasPresent) {
            // What was in the module's memory of an earlier card is gone with it.
            slot.session.reset();
            slot.token.reset();
            SR_TRY(slot.module->restart());
            SR_ASSIGN(facts, slot.module->listSlots());
            slot.wasPresent = true;
        }
        // SoftHSM2 always shows one more, blank slot: an initialised token is the card, if there is one.
        const auto initialised = std::find_if(facts.begin(), facts.end(), [&](const hsm::SlotFacts& one) {
            return isCard(one) && one.token->initialised;
        });
        seen.reader = slot.name;
        seen.cardPresent = true;
        seen.blank = initialised == facts.end();
        seen.serial = seen.blank ? "" : initialised->token->serial;
        seen.triesLeft.reset();
        if (!seen.blank)
            showTries(seen, *initialised->token);
        seen.unlocked = slot.session.has_value();
    }
    recognise(roster);
    return {};
}

void Cards::recognise(const custody::Roster& roster) {
    for (api::Reader& seen : m_seen) {
        seen.person.clear();
        for (const custody::Officer& officer : roster.officers())
            if (seen.cardPresent && !seen.blank && officer.serial == seen.serial)
                seen.person = officer.person;
    }
}

Cards::Slot* Cards::slotOf(const std::string& reader) noexcept {
    const auto found =
        std::find_if(m_slots.begin(), m_slots.end(), [&](const Slot& slot) { return slot.name == reader; });
    return found != m_slots.end() ? &*found : nullptr;
}

Cards::Slot* Cards::slotOfPerson(const std::string& person) noexcept {
    for (const api::Reader& seen : m_seen)
        if (seen.cardPresent && seen.person == person)
            return slotOf(seen.reader);
    return nullptr;
}

void Cards::showTries(api::Reader& seen, const hsm::TokenFacts& token) const {
    const auto wrong = m_wrong.find(token.serial);
    const std::uint64_t counted = wrong != m_wrong.end() ? wrong->second : 0;
    seen.hasPinPad = token.protectedAuthenticationPath;
    seen.triesLeft = usualTries - std::min(counted, usualTries);
    if (token.userPinFinalTry)
        seen.triesLeft = 1;
    if (token.userPinLocked)
        seen.triesLeft = 0;
}

Result<void> Cards::login(Slot& slot, const Secret* pin) {
    SR_ASSIGN(slot.token, [&]() -> Result<std::shared_ptr<hsm::Token>> {
        SR_ASSIGN(const std::string serial, serialIn(slot.name));
        return hsm::Token::find(slot.module, serial);
    }());
    SR_ASSIGN(hsm::Session session, slot.token->openSession(hsm::Access::readWrite));
    const std::string serial = slot.token->serial();
    if (m_wrong[serial] + 1 >= usualTries)
        return Error{ErrorCode::pinLastTry, "one more wrong PIN might lock the card: it was not tried"};
    const Result<void> tried =
        pin != nullptr ? session.login(hsm::Role::user, *pin) : session.loginAtPinPad(hsm::Role::user);
    m_wrong[serial] = tried ? 0 : m_wrong[serial] + (tried.error().code == ErrorCode::pinWrong ? 1 : 0);
    for (api::Reader& seen : m_seen)
        if (seen.reader == slot.name) {
            seen.unlocked = tried.has_value();
            seen.triesLeft = usualTries - m_wrong[serial];
        }
    if (!tried)
        return tried;
    slot.session = std::move(session);
    return {};
}

Result<void> Cards::unlock(const std::string& person, const Secret* pin) {
    Slot* slot = slotOfPerson(person);
    if (slot == nullptr) {
        for (const api::Reader& seen : m_seen)
            if (seen.cardPresent && seen.serial.empty())
                return lostCard(seen.reader, "is blank, or has lost all that was on it, and the card of " +
                                                 person + " is in no other");
        return Error{ErrorCode::tokenMissing, "the card of " + person + " is in no reader"};
    }
    if (slot->session)
        return {};
    if (const auto done = login(*slot, pin); !done)
        return Error{done.error().code, "the card of " + person + ": " + done.error().detail,
                     done.error().ckRv};
    return {};
}

void Cards::lock(const std::string& person) noexcept {
    if (Slot* slot = slotOfPerson(person))
        slot->session.reset();
    for (api::Reader& seen : m_seen)
        if (seen.person == person)
            seen.unlocked = false;
}

void Cards::lockAll() noexcept {
    for (Slot& slot : m_slots)
        slot.session.reset();
    for (api::Reader& seen : m_seen)
        seen.unlocked = false;
}

Result<std::string> Cards::serialIn(const std::string& reader) const {
    for (const Slot& slot : m_slots)
        if (slot.name == reader && slot.damaged)
            return lostCard(reader, "does not answer any more");
    for (const api::Reader& seen : m_seen)
        if (seen.reader == reader && seen.cardPresent && !seen.blank)
            return seen.serial;
    for (const api::Reader& seen : m_seen)
        if (seen.reader == reader && seen.cardPresent)
            return lostCard(reader, "is blank, or has lost all that was on it");
    return Error{ErrorCode::tokenMissing, "no initialised card lies in reader '" + reader + "'"};
}

Result<std::string> Cards::initialise(const std::string& reader, const Secret& soPin, const Secret& pin,
                                      const std::string& label) {
    Slot* slot = slotOf(reader);
    if (slot == nullptr)
        return Error{ErrorCode::tokenMissing, "there is no reader '" + reader + "'"};
    slot->session.reset();
    SR_ASSIGN(const std::vector<hsm::SlotFacts> facts, slot->module->listSlots());
    const auto initialised = std::find_if(facts.begin(), facts.end(), [](const hsm::SlotFacts& one) {
        return one.tokenPresent && one.token && one.token->initialised;
    });
    // An initialised card is taken only when an earlier attempt of ours left it: it carries our label.
    if (initialised != facts.end() && initialised->token->label != label)
        return Error{ErrorCode::tokenNotBlank, "the card in reader '" + reader + "' is not blank"};
    auto found = initialised != facts.end() ? hsm::Token::find(slot->module, initialised->token->serial)
                                            : hsm::Token::findBlank(slot->module, "");
    if (!found)
        return lostCard(reader, "has neither a token nor room for one (" + found.error().detail + ")");
    const std::shared_ptr<hsm::Token> token = std::move(*found);
    auto made = token->initialise(soPin, label);
    if (!made && initialised != facts.end())
        return lostCard(reader, "was left half made and cannot be made anew (" + made.error().detail + ")",
                        made.error().ckRv);
    SR_ASSIGN(const std::string serial, std::move(made));
    SR_ASSIGN(hsm::Session session, token->openSession(hsm::Access::readWrite));
    SR_TRY(session.login(hsm::Role::securityOfficer, soPin));
    SR_TRY(session.initialiseUserPin(pin));
    SR_TRY(session.close());
    slot->token = token;
    for (api::Reader& seen : m_seen)
        if (seen.reader == reader) {
            seen.blank = false;
            seen.serial = serial;
        }
    return serial;
}

Result<void> Cards::unlockReader(const std::string& reader, const Secret& pin) {
    Slot* slot = slotOf(reader);
    if (slot == nullptr)
        return Error{ErrorCode::tokenMissing, "there is no reader '" + reader + "'"};
    return slot->session ? Result<void>() : login(*slot, &pin);
}

Result<Cards::CardKeys> Cards::generateKeys(const std::string& reader, const Bytes& signId,
                                            const Bytes& decryptId) {
    Slot* slot = slotOf(reader);
    if (slot == nullptr || !slot->session)
        return Error{ErrorCode::notNow, "the card in reader '" + reader + "' is not unlocked"};
    // A card that is being enrolled holds nothing of use: what an attempt that was cut short left is removed.
    SR_ASSIGN(const std::vector<hsm::DestroyFailure> left, slot->session->destroyAll());
    if (!left.empty())
        return Error{ErrorCode::tokenLied, "the card keeps an object that cannot be removed"};
    CardKeys keys;
    SR_ASSIGN(keys.signSpki, slot->session->generateKeyPair(
                                 {"P-256", signId, "Strongroom signing", hsm::KeyPurpose::cardSigning}));
    if (!decryptId.empty()) {
        SR_ASSIGN(keys.decryptSpki, slot->session->generateKeyPair({"P-256", decryptId, "Strongroom shares",
                                                                    hsm::KeyPurpose::cardDecryption}));
    }
    return keys;
}

Result<Cards::Slot*> Cards::slotWithKey(ByteView spki, Bytes& id) {
    for (Slot& slot : m_slots) {
        if (!slot.session)
            continue;
        SR_ASSIGN(const std::vector<hsm::ObjectFacts> objects, slot.session->listObjects());
        for (const hsm::ObjectFacts& object : objects) {
            if (object.objectClass != hsm::ObjectClass::privateKey)
                continue;
            const auto found = slot.session->spkiOf(object.id);
            if (found && base::equalBytes(*found, spki)) {
                id = object.id;
                return &slot;
            }
        }
    }
    return Error{ErrorCode::tokenMissing, "the card with this key is not in a reader and unlocked"};
}

Result<ossl::PrivateKey> Cards::key(ByteView spki) {
    Bytes id;
    SR_ASSIGN(Slot * slot, slotWithKey(spki, id));
    return slot->token->privateKey(id, spki);
}

Result<Bytes> Cards::sign(ByteView spki, std::string_view algorithm, ByteView message) {
    SR_ASSIGN(const ossl::SignatureAlgorithm wanted, ossl::signatureAlgorithmFromName(algorithm));
    SR_ASSIGN(const ossl::PublicKey publicKey, ossl::PublicKey::fromSpki(spki));
    SR_ASSIGN(const ossl::PrivateKey key, this->key(spki));
    SR_ASSIGN(Bytes signature, key.sign(wanted, message));
    if (const auto verified = publicKey.verify(wanted, message, signature); !verified)
        return Error{ErrorCode::tokenLied, "the card answered a signature that does not verify"};
    return signature;
}

Result<Secret> Cards::random() {
    for (Slot& slot : m_slots) {
        if (!slot.wasPresent)
            continue;
        SR_ASSIGN(Secret random, Secret::make(32));
        if (slot.session) {
            SR_TRY(slot.session->fillRandom(random));
            return random;
        }
        const auto serial = serialIn(slot.name);
        if (!serial)
            continue;
        SR_ASSIGN(std::shared_ptr<hsm::Token> token, hsm::Token::find(slot.module, *serial));
        SR_ASSIGN(hsm::Session session, token->openSession(hsm::Access::readOnly));
        SR_TRY(session.fillRandom(random));
        SR_TRY(session.close());
        return random;
    }
    return Error{ErrorCode::tokenMissing, "no card is in a reader, whose generator is needed"};
}

} // namespace strongroom::engine
