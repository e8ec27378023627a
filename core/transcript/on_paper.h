// What stands around a transcript on paper and is no part of what the cards sign: the ceremony, the time of
// its last entry, and who signs with a pen. Read from the transcript itself, so that an old one prints like a
// new one. Here because it knows the tables that transcript.cpp writes.
#pragma once

#include "core/api/document.h"
#include "core/base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace strongroom::transcript {

struct OnPaper {
    std::string ceremony;             // empty when the document does not say it
    std::optional<UtcTime> time;      // of the last entry
    std::vector<api::Signer> signers; // the roster, in its order
};

OnPaper onPaper(const api::Document& document);

} // namespace strongroom::transcript
