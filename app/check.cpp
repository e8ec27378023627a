#include "app/check.h"

#include "app/compose.h"
#include "core/base/words.h"
#include "core/engine/examine.h"

#include <algorithm>

namespace strongroom::app {

namespace {

std::string padded(std::string text, std::size_t columns) {
    return text.append(columns > text.size() ? columns - text.size() : 0, ' ');
}

std::string counted(std::uint64_t number, const char* one, const char* many) {
    return std::to_string(number) + " " + (number == 1 ? one : many);
}

std::string toldOf(const ceremony::CoalitionTold& told) {
    std::string text = "  " + padded(std::string(custody::nameOf(told.goal)) + ":", 33) + " ";
    if (!told.fewest)
        return text + told.fewest.error().detail + "\n";
    const custody::Coalition& coalition = *told.fewest;
    text += counted(coalition.persons.size(), "person", "persons");
    for (std::size_t i = 0; i < coalition.persons.size(); ++i)
        text +=
            (i == 0 ? " (" : ", ") + coalition.persons[i] + (i + 1 == coalition.persons.size() ? ")" : "");
    for (const std::string& place : coalition.places)
        text += ", who open " + place;
    return text + ", by " + coalition.way + "\n";
}

// The most that anybody's card is put in, and whose it is.
std::string mostOf(const char* room, const std::vector<ceremony::CardForecast>& cards,
                   std::uint64_t ceremony::CardForecast::*insertions) {
    std::uint64_t most = 0;
    std::string whose;
    for (const ceremony::CardForecast& card : cards) {
        if (card.*insertions > most)
            whose.clear();
        most = std::max(most, card.*insertions);
        if (card.*insertions == most)
            whose += (whose.empty() ? "" : ", ") + card.person;
    }
    return "  " + padded(room + std::string(":"), 33) + " " + std::to_string(most) +
           (whose.empty() ? "" : " at most (" + whose + ")") + "\n";
}

std::string figuresOf(const engine::Examination& examination) {
    const ceremony::Plan& plan = examination.loaded.plan;
    const ceremony::Forecast& forecast = examination.forecast;
    std::string text = plan.title + ", version " + plan.version + ": no problem was found\n";
    text += "Plan digest: " + examination.loaded.digest.hex() + "\n";
    text += "Time: " + counted(forecast.minutes(), "minute", "minutes") + "\n";
    for (const auto& [act, minutes] : forecast.acts)
        text += "  " + padded(act + ":", 33) + " " + std::to_string(minutes) + "\n";
    text += "Insertions of each card, when nothing goes wrong:\n";
    text += mostOf("with a reader for each card", forecast.insertions,
                   &ceremony::CardForecast::withReaderOfItsOwn);
    text +=
        mostOf("with one reader for all cards", forecast.insertions, &ceremony::CardForecast::withOneReader);
    for (const ceremony::CardForecast& card : forecast.insertions)
        text += "  " + padded(card.person + ":", 33) + " " + std::to_string(card.withReaderOfItsOwn) +
                ", or " + std::to_string(card.withOneReader) + " with one reader\n";
    text += "The fewest persons who can\n";
    for (const ceremony::CoalitionTold& told : forecast.coalitions)
        text += toldOf(told);
    for (const std::string& remark : forecast.remarks)
        text += "  " + remark + "\n";
    return text;
}

} // namespace

Result<Checked> check(const std::filesystem::path& plan) {
    SR_ASSIGN(const std::filesystem::path helper, helperProgram());
    SR_ASSIGN(const engine::Examination examination, engine::examinePlan(plan, systemClock().now(), helper));
    return Checked{examination.problems,
                   examination.problems.empty() ? figuresOf(examination) : std::string()};
}

} // namespace strongroom::app
