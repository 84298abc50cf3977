#pragma once

#include <atomic>
#include <cstdint>

namespace boi {

/// What the agent still says about a request while it runs or waits.
struct Steering {
    std::atomic<bool> isCancelled{false};
    /// How many pages a scan may still send.
    std::atomic<std::int64_t> credit{0};
};

}  // namespace boi
