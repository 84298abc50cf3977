#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "Automation.h"
#include "Json.h"

namespace boi {

/// What the thread that talks to Sage is busy with, for whoever asks from another thread.
class Activity : public CallObserver {
public:
    void verbBegins(std::uint64_t id, const std::string &verb);
    void verbEnds();
    void callBegins(const std::string &member) override;
    void callEnds() override;

    /// The `busy` of a `pong`.
    Json busy() const;

private:
    using Clock = std::chrono::steady_clock;

    mutable std::mutex mutex;
    std::optional<std::uint64_t> id;
    std::string verb;
    Clock::time_point verbBegan;
    std::optional<std::string> call;
    Clock::time_point callBegan;
};

}  // namespace boi
