// The officers' cards in their readers. A card is known by its serial; its keys are found by their public
// halves, never by label. One login a card; PINs are handed through and not kept. Errors name the person.
#pragma once

#include "core/api/step.h"
#include "core/custody/roster.h"
#include "core/engine/site.h"
#include "core/hsm/token.h"

#include <map>
#include <memory>
#include <optional>

namespace strongroom::engine {

class Cards {
public:
    static Result<Cards> open(const std::vector<SiteReader>& readers);

    // Looks at every reader again. Cards that were pulled are locked and forgotten.
    Result<void> poll(const custody::Roster& roster);
    const std::vector<api::Reader>& readers() const noexcept { return m_seen; }
    // Whose cards they are by this roster, as far as they were seen: no call to a card.
    void recognise(const custody::Roster& roster);

    // The card of the person, logged in; tokenMissing when it is in no reader. Without a PIN it is asked for
    // at the reader. Where a card does not tell how many tries it has left they are counted here, and the
    // last one is never used (pinLastTry).
    Result<void> unlock(const std::string& person, const Secret* pin);
    void lock(const std::string& person) noexcept;
    void lockAll() noexcept;

    // Gives a blank card its PINs. `label` marks whose it will be.
    Result<std::string> initialise(const std::string& reader, const Secret& soPin, const Secret& pin,
                                   const std::string& label);
    // Logs in to the card in `reader` that belongs to nobody yet, for enrolment.
    Result<void> unlockReader(const std::string& reader, const Secret& pin);
    // Generates on the card in `reader` (after removing everything on it): SPKI of the signing and, unless
    // `decryptId` is empty, of the decryption key.
    struct CardKeys {
        Bytes signSpki, decryptSpki;
    };
    Result<CardKeys> generateKeys(const std::string& reader, const Bytes& signId, const Bytes& decryptId);

    // Signs with the card that holds this key; verified in software before it is answered.
    Result<Bytes> sign(ByteView spki, std::string_view algorithm, ByteView message);
    Result<ossl::PrivateKey> key(ByteView spki);

    // 32 bytes of the generator of any card that is in a reader; tokenMissing when there is none.
    Result<Secret> random();

    Result<std::string> serialIn(const std::string& reader) const;

private:
    struct Slot {
        std::string name;
        std::shared_ptr<hsm::Module> module;
        std::shared_ptr<hsm::Token> token; // of the card that is in
        std::optional<hsm::Session> session;
        bool wasPresent = false;
        bool damaged = false; // a card is in, but does not answer
    };

    Slot* slotOf(const std::string& reader) noexcept;
    Slot* slotOfPerson(const std::string& person) noexcept;
    Result<Slot*> slotWithKey(ByteView spki, Bytes& id);
    Result<void> login(Slot& slot, const Secret* pin);
    void showTries(api::Reader& seen, const hsm::TokenFacts& token) const;

    std::vector<Slot> m_slots;
    std::vector<api::Reader> m_seen;              // one for each slot, in order
    std::map<std::string, std::uint64_t> m_wrong; // serial -> wrong PINs since the last right one
};

} // namespace strongroom::engine
