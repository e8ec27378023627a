#include "core/custody/policy.h"

#include "core/custody/share_set.h"
#include "core/ossl/digest.h"

#include <algorithm>

namespace strongroom::custody {

namespace {

using base::Operation;
using base::Value;

constexpr std::uint64_t policyFormat = 1;

const char* nameOf(BetweenCeremonies between) noexcept {
    return between == BetweenCeremonies::erased ? "erased" : "filled";
}

Operation operationAt(std::size_t i) {
    return static_cast<Operation>(i);
}

Value writeRoles(const std::vector<Role>& roles) {
    Value::Array names;
    for (const Role role : roles)
        names.push_back(custody::nameOf(role));
    return names;
}

Value writePlan(const SplitPlan& plan) {
    Value::Array groups;
    for (const SplitPlan::Group& group : plan.groups) {
        Value value;
        value.set("members", std::uint64_t{group.members}).set("threshold", std::uint64_t{group.threshold});
        groups.push_back(std::move(value));
    }
    Value value;
    value.set("group_threshold", std::uint64_t{plan.groupThreshold}).set("groups", std::move(groups));
    return value;
}

Result<std::vector<Role>> readRoles(const std::vector<std::string>& names) {
    std::vector<Role> roles;
    for (const std::string& name : names) {
        SR_ASSIGN(const Role role, roleFromName(name));
        roles.push_back(role);
    }
    return roles;
}

Result<std::uint8_t> smallNumber(std::uint64_t number) {
    if (number < 1 || number > 16)
        return Error{ErrorCode::badFormat, "a share set counts from 1 to 16"};
    return static_cast<std::uint8_t>(number);
}

Result<SplitPlan> readPlan(const Value& value) {
    base::ObjectReader reader(value);
    SplitPlan plan;
    const std::uint64_t threshold = reader.number("group_threshold");
    const Value::Array groups = reader.array("groups");
    SR_TRY(reader.finish());
    SR_ASSIGN(plan.groupThreshold, smallNumber(threshold));
    for (const Value& item : groups) {
        base::ObjectReader groupReader(item);
        const std::uint64_t members = groupReader.number("members"), needed = groupReader.number("threshold");
        SR_TRY(groupReader.finish());
        SplitPlan::Group group;
        SR_ASSIGN(group.members, smallNumber(members));
        SR_ASSIGN(group.threshold, smallNumber(needed));
        plan.groups.push_back(group);
    }
    return plan;
}

Result<OperationRule> readRule(const Value& value) {
    base::ObjectReader reader(value);
    OperationRule rule;
    const auto names = reader.texts("roles");
    rule.quorum = reader.number("quorum");
    rule.of = reader.number("of");
    SR_TRY(reader.finish());
    SR_ASSIGN(rule.roles, readRoles(names));
    return rule;
}

Result<RecordRule> readRecordRule(const Value& value) {
    base::ObjectReader reader(value);
    RecordRule rule;
    const auto names = reader.texts("roles");
    rule.quorum = reader.number("quorum");
    rule.witnesses = reader.number("witnesses");
    SR_TRY(reader.finish());
    SR_ASSIGN(rule.roles, readRoles(names));
    return rule;
}

Error broken(const std::string& where, const std::string& rule) {
    return Error{ErrorCode::planInvalid, "policy, " + where + ": " + rule};
}

Result<void> checkDistinctRoles(const std::string& where, const std::vector<Role>& roles) {
    if (roles.empty())
        return broken(where, "no role is named; name one under 'roles'");
    for (auto role = roles.begin(); role != roles.end(); ++role)
        if (std::find(role + 1, roles.end(), *role) != roles.end())
            return broken(where,
                          std::string("role ") + custody::nameOf(*role) + " is named twice; name it once");
    return {};
}

// Whoever may change who decides, or waive a rule, could make the other quorums small.
bool changesTheRules(Operation operation) {
    return operation == Operation::roster || operation == Operation::policy ||
           operation == Operation::deviation;
}

Result<void> checkOperation(const Policy& policy, Operation operation) {
    const std::string where = std::string("operation ") + base::nameOf(operation);
    const OperationRule& rule = policy.rule(operation);
    SR_TRY(checkDistinctRoles(where, rule.roles));
    for (const Role role : rule.roles)
        if (!mayApprove(role))
            return broken(where, std::string("role ") + custody::nameOf(role) +
                                     " never approves; name officer or administrator");
    if (rule.quorum < 2)
        return broken(where, "M >= 2: nobody acts alone; raise 'quorum'");
    if (rule.of < rule.quorum + 1)
        return broken(where,
                      "N >= M+1: the loss of one card must leave enough; raise 'of', or lower 'quorum'");
    if (changesTheRules(operation) && rule.quorum < policy.minimum)
        return broken(where, "M >= minimum: fewer persons than the minimum may not change the rules; raise "
                             "'quorum', or lower 'minimum'");
    return {};
}

Result<void> checkSet(const Policy& policy, const char* name, const SplitPlan& plan) {
    const std::string where = std::string("share set ") + name;
    if (const auto valid = validatePlan(plan); !valid)
        return broken(where, valid.error().detail + "; change 'threshold' or 'members'");
    if (plan.fewestMembers() < policy.minimum)
        return broken(where, "M >= minimum: " + std::to_string(plan.fewestMembers()) +
                                 " persons would reach the key, the minimum is " +
                                 std::to_string(policy.minimum) + "; raise 'threshold', or lower 'minimum'");
    return {};
}

// One human being under two names of the roster counts once.
std::size_t personsWith(const Roster& roster, const std::vector<Role>& roles) {
    std::vector<const Officer*> persons;
    for (const Officer& officer : roster.officers()) {
        const bool wanted = std::find(roles.begin(), roles.end(), officer.role) != roles.end();
        const bool known = std::any_of(persons.begin(), persons.end(), [&](const Officer* other) {
            return !officer.name.empty() && other->name == officer.name;
        });
        if (wanted && !known)
            persons.push_back(&officer);
    }
    return persons.size();
}

} // namespace

const SplitPlan& Policy::split(SetKind kind) const noexcept {
    switch (kind) {
    case SetKind::userPin: return userPin;
    case SetKind::soPin: return soPin;
    case SetKind::mbk: break;
    }
    return mbk;
}

bool Policy::excludes(Role one, Role other) const noexcept {
    return std::any_of(exclusions.begin(), exclusions.end(), [&](const auto& pair) {
        return pair == std::pair(one, other) || pair == std::pair(other, one);
    });
}

base::Value Policy::canonical() const {
    Value operationValues;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        Value value;
        value.set("of", operations[i].of).set("quorum", operations[i].quorum);
        value.set("roles", writeRoles(operations[i].roles));
        operationValues.set(base::nameOf(operationAt(i)), std::move(value));
    }
    Value::Array exclusionValues;
    for (const auto& [one, other] : exclusions)
        exclusionValues.push_back(writeRoles({one, other}));
    Value recordValue;
    recordValue.set("quorum", record.quorum).set("roles", writeRoles(record.roles));
    recordValue.set("witnesses", record.witnesses);
    Value shares;
    shares.set("mbk", writePlan(mbk)).set("so-pin", writePlan(soPin)).set("user-pin", writePlan(userPin));
    Value value;
    value.set("between", nameOf(between)).set("exclusions", std::move(exclusionValues));
    value.set("format", policyFormat).set("id", id).set("idle_minutes", idleMinutes).set("minimum", minimum);
    value.set("operations", std::move(operationValues)).set("record", std::move(recordValue));
    value.set("shares", std::move(shares));
    return value;
}

Result<Policy> Policy::fromCanonical(const base::Value& value) {
    base::ObjectReader reader(value);
    Policy policy;
    policy.id = reader.text("id");
    policy.minimum = reader.number("minimum");
    policy.idleMinutes = reader.number("idle_minutes");
    const std::string between = reader.text("between");
    const std::uint64_t format = reader.number("format");
    const Value::Array exclusions = reader.array("exclusions");
    const Value operations = reader.object("operations");
    const Value record = reader.object("record");
    const Value shares = reader.object("shares");
    SR_TRY(reader.finish());
    if (format != policyFormat)
        return Error{ErrorCode::unsupported, "a policy of format " + std::to_string(format)};
    for (const BetweenCeremonies one : {BetweenCeremonies::erased, BetweenCeremonies::filled})
        if (between == nameOf(one))
            policy.between = one;
    if (between != nameOf(policy.between))
        return Error{ErrorCode::badFormat, "member 'between' is neither 'erased' nor 'filled'"};
    for (const Value& pair : exclusions) {
        std::vector<std::string> names;
        for (const Value& name : pair.items())
            names.push_back(name.text());
        SR_ASSIGN(const std::vector<Role> roles, readRoles(names));
        if (roles.size() != 2)
            return Error{ErrorCode::badFormat, "an exclusion names two roles"};
        policy.exclusions.emplace_back(roles[0], roles[1]);
    }
    base::ObjectReader operationReader(operations);
    std::array<Value, base::operationCount> rules;
    for (std::size_t i = 0; i < rules.size(); ++i)
        rules[i] = operationReader.object(base::nameOf(operationAt(i)));
    SR_TRY(operationReader.finish());
    for (std::size_t i = 0; i < rules.size(); ++i) {
        SR_ASSIGN(policy.operations[i], readRule(rules[i]));
    }
    SR_ASSIGN(policy.record, readRecordRule(record));
    base::ObjectReader shareReader(shares);
    const Value mbk = shareReader.object("mbk"), soPin = shareReader.object("so-pin"),
                userPin = shareReader.object("user-pin");
    SR_TRY(shareReader.finish());
    SR_ASSIGN(policy.mbk, readPlan(mbk));
    SR_ASSIGN(policy.soPin, readPlan(soPin));
    SR_ASSIGN(policy.userPin, readPlan(userPin));
    return policy;
}

Digest Policy::digest() const {
    return ossl::sha256(base::viewOf(base::writeCanonical(canonical())));
}

Policy simplePolicy(std::string id, std::uint64_t quorum, std::uint64_t officers) {
    Policy policy;
    policy.id = std::move(id);
    policy.minimum = quorum;
    policy.operations.fill({{Role::officer}, quorum, officers});
    policy.record = {{Role::officer}, quorum, 1};
    policy.userPin = policy.soPin = policy.mbk =
        SplitPlan::of(static_cast<std::uint8_t>(quorum), static_cast<std::uint8_t>(officers));
    policy.exclusions = {{Role::officer, Role::witness},
                         {Role::officer, Role::auditor},
                         {Role::administrator, Role::auditor},
                         {Role::administrator, Role::witness},
                         {Role::officer, Role::safeController}};
    return policy;
}

Result<void> validate(const Policy& policy) {
    if (policy.id.empty())
        return broken("id", "it has no name; write one");
    if (policy.minimum < 2)
        return broken("minimum", "M >= 2: no key is ever within reach of one person; raise it");
    if (policy.idleMinutes < 1 || policy.idleMinutes > 120)
        return broken("idle_minutes",
                      "opened shares are dropped after 1 to 120 minutes; write a number from 1 to 120");
    for (std::size_t i = 0; i < policy.operations.size(); ++i)
        SR_TRY(checkOperation(policy, operationAt(i)));
    SR_TRY(checkSet(policy, "user-pin", policy.userPin));
    SR_TRY(checkSet(policy, "so-pin", policy.soPin));
    SR_TRY(checkSet(policy, "mbk", policy.mbk));
    // The SO can set a user PIN of its choice; the MBK and a medium need no HSM at all.
    const std::size_t user = policy.userPin.fewestMembers();
    if (policy.soPin.fewestMembers() < user)
        return broken("share set so-pin", "M(SO) >= M(user): the SO can set the user PIN; raise 'threshold'");
    if (policy.mbk.fewestMembers() < user)
        return broken("share set mbk",
                      "M(MBK) >= M(user): MBK and medium reach the key without the HSM; raise 'threshold'");
    SR_TRY(checkDistinctRoles("record", policy.record.roles));
    for (const Role role : policy.record.roles)
        if (role == Role::witness || !maySignRecord(role))
            return broken("record", std::string("role ") + nameOf(role) +
                                        " does not count in its quorum; take it out of 'roles'");
    if (policy.record.quorum < policy.minimum)
        return broken("record", "M >= minimum: at least the minimum of persons cosigns the record; raise "
                                "'quorum', or lower 'minimum'");
    if (policy.record.witnesses < 1)
        return broken("record", "at least one witness cosigns the record; raise 'witnesses'");
    for (const auto& [one, other] : policy.exclusions)
        if (one == other)
            return broken("exclusions",
                          std::string(nameOf(one)) + " excludes itself; name two different roles");
    for (const auto& [one, other] : {std::pair(Role::officer, Role::witness), {Role::officer, Role::auditor}})
        if (!policy.excludes(one, other))
            return broken("exclusions",
                          std::string(nameOf(one)) + " and " + nameOf(other) +
                              " must exclude each other: who acts does not attest; add that pair");
    return {};
}

Result<void> validate(const Policy& policy, const Roster& roster) {
    SR_TRY(validate(policy));
    const auto enough = [&](const std::string& where, const std::vector<Role>& roles,
                            std::uint64_t wanted) -> Result<void> {
        const std::size_t there = personsWith(roster, roles);
        if (there < wanted)
            return broken(where, std::to_string(wanted) + " persons with cards are needed, the roster has " +
                                     std::to_string(there));
        return {};
    };
    for (std::size_t i = 0; i < policy.operations.size(); ++i)
        SR_TRY(enough(std::string("operation ") + base::nameOf(operationAt(i)), policy.operations[i].roles,
                      policy.operations[i].of));
    for (const SplitPlan* plan : {&policy.userPin, &policy.soPin, &policy.mbk})
        SR_TRY(enough("shares", {Role::officer}, plan->memberCount()));
    SR_TRY(enough("record", policy.record.roles, policy.record.quorum));
    SR_TRY(enough("record", {Role::witness}, policy.record.witnesses));
    // One human being never has two roles that exclude each other.
    for (const Officer& one : roster.officers())
        for (const Officer& other : roster.officers())
            if (!one.name.empty() && one.name == other.name && policy.excludes(one.role, other.role))
                return broken("exclusions", one.person + " and " + other.person + " are the same person");
    return {};
}

} // namespace strongroom::custody
