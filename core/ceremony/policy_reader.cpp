#include "core/ceremony/policy_reader.h"

#include "core/base/yaml_reader.h"

#include <array>
#include <initializer_list>

namespace strongroom::ceremony {

namespace {

using base::YamlNode;
using base::YamlReader;

std::vector<custody::Role> readRoles(const YamlNode& node, base::YamlProblems& problems) {
    std::vector<custody::Role> roles;
    for (const std::string& name : base::asOneOrMoreTexts(node, problems)) {
        const auto role = custody::roleFromName(name);
        if (role)
            roles.push_back(*role);
        else
            problems.add(node.place, "'" + name +
                                         "' is no role; write officer, administrator, witness, auditor, "
                                         "safe-controller or guest");
    }
    return roles;
}

custody::OperationRule readRule(const YamlNode& node, base::YamlProblems& problems) {
    YamlReader reader(node, problems, "an operation's rule");
    custody::OperationRule rule;
    if (const YamlNode* roles = reader.node("roles"))
        rule.roles = readRoles(*roles, problems);
    rule.quorum = reader.number("quorum", 1, 32);
    rule.of = reader.number("of", 1, 32);
    return rule;
}

custody::SplitPlan readSplit(YamlReader& shares, std::string_view name) {
    const YamlNode* node = shares.map(name);
    if (node == nullptr)
        return custody::SplitPlan::of(2, 3);
    YamlReader reader(*node, shares.problems(), "a share set");
    return custody::SplitPlan::of(static_cast<std::uint8_t>(reader.number("threshold", 1, 16)),
                                  static_cast<std::uint8_t>(reader.number("members", 1, 16)));
}

constexpr std::array operations{base::Operation::signCertificate, base::Operation::signCrl,
                                base::Operation::signOcsp,        base::Operation::backup,
                                base::Operation::erase,           base::Operation::restore,
                                base::Operation::destroy,         base::Operation::roster,
                                base::Operation::policy,          base::Operation::deviation};
static_assert(operations.size() == base::operationCount);

custody::Policy readAll(YamlReader& reader) {
    base::YamlProblems& problems = reader.problems();
    custody::Policy policy;
    (void)reader.word("format", {"strongroom-policy/1"});
    policy.id = reader.identifier("id");
    policy.minimum = reader.number("minimum", 2, 16);
    if (const YamlNode* node = reader.map("operations")) {
        YamlReader inner(*node, problems, "operations");
        const YamlNode* usual = inner.map("every");
        for (const base::Operation operation : operations) {
            const YamlNode* own = inner.optionalMap(base::nameOf(operation));
            if (own != nullptr || usual != nullptr)
                policy.rule(operation) = readRule(own != nullptr ? *own : *usual, problems);
        }
    }
    if (const YamlNode* node = reader.map("record")) {
        YamlReader inner(*node, problems, "record");
        if (const YamlNode* roles = inner.node("roles"))
            policy.record.roles = readRoles(*roles, problems);
        policy.record.quorum = inner.number("quorum", 1, 32);
        policy.record.witnesses = inner.number("witnesses", 1, 16);
    }
    if (const YamlNode* node = reader.map("shares")) {
        YamlReader inner(*node, problems, "shares");
        policy.userPin = readSplit(inner, "user-pin");
        policy.soPin = readSplit(inner, "so-pin");
        policy.mbk = readSplit(inner, "mbk");
    }
    for (const YamlNode& pair : reader.optionalList("exclusions")) {
        const std::vector<custody::Role> roles = readRoles(pair, problems);
        if (roles.size() == 2)
            policy.exclusions.emplace_back(roles[0], roles[1]);
        else
            problems.add(pair.place, "an exclusion names two roles: [officer, witness]");
    }
    policy.idleMinutes = reader.optionalNumber("idle-minutes", 1, 120).value_or(20);
    policy.between = reader.word("between-ceremonies", {"erased", "filled"}) == "filled"
                         ? custody::BetweenCeremonies::filled
                         : custody::BetweenCeremonies::erased;
    return policy;
}

// The deepest node of `path` that is there.
base::YamlPlace placeOf(const YamlNode& root, std::initializer_list<std::string_view> path) {
    const YamlNode* node = &root;
    for (const std::string_view key : path) {
        const YamlNode* next = node->find(key);
        if (next == nullptr)
            break;
        node = next;
    }
    return node->place;
}

// custody::validate() begins with "policy, <member>: "; what follows "operation " and "share set " is a name.
base::YamlProblem placed(const YamlNode& root, std::string_view file, const Error& error) {
    constexpr std::string_view start = "policy, ", operation = "operation ", set = "share set ";
    std::string sentence = error.detail.starts_with(start) ? error.detail.substr(start.size()) : error.detail;
    const std::string_view told = sentence;
    const std::string_view member = told.substr(0, told.find(": "));
    base::YamlPlace place = root.place;
    if (member.starts_with(operation)) {
        const std::string_view name = member.substr(operation.size());
        const YamlNode* all = root.find("operations");
        const bool isOwn = all != nullptr && all->find(name) != nullptr;
        place = placeOf(root, {"operations", isOwn ? name : "every"});
    } else if (member.starts_with(set))
        place = placeOf(root, {"shares", member.substr(set.size())});
    else
        place = placeOf(root, {member});
    return {std::string(file), place, error.code, std::move(sentence)};
}

} // namespace

Result<PolicyReading> readWholePolicy(std::string_view text, std::string_view file) {
    const auto document = base::readYaml(text, file);
    if (!document)
        return Error{ErrorCode::planInvalid, document.error().detail};
    const YamlNode& root = *document;
    base::YamlProblems problems{std::string(file)};
    PolicyReading reading;
    {
        YamlReader reader(root, problems, "the policy");
        reading.policy = readAll(reader);
    }
    for (const base::YamlProblem& problem : problems.inFileOrder())
        reading.problems.push_back(problem.line());
    if (!reading.problems.empty())
        return reading;
    if (const auto valid = custody::validate(reading.policy); !valid)
        reading.problems.push_back(placed(root, file, valid.error()).line());
    return reading;
}

Result<custody::Policy> readPolicy(std::string_view text, std::string_view file) {
    SR_ASSIGN(PolicyReading reading, readWholePolicy(text, file));
    if (reading.problems.empty())
        return std::move(reading.policy);
    const std::size_t more = reading.problems.size() - 1;
    return Error{ErrorCode::planInvalid,
                 reading.problems.front() + (more > 0 ? " (and " + std::to_string(more) + " more)" : "")};
}

} // namespace strongroom::ceremony
