#pragma once

#include <cstdint>
#include <string>

#include "Json.h"

namespace boi {

/// A frame from the agent, checked as far as its type goes; what a verb's arguments hold is looked at when it runs.
struct Message {
    enum class Type { hello, request, credit, cancel, ping, abort };

    Type type = Type::ping;
    /// 0 for `hello` alone.
    std::uint64_t id = 0;
    /// The verb of a `request`.
    std::string verb;
    /// The arguments of a `request`, an object.
    Json arguments;
    /// How many pages a `credit` adds.
    std::uint32_t pages = 0;
    /// Whether the agent speaks version 1, and how long the host lives without a frame, of a `hello`.
    bool speaksVersion1 = false;
    int idleSeconds = defaultIdleSeconds;

    static constexpr int defaultIdleSeconds = 30;
    static constexpr std::uint64_t largestId = 9007199254740991;

    /// Reads a frame's content.
    ///
    /// \throws BrokenFrame for what is not a frame of the protocol.
    static Message parse(const std::string &content);
};

}  // namespace boi
