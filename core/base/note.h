// A C2SP signed note: text, a blank line, and signature lines
//     — <key name> <base64(4 bytes of key id || signature)>
// This is the form alone: nothing is verified here (core/audit/checkpoint.h does). Invariant: a Note that was
// read is written back as the same bytes.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace strongroom::base {

using KeyId = std::array<std::uint8_t, 4>;

struct NoteSignature {
    std::string name; // UTF-8, not empty, no white space, no '+'
    KeyId keyId{};
    Bytes signature; // at least one byte

    bool operator==(const NoteSignature&) const = default;
};

struct Note {
    std::string text;                      // what is signed; ends with LF
    std::vector<NoteSignature> signatures; // at most maxSignatures

    static constexpr std::size_t maxSignatures = 100;
    bool operator==(const Note&) const = default;
};

// badArgument for a Note that readNote would refuse.
Result<std::string> writeNote(const Note& note);

// badFormat with the line that is wrong: not UTF-8, a control character, no blank line, no signature line, a
// signature line in another form than the one above.
Result<Note> readNote(std::string_view bytes);

} // namespace strongroom::base
