#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace boi {

/// A frame that breaks the rules, after which nothing that follows can be read.
struct BrokenFrame : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Cuts a stream of bytes into frames, and overwrites what it hands out: a frame may hold a password.
class FrameReader {
public:
    /// The longest frame both ways: a page of 10,000 records fits, and a length that is none cannot take all memory.
    static constexpr std::size_t limit = 16u * 1024 * 1024;

    ~FrameReader();

    /// Takes bytes as they came.
    void append(std::string_view bytes);

    /// The next whole frame's content, or nothing until more bytes come.
    ///
    /// \throws BrokenFrame for a length of 0 or beyond the limit.
    std::optional<std::string> next();

private:
    std::string buffer;
    std::size_t begin = 0;
};

/// The four bytes before a frame's content.
std::string frameHead(std::size_t length);

}  // namespace boi
