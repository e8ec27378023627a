#include "core/authority/entries.h"

#include "core/custody/officer.h"

#include <algorithm>
#include <concepts>
#include <unordered_map>

namespace strongroom::authority {

namespace {

// Members that are one of a few words (FORMAT.md 10). Another word may be what somebody would have to check.
Result<void> oneOf(std::string_view member, const std::string& value,
                   std::initializer_list<std::string_view> words) {
    if (std::find(words.begin(), words.end(), value) != words.end())
        return {};
    return Error{ErrorCode::badFormat,
                 "member '" + std::string(member) + "' cannot be '" + value.substr(0, 40) + "'"};
}

template<typename Body>
Result<void> checkWords(const Body&) {
    return {};
}
Result<void> checkWords(const AuthorityCreated& body) {
    if (body.format != 1)
        return Error{ErrorCode::unsupported, "a record of a format that this version does not know"};
    if (body.nonce.size() != 32)
        return Error{ErrorCode::badFormat, "member 'nonce' is not 32 bytes long"};
    return {};
}
Result<void> checkWords(const WorkstationChecked& body) {
    SR_TRY(oneOf("swap", body.swap, {"off", "on"}));
    return oneOf("secure_heap", body.secureHeap, {"locked", "not-locked"});
}
Result<void> checkWords(const KeyGenerationIntended& body) {
    return oneOf("purpose", body.purpose, {"ca", "record"});
}
Result<void> checkWords(const TbsPrepared& body) {
    return oneOf("kind", body.kind, {"tbs-certificate", "tbs-crl", "tbs-ocsp"});
}
Result<void> checkWords(const PresenceRecorded& body) {
    return oneOf("change", body.change, {"in", "out"});
}
Result<void> checkWords(const BlankProven& body) {
    return oneOf("case", body.proof, {"a", "b", "c"});
}
Result<void> checkWords(const PinSwitchIntended& body) {
    return oneOf("call", body.call, {"C_InitToken", "C_InitPIN", "C_SetPIN"});
}
Result<void> checkWords(const TokenReset& body) {
    return oneOf("how", body.how, {"C_InitToken", "button"});
}
Result<void> checkWords(const EmptinessProven& body) {
    return oneOf("stage", body.stage, {"destroyed", "reset"});
}
Result<void> checkWords(const IntentSettled& body) {
    return oneOf("finding", body.finding, {"done", "not-done", "undone", "given-up"});
}
Result<void> checkWords(const ExceptionRaised& body) {
    return oneOf("kind", body.kind, {"note", "deviation", "stop"});
}
Result<void> checkWords(const ExceptionEnded& body) {
    return oneOf("ending", body.ending,
                 {"corrected", "another-attempt", "contingency", "left-out", "suspend", "abandon"});
}
Result<void> checkWords(const CeremonyClosed& body) {
    return oneOf("result", body.result, {"complete", "abandoned"});
}

template<typename Body>
concept SaidByPeople = requires(Body body) {
    { body.by } -> std::same_as<std::vector<std::string>&>;
};
template<typename Body>
concept OfOnePerson = requires(Body body) {
    { body.person } -> std::same_as<std::string&>;
};

// Persons are role and number (FORMAT.md 10), and what people said was said by somebody.
template<typename Body>
Result<void> checkPersons(const Body& body) {
    if constexpr (SaidByPeople<Body>) {
        if (body.by.empty())
            return Error{ErrorCode::badFormat, "member 'by' names nobody"};
        for (const std::string& person : body.by)
            SR_TRY(custody::PersonId::fromText(person));
    }
    if constexpr (OfOnePerson<Body>)
        SR_TRY(custody::PersonId::fromText(body.person));
    return {};
}
// "-" where nobody looked at the papers.
Result<void> checkPersons(const PresenceRecorded& body) {
    SR_TRY(custody::PersonId::fromText(body.person));
    if (body.checkedBy != "-")
        SR_TRY(custody::PersonId::fromText(body.checkedBy));
    return {};
}
// "-" where nobody in particular was refused.
Result<void> checkPersons(const Refused& body) {
    if (body.person != "-")
        SR_TRY(custody::PersonId::fromText(body.person));
    return {};
}
Result<void> checkPersons(const CeremonyOpened& body) {
    for (const std::vector<std::string>& persons : {body.headTypedBy, body.tailConfirmedBy})
        for (const std::string& person : persons)
            SR_TRY(custody::PersonId::fromText(person));
    return {};
}

using BodyReader = Result<EntryBody> (*)(const base::Value&);

template<typename Body>
Result<EntryBody> readAs(const base::Value& value) {
    Body body;
    FieldReader reader(value);
    body.fields(reader);
    SR_TRY(reader.finish());
    SR_TRY(checkWords(body));
    SR_TRY(checkPersons(body));
    return EntryBody(std::move(body));
}

template<std::size_t... index>
std::unordered_map<std::string_view, BodyReader> readersOf(std::index_sequence<index...>) {
    return {{std::variant_alternative_t<index, EntryVariant>::type,
             &readAs<std::variant_alternative_t<index, EntryVariant>>}...};
}

using AllBodies = std::make_index_sequence<std::variant_size_v<EntryVariant>>;

template<std::size_t... index>
std::vector<std::string_view> typesOf(std::index_sequence<index...>) {
    return {std::variant_alternative_t<index, EntryVariant>::type...};
}

template<typename... Bodies>
bool isOneOf(const EntryBody& body) {
    return (std::holds_alternative<Bodies>(body) || ...);
}

} // namespace

EntryBody::EntryBody() = default;
EntryBody::EntryBody(const EntryBody&) = default;
EntryBody::EntryBody(EntryBody&&) noexcept = default;
EntryBody& EntryBody::operator=(const EntryBody&) = default;
EntryBody& EntryBody::operator=(EntryBody&&) noexcept = default;
EntryBody::~EntryBody() = default;

bool EntryBody::operator==(const EntryBody& other) const {
    return static_cast<const EntryVariant&>(*this) == static_cast<const EntryVariant&>(other);
}

std::string_view typeOf(const EntryBody& body) noexcept {
    return std::visit([](const auto& alternative) { return alternative.type; }, body);
}

base::Value writeBody(EntryBody body) {
    FieldWriter writer;
    std::visit([&](auto& alternative) { alternative.fields(writer); }, body);
    return writer.take();
}

Result<EntryBody> readBody(std::string_view type, const base::Value& body) {
    static const auto readers = readersOf(AllBodies{});
    const auto found = readers.find(type);
    if (found == readers.end())
        return Error{ErrorCode::unsupported, "unknown entry type '" + std::string(type) + "'"};
    return found->second(body);
}

std::vector<std::string_view> entryTypes() {
    return typesOf(AllBodies{});
}

bool isIntent(const EntryBody& body) noexcept {
    return isOneOf<CardInitIntended, CardKeysIntended, PinSwitchIntended, KeyGenerationIntended, WrapIntended,
                   MediumWriteIntended, DrillIntended, AttributeChangeIntended, SignatureIntended,
                   EraseIntended, RestoreIntended>(body);
}

bool isTail(const EntryBody& body) noexcept {
    return isOneOf<CardSignedIn, ShareOpened, Refused, ExceptionRaised, ExceptionEnded, MediumWriteIntended,
                   MediumWritten, ArtefactWritten, Printed, InkSigned, Sealed, CustodyMoved, Resumed,
                   ActFailed, IntentSettled, SessionOpened, SessionClosed, InventoryTaken>(body);
}

} // namespace strongroom::authority
