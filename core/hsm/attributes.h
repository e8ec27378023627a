// Private to this folder: attribute templates, and the search for and reading of objects.
#pragma once

#include "core/hsm/module_internals.h"

#include <deque>
#include <optional>

namespace strongroom::hsm {

// Attributes with the storage that their pointers need.
class Template {
public:
    Template& number(CK_ATTRIBUTE_TYPE type, CK_ULONG value);
    Template& flag(CK_ATTRIBUTE_TYPE type, bool value);
    Template& bytes(CK_ATTRIBUTE_TYPE type, ByteView value); // copied
    Template& text(CK_ATTRIBUTE_TYPE type, std::string_view value) {
        return bytes(type, base::viewOf(value));
    }
    // Not copied: the template is used while the Secret is exposed.
    Template& exposed(CK_ATTRIBUTE_TYPE type, ByteView value);

    CK_ATTRIBUTE* data() noexcept { return m_attributes.data(); }
    CK_ULONG count() const noexcept { return m_attributes.size(); }

private:
    std::vector<CK_ATTRIBUTE> m_attributes;
    std::deque<Bytes> m_storage;
};

Result<std::vector<CK_OBJECT_HANDLE>> findAll(SessionRecord& session, Template& wanted);
// Exactly one object of this class with this id; objectMissing, objectDuplicate.
Result<CK_OBJECT_HANDLE> findOne(SessionRecord& session, CK_OBJECT_CLASS objectClass, ByteView id);

// No value where the token has none or does not show it.
Result<std::optional<Bytes>> readBytes(SessionRecord& session, CK_OBJECT_HANDLE object,
                                       CK_ATTRIBUTE_TYPE type);
Result<std::optional<bool>> readFlag(SessionRecord& session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type);
Result<std::optional<CK_ULONG>> readNumber(SessionRecord& session, CK_OBJECT_HANDLE object,
                                           CK_ATTRIBUTE_TYPE type);

// The SubjectPublicKeyInfo of a public key object, RSA or EC on the three curves.
Result<Bytes> readSpki(SessionRecord& session, CK_OBJECT_HANDLE publicKey);
// The attributes that make a public key object of it: key type and CKA_MODULUS, ... or CKA_EC_POINT.
Result<void> addPublicKey(Template& target, ByteView spki);
// CKA_EC_POINT as the standard has it (DER OCTET STRING); empty for RSA.
Result<Bytes> ecPointOf(ByteView spki);
// CKA_EC_PARAMS of "P-256", "P-384", "P-521"; empty for others.
Bytes ecParametersOf(std::string_view curve);

} // namespace strongroom::hsm
