#include "core/custody/roster.h"

#include "core/base/hex.h"
#include "core/ossl/digest.h"
#include "core/ossl/key.h"

#include <algorithm>

namespace strongroom::custody {

namespace {

Error refused(std::string rule) {
    return Error{ErrorCode::denied, std::move(rule)};
}

Result<void> checkKey(const Officer& officer, const Spki& spki, const char* purpose) {
    const auto key = ossl::PublicKey::fromSpki(spki);
    if (!key)
        return Error{key.error().code, officer.person + "'s " + purpose + " key: " + key.error().detail};
    const bool fits = key->isRsa() ? key->bits() >= 2048 : key->describe().starts_with("EC P-");
    if (!fits)
        return Error{ErrorCode::unsupported, officer.person + "'s " + purpose + " key is " + key->describe()};
    return {};
}

} // namespace

Result<void> Roster::add(Officer officer) {
    const auto person = PersonId::fromText(officer.person);
    if (!person || person->role != officer.role)
        return refused("a person is named by role and number: '" + officer.person + "' cannot be " +
                       nameOf(officer.role));
    SR_TRY(checkKey(officer, officer.signSpki, "signing"));
    if (!officer.decryptSpki.empty())
        SR_TRY(checkKey(officer, officer.decryptSpki, "decryption"));
    if (mayHoldShares(officer.role) && officer.decryptSpki.empty())
        return refused("an officer's card must be able to decrypt: " + officer.person);
    if (officer.signSpki == officer.decryptSpki)
        return refused("one key, one purpose: " + officer.person +
                       "'s card signs and decrypts with the same key");
    for (const Officer& other : m_officers) {
        if (other.person == officer.person)
            return refused("one person, one card: " + officer.person + " is on the roster already");
        for (const Spki* key : {&other.signSpki, &other.decryptSpki})
            if (!key->empty() && (*key == officer.signSpki || *key == officer.decryptSpki))
                return refused("no key twice: " + officer.person + " shows a key of " + other.person);
    }
    m_officers.push_back(std::move(officer));
    return {};
}

Result<void> Roster::remove(std::string_view person) {
    const auto found = std::find_if(m_officers.begin(), m_officers.end(),
                                    [&](const Officer& one) { return one.person == person; });
    if (found == m_officers.end())
        return Error{ErrorCode::badArgument, std::string(person) + " is not on the roster"};
    m_officers.erase(found);
    return {};
}

const Officer* Roster::byPerson(std::string_view person) const noexcept {
    const auto found = std::find_if(m_officers.begin(), m_officers.end(),
                                    [&](const Officer& one) { return one.person == person; });
    return found == m_officers.end() ? nullptr : &*found;
}

const Officer* Roster::byCard(const Digest& card) const noexcept {
    const auto found = std::find_if(m_officers.begin(), m_officers.end(),
                                    [&](const Officer& one) { return one.card() == card; });
    return found == m_officers.end() ? nullptr : &*found;
}

std::size_t Roster::count(Role role) const noexcept {
    return static_cast<std::size_t>(std::count_if(m_officers.begin(), m_officers.end(),
                                                  [&](const Officer& one) { return one.role == role; }));
}

base::Value Roster::canonical() const {
    base::Value::Array array;
    for (const Officer& officer : m_officers) {
        base::Value value;
        value.set("certificate", officer.certificate ? base::Value(*officer.certificate) : base::Value("-"));
        value.set("decrypt",
                  officer.decryptSpki.empty() ? std::string("-") : base::toBase64(officer.decryptSpki));
        value.set("person", officer.person);
        value.set("role", nameOf(officer.role));
        value.set("sign", base::toBase64(officer.signSpki));
        array.push_back(std::move(value));
    }
    return array;
}

Digest Roster::digest() const {
    return ossl::sha256(base::viewOf(base::writeCanonical(canonical())));
}

Result<Roster> Roster::fromCanonical(const base::Value& value) {
    if (!value.isArray())
        return Error{ErrorCode::badFormat, "a roster is an array"};
    Roster roster;
    for (const base::Value& item : value.items()) {
        base::ObjectReader reader(item);
        Officer officer;
        officer.person = reader.text("person");
        officer.signSpki = reader.base64("sign");
        if (const auto role = roleFromName(reader.text("role")))
            officer.role = *role;
        else
            reader.fail(role.error().detail);
        const std::string certificate = reader.text("certificate"), decrypt = reader.text("decrypt");
        if (certificate != "-") {
            const auto digest = base::digestFromHex(certificate);
            if (digest)
                officer.certificate = *digest;
            else
                reader.fail("member 'certificate' is neither a digest nor '-'");
        }
        if (decrypt != "-") {
            auto key = base::fromBase64(decrypt);
            if (key && !key->empty())
                officer.decryptSpki = std::move(*key);
            else
                reader.fail("member 'decrypt' is neither a key nor '-'");
        }
        SR_TRY(reader.finish());
        SR_TRY(roster.add(std::move(officer)));
    }
    return roster;
}

} // namespace strongroom::custody
