#include "core/hsm/emptiness.h"

#include "core/base/canonical.h"
#include "core/base/hex.h"
#include "core/hsm/inventory.h"
#include "core/hsm/token.h"
#include "core/hsm/token_request.h"

namespace strongroom::hsm {

namespace {

using base::Value;

Result<std::string> proveDestroyed(Token& token, const EmptinessRequest& request, const Secret& pin) {
    SR_ASSIGN(Session session, token.openSession(Access::readWrite));
    SR_TRY(session.login(Role::user, pin));
    SR_ASSIGN(const Inventory inventory, takeInventory(session));
    if (!inventory.objects.empty())
        return Error{ErrorCode::tokenNotBlank, std::to_string(inventory.objects.size()) +
                                                   " objects are still there, first " +
                                                   inventory.objects.front().describe()};
    // A token may leave out of its list what it would still use.
    for (const EmptinessRequest::Key& key : request.keys)
        if (session.signDirect(key.id, key.spki, base::viewOf("a key that was destroyed")))
            return Error{ErrorCode::tokenLied,
                         "key " + base::toHex(key.id) + " is not listed any more, and still signs"};
    SR_TRY(session.close());
    return std::string("no objects, no signature");
}

} // namespace

const char* nameOf(ErasureStage stage) noexcept {
    return stage == ErasureStage::destroyed ? "destroyed" : "reset";
}

std::string EmptinessRequest::text() const {
    Value value = tokenRequest(module, serial, keys, [](const Key& key) {
        return Value().set("id", base::toHex(key.id)).set("spki", base::toBase64(key.spki));
    });
    value.set("stage", nameOf(stage));
    return base::writeCanonical(value);
}

Result<EmptinessRequest> EmptinessRequest::fromText(std::string_view text) {
    SR_ASSIGN(const Value value, base::readCanonical(text));
    base::ObjectReader reader(value);
    EmptinessRequest request;
    request.serial = reader.text("serial");
    const std::string stage = reader.text("stage");
    const Value library = reader.object("module");
    const Value::Array list = reader.array("keys");
    SR_TRY(reader.finish());
    SR_ASSIGN(request.module, moduleSpecFrom(library));
    if (stage != nameOf(ErasureStage::destroyed) && stage != nameOf(ErasureStage::reset))
        return Error{ErrorCode::badFormat, "there is no stage '" + stage + "' of an erase"};
    request.stage = stage == nameOf(ErasureStage::reset) ? ErasureStage::reset : ErasureStage::destroyed;
    for (const Value& item : list) {
        base::ObjectReader key(item);
        const std::string id = key.text("id");
        Bytes spki = key.base64("spki");
        SR_TRY(key.finish());
        SR_ASSIGN(Bytes idBytes, base::fromHex(id));
        request.keys.push_back({std::move(idBytes), std::move(spki)});
    }
    return request;
}

Result<std::string> proveEmpty(const EmptinessRequest& request, const Secret& pin) {
    SR_ASSIGN(std::shared_ptr<Module> module, Module::load(request.module));
    SR_ASSIGN(std::shared_ptr<Token> token, Token::find(module, request.serial));
    if (request.stage == ErasureStage::destroyed)
        return proveDestroyed(*token, request, pin);
    SR_ASSIGN(const BlankCase proof, proveBlank(*token, &pin));
    return std::string(nameOf(proof));
}

} // namespace strongroom::hsm
