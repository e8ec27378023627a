// Entries of what did not go to plan: refusals, failures, exceptions, suspensions, and how dangling intents
// were settled after a crash.
#pragma once

#include "core/authority/fields.h"

namespace strongroom::authority {

// A command, card, share or file was refused; nothing was done. `code` is an ErrorCode's name.
struct Refused {
    static constexpr std::string_view type = "refused";
    std::string what, code, detail, person /* "-" if nobody in particular */;
    template<class F>
    void fields(F& f) {
        f("code", code), f("detail", detail), f("person", person), f("what", what);
    }
    bool operator==(const Refused&) const = default;
};

// A call that changes a token or a medium failed after its intent was written.
struct ActFailed {
    static constexpr std::string_view type = "act_failed";
    std::uint64_t intent = 0; // seq of the intent
    std::string code, detail, ckr /* hex or "-" */;
    template<class F>
    void fields(F& f) {
        f("ckr", ckr), f("code", code), f("detail", detail), f("intent", intent);
    }
    bool operator==(const ActFailed&) const = default;
};

// A dangling intent was looked into: `finding` is "done" (an outcome entry of its own follows or precedes),
// "not-done" (nothing of it is there), "undone" (what was half there was removed) or "given-up" (nobody could
// look: the ceremony was abandoned without the HSM being opened again).
struct IntentSettled {
    static constexpr std::string_view type = "intent_settled";
    std::uint64_t intent = 0;
    std::string finding, detail;
    template<class F>
    void fields(F& f) {
        f("detail", detail), f("finding", finding), f("intent", intent);
    }
    bool operator==(const IntentSettled&) const = default;
};

// The program was started again in the middle of a ceremony. `cut`: bytes of a torn last line set aside.
struct Resumed {
    static constexpr std::string_view type = "resumed";
    std::uint64_t cut = 0;
    std::vector<std::string> aside; // names of files set aside
    Digest program;
    template<class F>
    void fields(F& f) {
        f("aside", aside), f("cut", cut), f("program", program);
    }
    bool operator==(const Resumed&) const = default;
};

struct Suspended {
    static constexpr std::string_view type = "suspended";
    std::string reason;
    std::vector<std::string> by;
    template<class F>
    void fields(F& f) {
        f("by", by), f("reason", reason);
    }
    bool operator==(const Suspended&) const = default;
};

// People go on with a suspended ceremony.
struct SuspensionEnded {
    static constexpr std::string_view type = "suspension_ended";
    std::vector<std::string> by;
    template<class F>
    void fields(F& f) {
        f("by", by);
    }
    bool operator==(const SuspensionEnded&) const = default;
};

struct ExceptionRaised {
    static constexpr std::string_view type = "exception_raised";
    std::string kind; // note, deviation, stop
    std::string expected, happened, decided;
    std::vector<std::string> by;
    template<class F>
    void fields(F& f) {
        f("by", by), f("decided", decided), f("expected", expected), f("happened", happened), f("kind", kind);
    }
    bool operator==(const ExceptionRaised&) const = default;
};

// How an exception ended: corrected, another-attempt, contingency, left-out, suspend, abandon.
struct ExceptionEnded {
    static constexpr std::string_view type = "exception_ended";
    std::uint64_t exception = 0; // seq of exception_raised
    std::string ending;
    template<class F>
    void fields(F& f) {
        f("ending", ending), f("exception", exception);
    }
    bool operator==(const ExceptionEnded&) const = default;
};

} // namespace strongroom::authority
