// What `strongroom-helper parse request|certificate|crl` answers: one canonical value on its standard output,
// {"parsed": value} or {"refused": {"code": ..., "detail": ...}}. The helper calls parseFile, the engine
// readParseAnswer; the values inside are read by requestFromValue, certificateFromValue and crlFromValue.
#pragma once

#include "core/base/canonical.h"

#include <string>
#include <string_view>

namespace strongroom::pki {

enum class FileKind { request, certificate, crl };
Result<FileKind> fileKindFromName(std::string_view name);

// Never fails: a refusal is an answer too.
base::Value parseFile(FileKind kind, ByteView file);

// The value inside {"parsed": ...}; the refusal as an Error (its detail escaped for display); childFailed for
// anything else.
Result<base::Value> readParseAnswer(std::string_view standardOutput);

} // namespace strongroom::pki
