// settle: after a crash or a failed call, an intent without outcome. It is looked into, what is half there is
// removed, and the finding is recorded; the machine then asks for the act again. Never a second key, number
// or signature out of one intent.
#include "core/base/hex.h"
#include "core/engine/perform.h"

#include <algorithm>

namespace strongroom::engine {

namespace {

class Settler {
public:
    Settler(Workbench& bench, std::uint64_t intent) : m_bench(bench), m_intent(intent) {}

    // Cards are looked at when their officer unlocks them: whatever an attempt left there is removed before
    // the next one (Cards::initialise, Cards::generateKeys).
    Result<void> operator()(const authority::CardInitIntended&) {
        return finding("not-done", "the card is made anew");
    }
    Result<void> operator()(const authority::CardKeysIntended&) {
        return finding("not-done", "keys of this attempt are removed before the next one");
    }

    Result<void> operator()(const authority::PinSwitchIntended& intent) {
        if (intent.call == "C_SetPIN") {
            if (isAbandoned() && !m_bench.devices.token(intent.device, intent.token))
                return givenUp();
            SR_ASSIGN(const std::string word, lookAtSoPin(m_bench, intent));
            return finding(word.c_str(), word == "done" ? "the HSM has the new SO PIN, of " + intent.set
                                                        : "the HSM has the old SO PIN; it is changed again");
        }
        if (intent.call != "C_InitToken")
            return finding("not-done", "the same PIN is set once more");
        if (m_bench.devices.token(intent.device, intent.token))
            return finding("not-done", "the token is as it was before");
        if (m_bench.devices.tokenWithLabel(intent.device, intent.label))
            return finding("undone", "the token was initialised; it is initialised again with the same PIN");
        if (isAbandoned())
            return givenUp();
        return Error{
            ErrorCode::tokenMissing,
            "the HSM '" + intent.device +
                "' shows neither a blank token nor the one that was being made: it was damaged "
                "while it was initialised, before any key; abandon this ceremony, and begin another one with "
                "another HSM"};
    }

    Result<void> operator()(const authority::KeyGenerationIntended& intent) {
        if (isAbandoned())
            return givenUp();
        SR_ASSIGN(hsm::Session * session, sessionWith(intent.token, "key generation"));
        return removeUnknownKeys(*session, "");
    }

    // What is half there of the key goes; it is restored again under a new approval.
    Result<void> operator()(const authority::RestoreIntended& intent) {
        if (isAbandoned())
            return givenUp();
        SR_ASSIGN(hsm::Session * session, sessionWith(intent.token, "restore"));
        return removeUnknownKeys(*session, intent.ckaId);
    }

    // The wrapping key died with its session, and blobs that are on no record are used by nobody.
    Result<void> operator()(const authority::WrapIntended&) {
        return finding("not-done", "no wrapped key of this attempt was kept; the keys are wrapped anew");
    }
    // What lies on the medium is looked at when it is written again: a whole folder is compared and kept, a
    // half one removed.
    Result<void> operator()(const authority::MediumWriteIntended&) {
        return finding("not-done", "the medium is looked at and written again");
    }
    Result<void> operator()(const authority::DrillIntended&) {
        return finding("not-done", "the restored keys died with their process; the drill is done again");
    }
    // The next attempt reads the attribute first: the token may have taken the change.
    Result<void> operator()(const authority::AttributeChangeIntended&) {
        return finding("not-done", "the attribute is read, and changed where it is not yet as intended");
    }

    // What was destroyed or reset is on record; the rest is done under a new approval, which looks first.
    Result<void> operator()(const authority::EraseIntended&) {
        return finding("not-done", "the HSM is looked at, and cleared as far as it is not yet");
    }

    // The HSM may have signed or not, and nobody can tell: whatever came out was never released. Its number
    // is burned and its approval void; the next attempt has a new number and new approvals (PROTOCOL P10).
    Result<void> operator()(const authority::SignatureIntended& intent) {
        const authority::PreparedObject* prepared = m_bench.state().preparedObject(intent.digest);
        return m_bench.record(authority::SignatureUnknownNotReleased{m_intent, prepared->prepared.number});
    }

    template<typename Other>
    Result<void> operator()(const Other& other) {
        return Error{ErrorCode::unsupported,
                     "this version cannot settle an intent '" + std::string(other.type) + "'"};
    }

private:
    // The open session with the token of this serial; `work` was not finished there.
    Result<hsm::Session*> sessionWith(const std::string& serial, const std::string& work) {
        for (const auto& [device, token] : m_bench.state().tokens) {
            if (token.serial != serial)
                continue;
            if (hsm::Session* session = m_bench.devices.session(device))
                return session;
            return Error{ErrorCode::notNow,
                         "the HSM '" + device + "' must be opened to see what became of a key"};
        }
        return Error{ErrorCode::tokenMissing, "the HSM of an unfinished " + work + " is not known"};
    }

    // A key that no entry knows was never used: it goes, and is generated anew under another id. A generation
    // that was killed can also leave objects without id.
    // `unfinished`: a CKA_ID that is known and not in the HSM by the record.
    Result<void> removeUnknownKeys(hsm::Session& session, const std::string& unfinished) {
        std::uint64_t removed = 0;
        SR_ASSIGN(const std::vector<hsm::ObjectFacts> objects, session.listObjects());
        for (const hsm::ObjectFacts& object : objects) {
            const bool isKey = object.objectClass == hsm::ObjectClass::privateKey ||
                               object.objectClass == hsm::ObjectClass::publicKey ||
                               (object.objectClass == hsm::ObjectClass::other &&
                                object.id.empty()); // not even its class was set
            const std::string id = base::toHex(object.id);
            if (!isKey || (id != unfinished && m_bench.state().keyById(id) != nullptr))
                continue;
            SR_TRY(session.destroyObject(object));
            ++removed;
        }
        return removed == 0
                   ? finding("not-done", "no object of it is in the HSM")
                   : finding("undone", std::to_string(removed) + " objects that no entry knows were removed");
    }

    // Nobody opens the HSM again for a ceremony that was abandoned. What lies in it is on record as intended,
    // and the next ceremony finds it.
    bool isAbandoned() const { return m_bench.state().ceremony->abandoned; }
    Result<void> givenUp() {
        return finding("given-up", "the ceremony was abandoned; nobody looked what became of it");
    }

    Result<void> finding(const char* word, std::string detail) {
        return m_bench.record(authority::IntentSettled{m_intent, word, std::move(detail)});
    }

    Workbench& m_bench;
    std::uint64_t m_intent;
};

} // namespace

Result<void> settle(Workbench& bench, std::uint64_t intent) {
    const auto& pending = bench.state().ceremony->pendingIntent;
    if (!pending || pending->reference.seq != intent)
        return Error{ErrorCode::badArgument, "there is no such open intent"};
    return std::visit(Settler(bench, intent), authority::EntryBody(pending->body));
}

} // namespace strongroom::engine
