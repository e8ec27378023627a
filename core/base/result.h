// Result<T>: a value or an Error, with the member names of std::expected (C++23), which the compilers of
// Debian 12 do not have. Invariant: holds exactly one of the two. Reading the wrong one ends the program:
// that is a mistake of ours, never of the input. No exception crosses a folder of core.
#pragma once

#include "core/base/error.h"

#include <cstdlib>
#include <optional>
#include <utility>
#include <variant>

namespace strongroom::base {

template<typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    bool has_value() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    T& value() & {
        return has_value() ? *std::get_if<0>(&m_state) : (std::abort(), *std::get_if<0>(&m_state));
    }
    const T& value() const& {
        return has_value() ? *std::get_if<0>(&m_state) : (std::abort(), *std::get_if<0>(&m_state));
    }
    T&& value() && { return std::move(value()); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(value()); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const {
        return has_value() ? (std::abort(), *std::get_if<1>(&m_state)) : *std::get_if<1>(&m_state);
    }

private:
    std::variant<T, Error> m_state;
};

template<>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}

    bool has_value() const noexcept { return !m_error; }
    explicit operator bool() const noexcept { return has_value(); }
    const Error& error() const { return m_error ? *m_error : (std::abort(), *m_error); }

private:
    std::optional<Error> m_error;
};

} // namespace strongroom::base

namespace strongroom {
using base::Result;
}

// Two macros, for the two shapes that otherwise fill every body: stop at an error and hand it on.
#define STRONGROOM_CONCAT_2(a, b) a##b
#define STRONGROOM_CONCAT(a, b) STRONGROOM_CONCAT_2(a, b)

// SR_TRY(expression of Result<void>);
#define SR_TRY(expression)                                                                                   \
    do {                                                                                                     \
        if (auto srTried = (expression); !srTried)                                                           \
            return srTried.error();                                                                          \
    } while (false)

// SR_ASSIGN(auto name, expression of Result<T>);
#define SR_ASSIGN(target, expression) SR_ASSIGN_2(target, expression, STRONGROOM_CONCAT(srResult, __LINE__))
#define SR_ASSIGN_2(target, expression, temporary)                                                           \
    auto temporary = (expression);                                                                           \
    if (!temporary)                                                                                          \
        return temporary.error();                                                                            \
    target = std::move(temporary).value()
