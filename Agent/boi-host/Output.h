#pragma once

#include <windows.h>

#include <atomic>
#include <mutex>

#include "HostError.h"
#include "Json.h"

namespace boi {

/// Standard output as a stream of frames, from any thread.
class Output {
public:
    explicit Output(HANDLE handle) : handle(handle) {}

    /// Writes a frame whole; nothing any more once writing failed, or the output was closed.
    ///
    /// \throws HostError with `unavailable` for a frame beyond the limit, which nobody could read.
    void send(const Json &frame);
    void sendError(std::uint64_t id, const HostError &error);

    /// Drops what would be written from now on.
    void close() { isClosed = true; }

private:
    HANDLE handle;
    std::mutex mutex;
    std::atomic<bool> isClosed{false};
};

}  // namespace boi
