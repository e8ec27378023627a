// What a screen shows to people who compare, read aloud or decide: fields, boxes, digests. Values without
// layout. Texts are translated by the window; values are shown as they are.
#pragma once

#include "core/base/text.h"

#include <string>
#include <vector>

namespace strongroom::api {

// "Subject" and "CN=Example Root R1"; lines of the value are separated by LF. A sentence has no value.
struct Field {
    Text name;
    std::string value;
    bool operator==(const Field&) const = default;
};

// What people do besides pressing a button. Each kind has its own place and sign on a screen.
enum class BoxKind { readAloud, compare, byHand, photograph };
struct Box {
    BoxKind kind = BoxKind::byHand;
    Text text;
    bool operator==(const Box&) const = default;
};

// SHA-256, 64 hex digits; a screen shows it in words too.
struct NamedDigest {
    Text name; // of what
    std::string hex;
    bool operator==(const NamedDigest&) const = default;
};

// One of several things that are compared or approved: each is shown, and decided, singly.
struct ShownSubject {
    std::string subject; // as in OpenAct; "" where nothing is decided
    std::vector<Field> fields;
    std::vector<Box> boxes;
    std::string digest; // of the exact bytes, hex
    bool operator==(const ShownSubject&) const = default;
};

} // namespace strongroom::api
