// A file descriptor that is closed exactly once. Every descriptor of ours is close-on-exec.
#pragma once

#include <utility>

namespace strongroom::base_io {

class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) noexcept : m_number(number) {}
    Descriptor(Descriptor&& other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(m_number, other.m_number);
        return *this;
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }

    int number() const noexcept { return m_number; }
    bool isOpen() const noexcept { return m_number >= 0; }
    int release() noexcept { return std::exchange(m_number, -1); } // the caller closes it
    int close() noexcept; // what close(2) answered; 0 when nothing was open

private:
    int m_number = -1;
};

} // namespace strongroom::base_io
