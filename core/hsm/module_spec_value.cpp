#include "core/hsm/module_spec_value.h"

namespace strongroom::hsm {

using base::Value;

Value valueOf(const ModuleSpec& module) {
    Value::Array environment;
    for (const auto& [name, content] : module.environment) {
        Value variable;
        variable.set("name", name).set("value", content);
        environment.push_back(std::move(variable));
    }
    Value value;
    value.set("arguments", module.initialiseArguments).set("environment", std::move(environment));
    value.set("path", module.path);
    return value;
}

Result<ModuleSpec> moduleSpecFrom(const Value& value) {
    base::ObjectReader reader(value);
    ModuleSpec module;
    module.path = reader.text("path");
    module.initialiseArguments = reader.text("arguments");
    const Value::Array environment = reader.array("environment");
    SR_TRY(reader.finish());
    for (const Value& item : environment) {
        base::ObjectReader variable(item);
        std::string name = variable.text("name"), content = variable.text("value");
        SR_TRY(variable.finish());
        module.environment.emplace_back(std::move(name), std::move(content));
    }
    return module;
}

} // namespace strongroom::hsm
