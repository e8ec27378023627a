#include "core/ceremony/kinds/erase_lock.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

std::string recordFolder(const SealedNote& note) {
    return "record-" + std::to_string(note.size);
}

std::vector<authority::RecordCopy> copiesOf(const Context& context, const SealedNote& note) {
    std::vector<authority::RecordCopy> copies;
    for (const auto& [medium, folders] : context.state.media)
        if (folders.contains(recordFolder(note)))
            copies.push_back({medium, recordFolder(note)});
    return copies;
}

} // namespace

std::optional<Error> lockedBy(const Context& context, const authority::TokenState& token) {
    for (const auto& [name, key] : context.state.keys)
        if (key.token == token.serial && key.intended.purpose == "ca" && key.drilledMedia.size() < 2)
            return Error{ErrorCode::notNow, "the HSM stays as it is: key '" + name +
                                                "' has no two media whose drill passed since its newest "
                                                "backup; back it up and drill both first"};
    const SealedNote* note = context.now.note(context.state.ceremony->id, "erase");
    if (note == nullptr)
        return Error{ErrorCode::notNow, "the HSM stays as it is: this ceremony has no checkpoint 'erase'"};
    if (copiesOf(context, *note).size() < 2)
        return Error{ErrorCode::notNow,
                     "the HSM stays as it is: the sealed record does not lie on two sticks yet"};
    if (token.inventoryAt == 0)
        return Error{ErrorCode::notNow, "the HSM stays as it is: nobody looked what lies in it"};
    return std::nullopt;
}

authority::EraseIntended eraseOrderFor(const Context& context, const authority::TokenState& token) {
    const SealedNote& note = *context.now.note(context.state.ceremony->id, "erase");
    authority::EraseIntended order;
    order.token = token.serial;
    order.inventory = token.inventory;
    order.checkpoint = std::to_string(note.size) + ":" + note.text.hex();
    order.copies = copiesOf(context, note);
    return order;
}

std::size_t drilledMedia(const Context& context, const authority::TokenState& token) {
    std::size_t fewest = 0;
    bool any = false;
    for (const auto& [name, key] : context.state.keys)
        if (key.token == token.serial && key.intended.purpose == "ca") {
            fewest = any ? std::min(fewest, key.drilledMedia.size()) : key.drilledMedia.size();
            any = true;
        }
    return fewest;
}

} // namespace strongroom::ceremony
