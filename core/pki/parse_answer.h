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

std::size_t maxFileSize(FileKind kind); // 64 KiB; 1 MiB for a CRL

// Lets libcrypto load and fetch all that parseFile needs, while files may still be opened: called before a
// sandbox is entered.
void warmUp();

// Never fails: a refusal is an answer too. The file has at most maxFileSize(kind) bytes.
base::Value parseFile(FileKind kind, ByteView file);

// The value inside {"parsed": ...}; the refusal as an Error (its detail escaped for display); childFailed for
// anything else.
Result<base::Value> readParseAnswer(std::string_view standardOutput);

} // namespace strongroom::pki
