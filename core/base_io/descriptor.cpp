#include "core/base_io/descriptor.h"

#include <unistd.h>

namespace strongroom::base_io {

int Descriptor::close() noexcept {
    // Never repeated after EINTR: Linux has let go of the number by then.
    return m_number < 0 ? 0 : ::close(std::exchange(m_number, -1));
}

} // namespace strongroom::base_io
