// Papers as PDF, for the commands that write one: ui/print needs a QGuiApplication, but no display.
#pragma once

#include "core/api/document.h"
#include "core/base/result.h"
#include "core/base/time.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace strongroom::app {

// Of what stands around the document on paper (ui/print/paper.h).
struct AroundDocument {
    std::string reference;
    std::optional<UtcTime> time;
    std::vector<api::Signer> signers;
};

// Writes a new file; fileExists when its name is taken.
Result<void> writePdf(const api::Document& document, const AroundDocument& around,
                      const std::filesystem::path& file);

// The PDF of a document's canonical JSON (a transcript's, as it lies in authority/transcripts).
Result<void> printDocument(const std::filesystem::path& json, const std::filesystem::path& file);

} // namespace strongroom::app
