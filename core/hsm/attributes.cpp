#include "core/hsm/attributes.h"

#include "core/base/hex.h"

#include <array>
#include <cstring>

namespace strongroom::hsm {

Template& Template::bytes(CK_ATTRIBUTE_TYPE type, ByteView value) {
    Bytes& stored = m_storage.emplace_back(value.begin(), value.end());
    m_attributes.push_back({type, stored.data(), stored.size()});
    return *this;
}

Template& Template::number(CK_ATTRIBUTE_TYPE type, CK_ULONG value) {
    return bytes(type, {reinterpret_cast<const std::uint8_t*>(&value), sizeof value});
}

Template& Template::flag(CK_ATTRIBUTE_TYPE type, bool value) {
    const CK_BBOOL stored = value ? CK_TRUE : CK_FALSE;
    return bytes(type, {&stored, 1});
}

Template& Template::exposed(CK_ATTRIBUTE_TYPE type, ByteView value) {
    // PKCS#11 has no const; a template is only read.
    m_attributes.push_back({type, const_cast<std::uint8_t*>(value.data()), value.size()});
    return *this;
}

Result<std::vector<CK_OBJECT_HANDLE>> findAll(SessionRecord& session, Template& wanted) {
    SR_TRY(session.usable());
    CK_FUNCTION_LIST& calls = session.calls();
    SR_TRY(session.check("C_FindObjectsInit",
                         calls.C_FindObjectsInit(session.handle, wanted.data(), wanted.count())));
    std::vector<CK_OBJECT_HANDLE> handles;
    CK_RV returnValue = CKR_OK;
    CK_ULONG found = 0;
    do {
        std::array<CK_OBJECT_HANDLE, 64> piece{};
        returnValue = calls.C_FindObjects(session.handle, piece.data(), piece.size(), &found);
        if (returnValue == CKR_OK)
            handles.insert(handles.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(found));
    } while (returnValue == CKR_OK && found > 0);
    const CK_RV final = calls.C_FindObjectsFinal(session.handle);
    SR_TRY(session.check("C_FindObjects", returnValue));
    SR_TRY(session.check("C_FindObjectsFinal", final));
    return handles;
}

Result<CK_OBJECT_HANDLE> findOne(SessionRecord& session, CK_OBJECT_CLASS objectClass, ByteView id) {
    if (id.empty())
        return Error{ErrorCode::badArgument, "a key's id is empty"};
    Template wanted;
    wanted.number(CKA_CLASS, objectClass).bytes(CKA_ID, id);
    SR_ASSIGN(const auto handles, findAll(session, wanted));
    const char* what = objectClass == CKO_PRIVATE_KEY  ? "private key"
                       : objectClass == CKO_PUBLIC_KEY ? "public key"
                                                       : "object";
    if (handles.empty())
        return Error{ErrorCode::objectMissing,
                     std::string("the token shows no ") + what + " with id " + base::toHex(id) +
                         ": if that was made on it, the token lost it; take another HSM, and restore the "
                         "key from a backup where there is one"};
    if (handles.size() > 1)
        return Error{ErrorCode::objectDuplicate,
                     std::string("the token has more than one ") + what + " with id " + base::toHex(id)};
    return handles.front();
}

Result<std::optional<Bytes>> readBytes(SessionRecord& session, CK_OBJECT_HANDLE object,
                                       CK_ATTRIBUTE_TYPE type) {
    SR_TRY(session.usable());
    // ATTRIBUTE_VALUE_INVALID: half an object, as a key generation that was cut short leaves it. It must be
    // listed all the same, or it could never be removed.
    const auto unanswered = [](CK_RV returnValue, const CK_ATTRIBUTE& attribute) {
        return returnValue == CKR_ATTRIBUTE_TYPE_INVALID || returnValue == CKR_ATTRIBUTE_SENSITIVE ||
               returnValue == CKR_ATTRIBUTE_VALUE_INVALID ||
               (returnValue == CKR_OK && attribute.ulValueLen == CK_UNAVAILABLE_INFORMATION);
    };
    CK_ATTRIBUTE attribute{type, nullptr, 0};
    CK_RV returnValue = session.calls().C_GetAttributeValue(session.handle, object, &attribute, 1);
    if (unanswered(returnValue, attribute))
        return std::optional<Bytes>();
    SR_TRY(session.check("C_GetAttributeValue", returnValue));
    constexpr CK_ULONG limit = 64 * 1024 * 1024;
    if (attribute.ulValueLen > limit)
        return Error{ErrorCode::tooLarge, "an attribute of an object is larger than 64 MiB"};
    Bytes value(attribute.ulValueLen);
    if (value.empty())
        return std::optional<Bytes>(std::move(value));
    attribute.pValue = value.data();
    returnValue = session.calls().C_GetAttributeValue(session.handle, object, &attribute, 1);
    if (unanswered(returnValue, attribute))
        return std::optional<Bytes>();
    SR_TRY(session.check("C_GetAttributeValue", returnValue));
    if (attribute.ulValueLen > value.size())
        return Error{ErrorCode::tokenLied, "the token claims more bytes than it was given room for"};
    value.resize(attribute.ulValueLen);
    return std::optional<Bytes>(std::move(value));
}

Result<std::optional<bool>> readFlag(SessionRecord& session, CK_OBJECT_HANDLE object,
                                     CK_ATTRIBUTE_TYPE type) {
    SR_ASSIGN(const auto value, readBytes(session, object, type));
    if (!value || value->size() != 1)
        return std::optional<bool>();
    return std::optional<bool>(value->front() != CK_FALSE);
}

Result<std::optional<CK_ULONG>> readNumber(SessionRecord& session, CK_OBJECT_HANDLE object,
                                           CK_ATTRIBUTE_TYPE type) {
    SR_ASSIGN(const auto value, readBytes(session, object, type));
    CK_ULONG number = 0;
    if (!value || value->size() != sizeof number)
        return std::optional<CK_ULONG>();
    std::memcpy(&number, value->data(), sizeof number);
    return std::optional<CK_ULONG>(number);
}

} // namespace strongroom::hsm
