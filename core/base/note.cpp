#include "core/base/note.h"

#include "core/base/canonical.h"
#include "core/base/hex.h"

#include <algorithm>

namespace strongroom::base {

namespace {

constexpr std::string_view lineStart = "\xE2\x80\x94 "; // an em dash and a space

Error badNote(const std::string& what) {
    return Error{ErrorCode::badFormat, "a signed note " + what};
}

// White space of Unicode (property White_Space), as the UTF-8 of each.
constexpr std::string_view spaces[] = {" ",
                                       "\x7F",
                                       "\xC2\x85",
                                       "\xC2\xA0",
                                       "\xE1\x9A\x80",
                                       "\xE2\x80\x80",
                                       "\xE2\x80\x81",
                                       "\xE2\x80\x82",
                                       "\xE2\x80\x83",
                                       "\xE2\x80\x84",
                                       "\xE2\x80\x85",
                                       "\xE2\x80\x86",
                                       "\xE2\x80\x87",
                                       "\xE2\x80\x88",
                                       "\xE2\x80\x89",
                                       "\xE2\x80\x8A",
                                       "\xE2\x80\xA8",
                                       "\xE2\x80\xA9",
                                       "\xE2\x80\xAF",
                                       "\xE2\x81\x9F",
                                       "\xE3\x80\x80"};

bool hasControl(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
}

bool isKeyName(std::string_view name) {
    if (name.empty() || name.find('+') != std::string_view::npos || name.find('\n') != std::string_view::npos)
        return false;
    return std::none_of(std::begin(spaces), std::end(spaces),
                        [&](std::string_view space) { return name.find(space) != std::string_view::npos; });
}

Result<NoteSignature> readSignature(std::string_view line, std::size_t number) {
    const std::string place = "has a bad signature line " + std::to_string(number) + ": ";
    if (!line.starts_with(lineStart))
        return badNote(place + "it does not begin with an em dash and a space");
    line.remove_prefix(lineStart.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || !isKeyName(line.substr(0, space)))
        return badNote(place + "no key name");
    const auto bytes = fromBase64(line.substr(space + 1));
    NoteSignature signature;
    if (!bytes || bytes->size() <= signature.keyId.size())
        return badNote(place + "no key id and signature in base64");
    signature.name = line.substr(0, space);
    const auto end = bytes->begin() + static_cast<std::ptrdiff_t>(signature.keyId.size());
    std::copy(bytes->begin(), end, signature.keyId.begin());
    signature.signature.assign(end, bytes->end());
    return signature;
}

} // namespace

Result<std::string> writeNote(const Note& note) {
    std::string bytes = note.text + "\n";
    for (const NoteSignature& signature : note.signatures) {
        Bytes payload(signature.keyId.begin(), signature.keyId.end());
        append(payload, signature.signature);
        bytes.append(lineStart).append(signature.name).append(" ").append(toBase64(payload)).append("\n");
    }
    const auto again = readNote(bytes);
    if (!again)
        return Error{ErrorCode::badArgument, again.error().detail};
    if (*again != note)
        return Error{ErrorCode::badArgument, "a signed note would be read as another one"};
    return bytes;
}

Result<Note> readNote(std::string_view bytes) {
    if (!isValidUtf8(bytes))
        return badNote("is not UTF-8");
    if (hasControl(bytes))
        return badNote("has a control character");
    // The last blank line: the text may have blank lines of its own, signature lines have none.
    const std::size_t blank = bytes.rfind("\n\n");
    if (blank == std::string_view::npos)
        return badNote("has no blank line before its signatures");
    Note note{std::string(bytes.substr(0, blank + 1)), {}};
    std::string_view rest = bytes.substr(blank + 2);
    if (rest.empty() || rest.back() != '\n')
        return badNote("does not end with a signature line and its line feed");
    while (!rest.empty()) {
        if (note.signatures.size() == Note::maxSignatures)
            return badNote("has more than 100 signatures");
        const std::size_t end = rest.find('\n');
        SR_ASSIGN(NoteSignature signature, readSignature(rest.substr(0, end), note.signatures.size() + 1));
        note.signatures.push_back(std::move(signature));
        rest.remove_prefix(end + 1);
    }
    return note;
}

} // namespace strongroom::base
