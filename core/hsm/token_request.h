// Private to this folder. What every request to a fresh process says of a token: the library, the serial, and
// the keys it is asked about.
#pragma once

#include "core/hsm/module_spec_value.h"

#include <vector>

namespace strongroom::hsm {

// `write` makes the object of one key.
template<typename Key, typename Write>
base::Value tokenRequest(const ModuleSpec& module, const std::string& serial, const std::vector<Key>& keys,
                         Write write) {
    base::Value::Array list;
    for (const Key& key : keys)
        list.push_back(write(key));
    base::Value value;
    value.set("keys", std::move(list)).set("module", valueOf(module)).set("serial", serial);
    return value;
}

} // namespace strongroom::hsm
