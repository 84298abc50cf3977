#pragma once

#include <cstddef>
#include <string>

namespace boi {

/// Overwrites memory in a way that a compiler does not leave out.
inline void wipe(void *memory, std::size_t size) {
    auto *byte = static_cast<volatile unsigned char *>(memory);
    while (size-- > 0) *byte++ = 0;
}

/// Overwrites a text, and empties it.
template <typename Character>
void wipe(std::basic_string<Character> &text) {
    text.resize(text.capacity());
    wipe(text.data(), text.size() * sizeof(Character));
    text.clear();
}

/// A text that is overwritten when it goes, and does not get copied on the way.
class Secret {
public:
    Secret() = default;
    /// Takes the text over and overwrites the one that was given.
    explicit Secret(std::string &text) : text(text) { wipe(text); }
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;
    Secret(Secret &&other) noexcept : text(other.text) { wipe(other.text); }
    Secret &operator=(Secret &&other) noexcept {
        wipe(text);
        text = other.text;
        wipe(other.text);
        return *this;
    }
    ~Secret() { wipe(text); }

    const std::string &value() const { return text; }

private:
    std::string text;
};

}  // namespace boi
