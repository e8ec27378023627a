// What a drill asks of a process of its own, and its answer: wrapped keys are unwrapped as session objects,
// each signs the statement that goes with it, and is destroyed. Request and answer are canonical values
// without a secret; user PIN and backup key travel apart. The engine writes the request and reads the answer,
// `strongroom-helper prove` does the rest; the signatures are verified by the engine, never here.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/hsm/module.h"

#include <string>
#include <string_view>
#include <vector>

namespace strongroom::hsm {

struct WrappedProof {
    Bytes blob;      // RFC 5649
    Bytes spki;      // on record
    Bytes statement; // what the key signs
    bool operator==(const WrappedProof&) const = default;
};

struct ProveRequest {
    ModuleSpec module;
    std::string serial; // of the token
    std::vector<WrappedProof> keys;

    std::string text() const;
    static Result<ProveRequest> fromText(std::string_view text);
    bool operator==(const ProveRequest&) const = default;
};

// One signature for each key, in order; the key's usual algorithm.
std::string proveAnswerText(const std::vector<Bytes>& signatures);
Result<std::vector<Bytes>> proveAnswerFromText(std::string_view text);

// Loads the module, logs in, unwraps, signs, destroys and logs out. badFormat when a blob does not open.
Result<std::vector<Bytes>> proveWrappedKeys(const ProveRequest& request, const Secret& userPin,
                                            const Secret& mbk);

} // namespace strongroom::hsm
