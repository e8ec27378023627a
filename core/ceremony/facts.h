// Names of what is true at a step of a plan, for its check. A kind gives facts and needs facts (outline.h); a
// fact of a new kind is a line here. Values; nothing here knows what a fact means.
#pragma once

#include <string>

namespace strongroom::ceremony {

// What an earlier ceremony of the same authority leaves behind, where this plan does not found one.
enum class Lasts {
    ceremony, // it holds only when a step of this plan brought it about
    hsm,      // from before only where the policy leaves the HSM filled between ceremonies, or the plan
              // proves none blank
    record,   // from before, until a step takes it away
};

struct Fact {
    std::string name;
    Lasts lasts = Lasts::record;
};

namespace facts {

inline Fact founded() {
    return {"founded", Lasts::record};
}
inline Fact enrolled(const std::string& role) {
    return {"enrolled " + role, Lasts::record};
}
inline Fact blank(const std::string& device) {
    return {"blank " + device, Lasts::ceremony};
}
inline Fact initialised(const std::string& device) {
    return {"initialised " + device, Lasts::hsm};
}
inline Fact recordKey(const std::string& device) {
    return {"record key " + device, Lasts::hsm};
}
inline Fact key(const std::string& key) {
    return {"key " + key, Lasts::record};
}
// The key's newest blobs lie on the medium; the drill from there passed.
inline Fact backedUp(const std::string& key, const std::string& medium) {
    return {"backup " + key + " " + medium, Lasts::record};
}
inline Fact drilled(const std::string& key, const std::string& medium) {
    return {"drill " + key + " " + medium, Lasts::record};
}
// People broke the medium: nothing is on it any more.
inline Fact destroyed(const std::string& medium) {
    return {"destroyed " + medium, Lasts::record};
}
// A request or other input from outside was read, checked and accepted.
inline Fact takenIn(const std::string& input) {
    return {"taken in " + input, Lasts::ceremony};
}
// A certificate, by the plan's name of it: what issues others, and what is revoked.
inline Fact issued(const std::string& object) {
    return {"issued " + object, Lasts::record};
}
// It stays so: no fact takes it away.
inline Fact revoked(const std::string& object) {
    return {"revoked " + object, Lasts::record};
}
inline Fact checkpoint(const std::string& kind) {
    return {"checkpoint " + kind, Lasts::ceremony};
}
// One key, or any, is in the HSM and can sign there.
inline Fact inHsm(const std::string& device, const std::string& key) {
    return {"in HSM " + device + " " + key, Lasts::hsm};
}
inline Fact holdsKeys(const std::string& device) {
    return {"holds keys " + device, Lasts::hsm};
}
inline Fact workstation() {
    return {"workstation", Lasts::ceremony};
}
inline Fact clock() {
    return {"clock", Lasts::ceremony};
}
inline Fact transcript() {
    return {"transcript", Lasts::ceremony};
}
// Only entries of the tail follow (PROTOCOL P5).
inline Fact closed() {
    return {"closed", Lasts::ceremony};
}
inline Fact recordOn(const std::string& medium) {
    return {"record on " + medium, Lasts::ceremony};
}
// An HSM of this plan has a button that erases it without any PIN.
inline Fact eraseButton() {
    return {"erase button", Lasts::ceremony};
}

} // namespace facts

} // namespace strongroom::ceremony
