// The end of a ceremony and of the life of an HSM: bags, inventory, erase, close (PROTOCOL P10).
#include "core/authority/replay/fold.h"
#include "core/authority/replay/intents.h"
#include "core/authority/statements.h"
#include "core/ossl/digest.h"

#include <algorithm>

namespace strongroom::authority {

namespace {

bool hasTranscript(const CeremonyState& ceremony) {
    return std::any_of(ceremony.steps.begin(), ceremony.steps.end(), [](const auto& pair) {
        return std::any_of(pair.second.begin(), pair.second.end(), [](const Recorded& recorded) {
            return std::holds_alternative<TranscriptMade>(recorded.body);
        });
    });
}

} // namespace

Result<void> Fold::operator()(const BagRecorded& body) {
    for (const auto& [item, bag] : m_state.bags)
        if (bag.number == body.number && item != body.item)
            return broken("bag " + body.number + " belongs to '" + item + "' already");
    m_state.bags[body.item] = body;
    return {};
}

Result<void> Fold::operator()(const InventoryTaken& body) {
    SR_TRY(needToken(body.device));
    TokenState& token = m_state.tokens[body.device];
    if (token.serial != body.token)
        return broken("an inventory of another token than the one identified");
    token.inventory = body.objects;
    token.inventoryAt = m_entry.seq;
    return {};
}

// Erase is locked (PROTOCOL P10) until every CA key in the HSM can come back from two media whose drill
// passed, and two media carry the record.
Result<void> Fold::operator()(const EraseIntended& body) {
    const Request* request = find(body.request);
    const Bytes order = eraseOrder(body.token, body.inventory, body.checkpoint, body.copies);
    const base::Subject subject{"erase-order", order.size(), ossl::sha256(order)};
    if (request != nullptr && (request->requested.operation != base::nameOf(base::Operation::erase) ||
                               request->requested.subject != subject.text()))
        return broken("an erase of another order than was approved");
    const TokenState* token = m_state.tokenBySerial(body.token);
    if (token == nullptr || token->inventory != body.inventory)
        return broken("an erase of another inventory than was taken");
    for (const auto& [name, key] : m_state.keys)
        if (key.token == body.token && key.intended.purpose == "ca" && key.drilledMedia.size() < 2)
            return broken("an erase while key '" + name + "' has no two media whose drill passed");
    const std::string folder = "record-" + body.checkpoint.substr(0, body.checkpoint.find(':'));
    std::set<std::string> media;
    for (const RecordCopy& copy : body.copies) {
        const auto written = m_state.media.find(copy.medium);
        if (copy.folder != folder || written == m_state.media.end() ||
            !written->second.contains(copy.folder) || !media.insert(copy.medium).second)
            return broken("an erase with a copy of the record that was not written");
    }
    if (media.size() < 2)
        return broken("an erase before two media carry the record");
    tokenWith(body.token)->erasing = EraseStage::nothing;
    return use(body.request);
}

// The record key is destroyed with everything else.
Result<void> Fold::operator()(const ObjectsDestroyed& body) {
    SR_TRY(needErase(body.token));
    SR_TRY(reach(body.token, EraseStage::nothing, EraseStage::destroyed));
    SR_TRY(checkDestroyed(body));
    endKeys(body.token);
    return {};
}

// Of the token's life only the SO set stays: it opens the blank token at the next opening.
Result<void> Fold::operator()(const TokenReset& body) {
    SR_TRY(needErase(body.token));
    // With the button everything is gone at once: only the second look follows.
    const bool isButton = body.how == "button";
    SR_TRY(
        reach(body.token, isButton ? EraseStage::nothing : EraseStage::provenDestroyed, EraseStage::reset));
    endKeys(body.token);
    TokenState& token = *tokenWith(body.token); // `reach` found it
    if (const auto user = m_state.sets.find(token.userSet); user != m_state.sets.end())
        user->second.life = custody::SetState::dead;
    token.userSet.clear();
    token.initialised = token.blankProven = false;
    return {};
}

Result<void> Fold::operator()(const EmptinessProven& body) {
    SR_TRY(needErase(body.token));
    if (!endsErase(EntryBody(body)))
        return reach(body.token, EraseStage::destroyed, EraseStage::provenDestroyed);
    TokenState& token = *tokenWith(body.token);
    if (token.erasing != EraseStage::reset)
        return broken("the parts of an erase are not in their order: the HSM was not reset");
    token.inventory.clear();
    token.inventoryAt = 0;
    forgetErase(body.token);
    return {};
}

Result<void> Fold::operator()(const HsmLost& body) {
    SR_TRY(use(body.request));
    endKeys(body.token);
    return {};
}

// PROTOCOL P10: a ceremony is complete when nothing is left open and the transcript was made.
Result<void> Fold::operator()(const CeremonyClosed& body) {
    const CeremonyState& ceremony = *m_state.ceremony;
    if (ceremony.pendingIntent)
        return broken("a ceremony was closed while an intent has no outcome");
    if (ceremony.abandoned != (body.result == "abandoned"))
        return broken("a ceremony was closed as " + body.result + ", which is not how it ended");
    if (body.result == "complete") {
        if (!ceremony.openExceptions.empty() || ceremony.suspended)
            return broken("a ceremony was closed as complete while it was suspended or an exception is open");
        if (!hasTranscript(ceremony))
            return broken("a ceremony was closed as complete without a transcript");
    }
    m_state.ceremony->closed = true;
    m_state.ceremony->closing = m_reference;
    voidRequests();
    return {};
}

// What the approved order names, all of it. Only where an earlier erase was cut short since the inventory,
// some of it may have been gone.
Result<void> Fold::checkDestroyed(const ObjectsDestroyed& body) const {
    std::vector<std::string> named = pending<EraseIntended>()->inventory, destroyed = body.objects;
    std::sort(named.begin(), named.end());
    std::sort(destroyed.begin(), destroyed.end());
    if (!std::includes(named.begin(), named.end(), destroyed.begin(), destroyed.end()))
        return broken("an object was destroyed that the order for it does not name");
    const TokenState* token = m_state.tokenBySerial(body.token);
    const std::uint64_t since = token != nullptr ? token->inventoryAt : 0;
    const std::uint64_t order = m_state.ceremony->pendingIntent->reference.seq;
    bool begunBefore = false;
    for (const auto& [step, entries] : m_state.ceremony->steps)
        for (const Recorded& recorded : entries)
            begunBefore = begunBefore || (std::holds_alternative<EraseIntended>(recorded.body) &&
                                          recorded.reference.seq > since && recorded.reference.seq < order);
    if (!begunBefore && destroyed != named)
        return broken("an object of the inventory was not destroyed");
    return {};
}

// Part of an erase that follows `before` in the same one, or begins it where an earlier one got that far.
Result<void> Fold::reach(const std::string& serial, EraseStage before, EraseStage stage) {
    TokenState& token = *tokenWith(serial);
    const bool goesOn = token.erasing == before;
    const bool beginsFurtherDown = token.erasing == EraseStage::nothing && token.erased >= before;
    if (!goesOn && !beginsFurtherDown)
        return broken("the parts of an erase are not in their order");
    token.erasing = stage;
    token.erased = std::max(token.erased, stage);
    return {};
}

void Fold::forgetErase(const std::string& serial) {
    if (TokenState* token = tokenWith(serial); token != nullptr)
        token->erased = token->erasing = EraseStage::nothing;
}

Result<void> Fold::needErase(const std::string& serial) const {
    const auto* intended = pending<EraseIntended>();
    if (intended == nullptr || intended->token != serial)
        return broken("an erase without its intent");
    return {};
}

void Fold::endKeys(const std::string& serial) {
    for (auto& [name, key] : m_state.keys)
        if (key.token == serial)
            key.token.clear();
    if (TokenState* token = tokenWith(serial); token != nullptr) {
        token->recordKey = {};
        token->recordKeySince = 0;
    }
}

} // namespace strongroom::authority
