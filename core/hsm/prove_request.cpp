#include "core/hsm/prove_request.h"

#include "core/base/canonical.h"
#include "core/base/hex.h"
#include "core/hsm/token.h"
#include "core/hsm/token_request.h"
#include "core/ossl/random.h"

namespace strongroom::hsm {

namespace {

using base::Value;

Result<Bytes> proveOne(Session& session, const UnwrappingKey& mbk, const WrappedProof& key) {
    // The key itself may still be in the token: this copy gets an id of its own.
    SR_ASSIGN(const Bytes id, ossl::randomBytes(20));
    SR_TRY(session.unwrap(mbk, key.blob, {id, "Strongroom drill", key.spki}));
    auto signature = session.signDirect(id, key.spki, key.statement);
    const Result<void> gone = session.destroyObjects(ObjectClass::privateKey, id);
    if (signature && !gone)
        return gone.error();
    return signature;
}

} // namespace

std::string ProveRequest::text() const {
    return base::writeCanonical(tokenRequest(module, serial, keys, [](const WrappedProof& key) {
        return Value()
            .set("blob", base::toBase64(key.blob))
            .set("spki", base::toBase64(key.spki))
            .set("statement", base::toBase64(key.statement));
    }));
}

Result<ProveRequest> ProveRequest::fromText(std::string_view text) {
    SR_ASSIGN(const Value value, base::readCanonical(text));
    base::ObjectReader reader(value);
    ProveRequest request;
    request.serial = reader.text("serial");
    const Value library = reader.object("module");
    const Value::Array list = reader.array("keys");
    SR_TRY(reader.finish());
    SR_ASSIGN(request.module, moduleSpecFrom(library));
    for (const Value& item : list) {
        base::ObjectReader key(item);
        WrappedProof proof;
        proof.blob = key.base64("blob");
        proof.spki = key.base64("spki");
        proof.statement = key.base64("statement");
        SR_TRY(key.finish());
        request.keys.push_back(std::move(proof));
    }
    return request;
}

std::string proveAnswerText(const std::vector<Bytes>& signatures) {
    Value::Array list;
    for (const Bytes& signature : signatures)
        list.push_back(base::toBase64(signature));
    Value value;
    value.set("signatures", std::move(list));
    return base::writeCanonical(value);
}

Result<std::vector<Bytes>> proveAnswerFromText(std::string_view text) {
    SR_ASSIGN(const Value value, base::readCanonical(text));
    base::ObjectReader reader(value);
    const std::vector<std::string> list = reader.texts("signatures");
    SR_TRY(reader.finish());
    std::vector<Bytes> signatures;
    for (const std::string& item : list) {
        SR_ASSIGN(Bytes signature, base::fromBase64(item));
        signatures.push_back(std::move(signature));
    }
    return signatures;
}

Result<std::vector<Bytes>> proveWrappedKeys(const ProveRequest& request, const Secret& userPin,
                                            const Secret& mbk) {
    SR_ASSIGN(std::shared_ptr<Module> module, Module::load(request.module));
    SR_ASSIGN(std::shared_ptr<Token> token, Token::find(module, request.serial));
    SR_ASSIGN(Session session, token->openSession(Access::readWrite));
    SR_TRY(session.login(Role::user, userPin));
    SR_ASSIGN(const UnwrappingKey unwrapping, session.createUnwrappingKey(mbk));
    std::vector<Bytes> signatures;
    for (const WrappedProof& key : request.keys) {
        SR_ASSIGN(Bytes signature, proveOne(session, unwrapping, key));
        signatures.push_back(std::move(signature));
    }
    SR_TRY(session.destroyKey(unwrapping));
    SR_TRY(session.close());
    return signatures;
}

} // namespace strongroom::hsm
