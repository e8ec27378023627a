#include "core/hsm/attributes.h"
#include "core/hsm/key_template.h"
#include "core/hsm/session.h"

#include <algorithm>

namespace strongroom::hsm {

namespace {

constexpr std::string_view application = "Strongroom";

ObjectClass classOf(std::optional<CK_ULONG> value) {
    switch (value.value_or(CKO_VENDOR_DEFINED)) {
    case CKO_DATA: return ObjectClass::data;
    case CKO_CERTIFICATE: return ObjectClass::certificate;
    case CKO_PUBLIC_KEY: return ObjectClass::publicKey;
    case CKO_PRIVATE_KEY: return ObjectClass::privateKey;
    case CKO_SECRET_KEY: return ObjectClass::secretKey;
    default: return ObjectClass::other;
    }
}

std::optional<CK_OBJECT_CLASS> numberOf(ObjectClass objectClass) {
    switch (objectClass) {
    case ObjectClass::data: return CKO_DATA;
    case ObjectClass::certificate: return CKO_CERTIFICATE;
    case ObjectClass::publicKey: return CKO_PUBLIC_KEY;
    case ObjectClass::privateKey: return CKO_PRIVATE_KEY;
    case ObjectClass::secretKey: return CKO_SECRET_KEY;
    case ObjectClass::other: return std::nullopt;
    }
    return std::nullopt;
}

KeyType keyTypeOf(std::optional<CK_ULONG> value) {
    constexpr CK_KEY_TYPE edwards = 0x40;
    if (!value)
        return KeyType::none;
    switch (*value) {
    case CKK_RSA: return KeyType::rsa;
    case CKK_EC: return KeyType::ec;
    case edwards: return KeyType::edwards;
    case CKK_AES: return KeyType::aes;
    default: return KeyType::other;
    }
}

Result<std::string> readText(SessionRecord& session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) {
    SR_ASSIGN(const auto value, readBytes(session, object, type));
    return value ? base::textOf(*value) : std::string();
}

Result<ObjectFacts> readObject(SessionRecord& session, CK_OBJECT_HANDLE handle) {
    ObjectFacts facts;
    facts.handle = handle;
    SR_ASSIGN(const auto objectClass, readNumber(session, handle, CKA_CLASS));
    facts.objectClass = classOf(objectClass);
    SR_ASSIGN(facts.label, readText(session, handle, CKA_LABEL));
    SR_ASSIGN(facts.tokenObject, readFlag(session, handle, CKA_TOKEN));
    SR_ASSIGN(facts.privateObject, readFlag(session, handle, CKA_PRIVATE));
    SR_ASSIGN(facts.modifiable, readFlag(session, handle, CKA_MODIFIABLE));
    SR_ASSIGN(facts.destroyable, readFlag(session, handle, CKA_DESTROYABLE));
    if (facts.objectClass == ObjectClass::data) {
        SR_ASSIGN(facts.application, readText(session, handle, CKA_APPLICATION));
        return facts;
    }
    SR_ASSIGN(auto id, readBytes(session, handle, CKA_ID));
    facts.id = std::move(id).value_or(Bytes());
    if (facts.objectClass != ObjectClass::certificate) {
        SR_ASSIGN(const auto keyType, readNumber(session, handle, CKA_KEY_TYPE));
        facts.keyType = keyTypeOf(keyType);
    }
    return facts;
}

Result<void> destroyHandle(SessionRecord& session, CK_OBJECT_HANDLE handle) {
    SR_TRY(session.usable());
    // libp11 keeps entries of objects that are gone.
    session.module->internals().libP11.retire();
    return session.check("C_DestroyObject", session.calls().C_DestroyObject(session.handle, handle));
}

Result<std::vector<CK_OBJECT_HANDLE>> dataObjects(SessionRecord& session, std::string_view label) {
    Template wanted;
    wanted.number(CKA_CLASS, CKO_DATA).text(CKA_APPLICATION, application).text(CKA_LABEL, label);
    return findAll(session, wanted);
}

} // namespace

Result<Bytes> Session::generateKeyPair(const KeySpec& spec) {
    SR_TRY(m_record->usable());
    SR_ASSIGN(
        KeyPairTemplates templates,
        templatesOf(spec, m_record->refusesNegativeUsage ? NegativeUsage::leftOut : NegativeUsage::said));
    Template taken;
    taken.bytes(CKA_ID, spec.id);
    SR_ASSIGN(const auto before, findAll(*m_record, taken));
    if (!before.empty())
        return Error{ErrorCode::objectDuplicate, "the token has an object with the new key's id already"};
    CK_MECHANISM mechanism{templates.mechanism, nullptr, 0};
    CK_OBJECT_HANDLE publicKey = 0;
    CK_OBJECT_HANDLE privateKey = 0;
    SR_TRY(m_record->check("C_GenerateKeyPair", m_record->calls().C_GenerateKeyPair(
                                                    m_record->handle, &mechanism, templates.publicKey.data(),
                                                    templates.publicKey.count(), templates.privateKey.data(),
                                                    templates.privateKey.count(), &publicKey, &privateKey)));
    return readSpki(*m_record, publicKey);
}

Result<std::vector<ObjectFacts>> Session::listObjects() {
    Template everything;
    SR_ASSIGN(const auto handles, findAll(*m_record, everything));
    std::vector<ObjectFacts> objects;
    for (const CK_OBJECT_HANDLE handle : handles) {
        SR_ASSIGN(ObjectFacts object, readObject(*m_record, handle));
        objects.push_back(std::move(object));
    }
    return objects;
}

Result<std::vector<CertificateFacts>> Session::certificates() {
    Template wanted;
    wanted.number(CKA_CLASS, CKO_CERTIFICATE);
    SR_ASSIGN(const auto handles, findAll(*m_record, wanted));
    std::vector<CertificateFacts> certificates;
    for (const CK_OBJECT_HANDLE handle : handles) {
        CertificateFacts facts;
        SR_ASSIGN(facts.label, readText(*m_record, handle, CKA_LABEL));
        SR_ASSIGN(auto id, readBytes(*m_record, handle, CKA_ID));
        SR_ASSIGN(auto der, readBytes(*m_record, handle, CKA_VALUE));
        facts.id = std::move(id).value_or(Bytes());
        facts.der = std::move(der).value_or(Bytes());
        certificates.push_back(std::move(facts));
    }
    return certificates;
}

Result<KeyAttributes> Session::readKeyAttributes(ByteView id) {
    SR_ASSIGN(const CK_OBJECT_HANDLE key, findOne(*m_record, CKO_PRIVATE_KEY, id));
    KeyAttributes facts;
    SR_ASSIGN(const auto keyType, readNumber(*m_record, key, CKA_KEY_TYPE));
    facts.keyType = keyTypeOf(keyType);
    SR_ASSIGN(facts.label, readText(*m_record, key, CKA_LABEL));
    constexpr CK_ATTRIBUTE_TYPE copyable = 0x171;
    const std::pair<CK_ATTRIBUTE_TYPE, std::optional<bool>*> flags[] = {
        {CKA_TOKEN, &facts.tokenObject},
        {CKA_PRIVATE, &facts.privateObject},
        {CKA_SENSITIVE, &facts.sensitive},
        {CKA_EXTRACTABLE, &facts.extractable},
        {CKA_ALWAYS_SENSITIVE, &facts.alwaysSensitive},
        {CKA_NEVER_EXTRACTABLE, &facts.neverExtractable},
        {CKA_LOCAL, &facts.local},
        {CKA_WRAP_WITH_TRUSTED, &facts.wrapWithTrusted},
        {CKA_ALWAYS_AUTHENTICATE, &facts.alwaysAuthenticate},
        {CKA_SIGN, &facts.sign},
        {CKA_SIGN_RECOVER, &facts.signRecover},
        {CKA_DECRYPT, &facts.decrypt},
        {CKA_UNWRAP, &facts.unwrap},
        {CKA_DERIVE, &facts.derive},
        {CKA_MODIFIABLE, &facts.modifiable},
        {copyable, &facts.copyable},
    };
    for (const auto& [type, target] : flags) {
        SR_ASSIGN(*target, readFlag(*m_record, key, type));
    }
    return facts;
}

Result<Bytes> Session::spkiOf(ByteView id) {
    SR_ASSIGN(const CK_OBJECT_HANDLE key, findOne(*m_record, CKO_PUBLIC_KEY, id));
    return readSpki(*m_record, key);
}

Result<void> Session::createPublicKey(ByteView spki, ByteView id, std::string_view label) {
    if (const auto present = findOne(*m_record, CKO_PUBLIC_KEY, id);
        present || present.error().code == ErrorCode::objectDuplicate)
        return Error{ErrorCode::objectDuplicate, "the token has a public key with this id already"};
    else if (present.error().code != ErrorCode::objectMissing)
        return present.error();
    Template wanted;
    wanted.number(CKA_CLASS, CKO_PUBLIC_KEY)
        .flag(CKA_TOKEN, true)
        .flag(CKA_PRIVATE, false)
        .flag(CKA_VERIFY, true)
        .flag(CKA_ENCRYPT, false)
        .flag(CKA_WRAP, false)
        .bytes(CKA_ID, id)
        .text(CKA_LABEL, label);
    SR_TRY(addPublicKey(wanted, spki));
    CK_OBJECT_HANDLE created = 0;
    return m_record->check("C_CreateObject", m_record->calls().C_CreateObject(m_record->handle, wanted.data(),
                                                                              wanted.count(), &created));
}

Result<void> Session::setNotExtractable(ByteView id) {
    SR_ASSIGN(const CK_OBJECT_HANDLE key, findOne(*m_record, CKO_PRIVATE_KEY, id));
    Template change;
    change.flag(CKA_EXTRACTABLE, false);
    SR_TRY(m_record->check("C_SetAttributeValue", m_record->calls().C_SetAttributeValue(
                                                      m_record->handle, key, change.data(), change.count())));
    SR_ASSIGN(const auto extractable, readFlag(*m_record, key, CKA_EXTRACTABLE));
    if (extractable != false)
        return Error{ErrorCode::tokenLied,
                     "the key is still extractable after the token said that it is not"};
    return {};
}

Result<void> Session::destroyObject(const ObjectFacts& object) {
    return destroyHandle(*m_record, object.handle);
}

Result<void> Session::destroyObjects(ObjectClass objectClass, ByteView id) {
    const auto number = numberOf(objectClass);
    if (!number || id.empty())
        return Error{ErrorCode::badArgument, "objects are destroyed by a known class and an id"};
    Template wanted;
    wanted.number(CKA_CLASS, *number).bytes(CKA_ID, id);
    SR_ASSIGN(const auto handles, findAll(*m_record, wanted));
    if (handles.empty())
        return Error{ErrorCode::objectMissing,
                     std::string("the token shows no such object: ") + nameOf(objectClass)};
    for (const CK_OBJECT_HANDLE handle : handles)
        SR_TRY(destroyHandle(*m_record, handle));
    return {};
}

Result<std::vector<DestroyFailure>> Session::destroyAll() {
    SR_ASSIGN(const auto objects, listObjects());
    std::vector<DestroyFailure> failures;
    for (const ObjectFacts& object : objects) {
        const auto destroyed = destroyHandle(*m_record, object.handle);
        if (!destroyed)
            failures.push_back({object, destroyed.error().detail, destroyed.error().ckRv.value_or(0)});
    }
    if (!isOpen())
        return Error{ErrorCode::tokenMissing, "the token was lost while its objects were destroyed"};
    // What is still shown although its destruction was answered with CKR_OK.
    SR_ASSIGN(const auto left, listObjects());
    for (const ObjectFacts& object : left)
        if (std::none_of(failures.begin(), failures.end(),
                         [&](const DestroyFailure& each) { return each.object.handle == object.handle; }))
            failures.push_back({object, "the token said that it was destroyed and still shows it", 0});
    return failures;
}

Result<void> Session::createDataObject(std::string_view label, ByteView value) {
    SR_TRY(m_record->usable());
    Template wanted;
    wanted.number(CKA_CLASS, CKO_DATA)
        .flag(CKA_TOKEN, true)
        .flag(CKA_PRIVATE, true)
        .text(CKA_APPLICATION, application)
        .text(CKA_LABEL, label)
        .bytes(CKA_VALUE, value);
    CK_OBJECT_HANDLE created = 0;
    return m_record->check("C_CreateObject", m_record->calls().C_CreateObject(m_record->handle, wanted.data(),
                                                                              wanted.count(), &created));
}

Result<std::vector<Bytes>> Session::findDataObjects(std::string_view label) {
    SR_ASSIGN(const auto handles, dataObjects(*m_record, label));
    std::vector<Bytes> values;
    for (const CK_OBJECT_HANDLE handle : handles) {
        // A public one of the same name can be put there by anybody.
        SR_ASSIGN(const auto isPrivate, readFlag(*m_record, handle, CKA_PRIVATE));
        SR_ASSIGN(auto value, readBytes(*m_record, handle, CKA_VALUE));
        if (isPrivate == true && value)
            values.push_back(std::move(*value));
    }
    return values;
}

Result<void> Session::replaceDataObject(std::string_view label, ByteView value) {
    SR_ASSIGN(const auto old, dataObjects(*m_record, label));
    SR_TRY(createDataObject(label, value));
    for (const CK_OBJECT_HANDLE handle : old)
        SR_TRY(destroyHandle(*m_record, handle));
    return {};
}

Result<void> Session::destroyDataObjects(std::string_view label) {
    SR_ASSIGN(const auto handles, dataObjects(*m_record, label));
    for (const CK_OBJECT_HANDLE handle : handles)
        SR_TRY(destroyHandle(*m_record, handle));
    return {};
}

} // namespace strongroom::hsm
