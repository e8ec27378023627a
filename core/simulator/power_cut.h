// A power cut: the process is gone before the next instruction, as by SIGKILL. Nothing is flushed, closed or
// told. Threads: any.
#pragma once

namespace strongroom::simulator {

[[noreturn]] void cutPower() noexcept;

} // namespace strongroom::simulator
