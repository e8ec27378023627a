// What a fresh process is asked after an erase (PROTOCOL P10), and its answer. Two looks: when the objects
// were destroyed, the user logs in, sees nothing, and none of the keys that were there signs; when the token
// was reset, it is blank, and the security officer's PIN that was given is the one it knows. Request and
// answer hold no secret; the PIN travels apart. The engine writes the request, `strongroom-helper
// prove-empty` looks.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/hsm/module.h"

#include <string>
#include <string_view>
#include <vector>

namespace strongroom::hsm {

enum class ErasureStage { destroyed, reset };
const char* nameOf(ErasureStage stage) noexcept;

struct EmptinessRequest {
    ModuleSpec module;
    std::string serial;
    ErasureStage stage = ErasureStage::destroyed;
    struct Key {
        Bytes id, spki;
        bool operator==(const Key&) const = default;
    };
    std::vector<Key> keys; // that were in the token

    std::string text() const;
    static Result<EmptinessRequest> fromText(std::string_view text);
    bool operator==(const EmptinessRequest&) const = default;
};

// Loads the module and looks. `pin`: the user's for the first look, the security officer's for the second.
// Answers what was proven: "no objects, no signature" or the case of P10 ("a", "b"). tokenNotBlank says what
// is still there.
Result<std::string> proveEmpty(const EmptinessRequest& request, const Secret& pin);

} // namespace strongroom::hsm
