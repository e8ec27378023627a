#include "core/ceremony/kinds/card_making.h"

namespace strongroom::ceremony {

namespace {

// How far the person's newest card is, by the record.
enum class Made { nothing, begun, initialised, keys };
Made madeFor(const Context& context, const std::string& person) {
    Made made = Made::nothing;
    for (const authority::Recorded& recorded : context.entries) {
        if (const auto* begun = std::get_if<authority::CardInitIntended>(&recorded.body);
            begun != nullptr && begun->person == person)
            made = Made::begun;
        if (const auto* done = std::get_if<authority::CardInitialised>(&recorded.body);
            done != nullptr && done->person == person)
            made = Made::initialised;
        if (const auto* keys = std::get_if<authority::CardKeysGenerated>(&recorded.body);
            keys != nullptr && keys->person == person)
            made = Made::keys;
    }
    return made;
}

bool readerIsBlank(const Context& context) {
    for (const api::Reader& reader : context.now.readers)
        if (reader.reader == context.now.enrolling->reader)
            return reader.blank;
    return false;
}

} // namespace

std::optional<Next> makeCard(const Context& context, const NewCard& wanted) {
    const Made made = madeFor(context, wanted.person);
    if (!context.now.enrolling || context.now.enrolling->person != wanted.person)
        return Next(Wait{api::EnrolStep{wanted.person, wanted.role, wanted.signOnly, made < Made::initialised,
                                        wanted.card},
                         {wanted.person}});
    // An attempt that was cut short leaves a card that is not blank and has no PIN: it is made anew. A blank
    // one comes in place of a card that was lost on the way.
    if (made == Made::begun || readerIsBlank(context))
        return Next(Do{InitialiseCard{wanted.person}});
    if (made < Made::keys)
        return Next(Do{GenerateCardKeys{wanted.person, wanted.signOnly}});
    return std::nullopt;
}

} // namespace strongroom::ceremony
