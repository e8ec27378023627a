#include "app/check.h"

#include "app/compose.h"
#include "core/base/words.h"
#include "core/engine/examine.h"

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

std::string figuresOf(const engine::Examination& examination) {
    const ceremony::Plan& plan = examination.loaded.plan;
    const ceremony::Forecast& forecast = examination.forecast;
    std::string text = plan.title + ", version " + plan.version + ": no problem was found\n";
    text += "Plan digest: " + examination.loaded.digest.hex() + "\n";
    text += "Time: " + counted(forecast.minutes(), "minute", "minutes") + "\n";
    for (const auto& [act, minutes] : forecast.acts)
        text += "  " + padded(act + ":", 33) + " " + std::to_string(minutes) + "\n";
    text += "Insertions of each card, when nothing goes wrong:\n";
    for (const auto& [person, insertions] : forecast.insertions)
        text += "  " + padded(person + ":", 33) + " " + std::to_string(insertions) + "\n";
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
