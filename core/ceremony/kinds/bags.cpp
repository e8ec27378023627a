// bags: the numbers of the empty tamper-evident bags, read from the bags item by item (DESIGN 8).
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/confirmers.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

namespace strongroom::ceremony {

namespace {

class BagsKind final : public PlannedStep {
public:
    struct Item {
        std::string name;
        std::uint64_t bags = 1;
    };
    std::vector<Item> items;
    std::string readBy, typedBy;

    std::string_view keyword() const override { return "bags"; }
    Text title() const override { return {SR_TEXT("Bag numbers"), {}}; }

    std::vector<std::string> bags() const override { return prompts(); }

    Next next(const Context& context) const override {
        const auto* confirmed = context.last<authority::Confirmed>();
        if (confirmed == nullptr)
            return ask(context);
        std::size_t at = 0;
        for (const std::string& prompt : prompts()) {
            const bool known = context.lastWhere<authority::BagRecorded>(
                                   [&](const auto& bag) { return bag.item == prompt; }) != nullptr;
            if (!known)
                return record(context, *confirmed, prompt, at);
            ++at;
        }
        return Done{};
    }

    void describe(ScriptStep& script) const override {
        script.line(SR_TEXT("%1 reads the number of each empty bag aloud, %2 types it."), {readBy, typedBy});
        for (const std::string& prompt : prompts())
            script.blank(SR_TEXT("Bag number of %1"), {prompt});
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        for (const Item& item : items)
            if (plan.material(item.name) == nullptr && item.name != "cards")
                problems.add(place, "'" + item.name + "' is no material of this plan; name one, or 'cards'");
        for (const std::string& role : {readBy, typedBy})
            checkRole(plan, role, place, problems);
    }

private:
    // "backup-a", or "cards-1" to "cards-5" where an item has several bags.
    std::vector<std::string> prompts() const {
        std::vector<std::string> names;
        for (const Item& item : items)
            for (std::uint64_t i = 1; i <= item.bags; ++i)
                names.push_back(item.bags == 1 ? item.name : item.name + "-" + std::to_string(i));
        return names;
    }

    Next ask(const Context& context) const {
        api::ConfirmStep step;
        step.what = "bags";
        step.text = {SR_TEXT("%1 reads the number of each empty bag aloud, %2 types it."), {readBy, typedBy}};
        step.by = firstOfEach(context.plan, {readBy, typedBy});
        for (const std::string& prompt : prompts())
            step.prompts.push_back({prompt, {SR_TEXT("Bag number of %1"), {prompt}}});
        return Wait{step, step.by};
    }

    Next record(const Context& context, const authority::Confirmed& confirmed, const std::string& item,
                std::size_t at) const {
        const std::string prefix = item + ": ";
        if (at >= confirmed.values.size() || !confirmed.values[at].starts_with(prefix))
            return Refuse{{ErrorCode::badFormat, "no bag number was given for " + item}};
        const std::string number = confirmed.values[at].substr(prefix.size());
        for (const auto& [other, bag] : context.state.bags)
            if (bag.number == number && other != item)
                return Refuse{{ErrorCode::objectDuplicate,
                               "bag number " + number + " was given for '" + item + "', and belongs to '" +
                                   other + "' already; read both bags again in another attempt"}};
        const Material* material = context.plan.material(item);
        return Do{RecordEntry{authority::BagRecorded{
            item, number, material != nullptr && !material->to.empty() ? material->to : "-", confirmed.by}}};
    }
};

} // namespace

KindPointer readBags(base::YamlReader& step) {
    auto kind = std::make_shared<BagsKind>();
    if (const base::YamlNode* node = step.map("bags")) {
        base::YamlReader inner(*node, step.problems(), "bags");
        for (const base::YamlMember& member : node->members)
            kind->items.push_back({member.key, inner.number(member.key, 1, 100)});
    }
    kind->readBy = step.identifier("read-by");
    kind->typedBy = step.identifier("typed-by");
    return kind;
}

} // namespace strongroom::ceremony
