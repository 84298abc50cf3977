#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "KeyOrder.h"

namespace boi {

class WalkSource;

/// Finds out, once for each index of an object, what fills the fields of a key in a browse filter.
///
/// No public source says it, and a wrong guess would not fail but find nothing. So a record whose key has a field that
/// is not as wide as its column is looked for by its key, filled in each way that is known.
class KeyPadding {
public:
    /// \param preferred what is tried first.
    explicit KeyPadding(char32_t preferred) : preferred(preferred) {}

    /// What fills the fields; nothing where Sage does not fill them.
    ///
    /// Where no record has such a field, nothing depends on it yet: the guess is given, and not kept.
    ///
    /// \param isCancelled asked before each record; what is given then is a guess.
    /// \throws HostError with `unavailable` when no way finds the record.
    std::optional<char32_t> of(
        const std::string &index, const KeyOrder &order, WalkSource &source, const std::function<bool()> &isCancelled);

private:
    bool finds(const Key &key, std::optional<char32_t> padding, const KeyOrder &order, WalkSource &source) const;

    char32_t preferred;
    std::map<std::string, std::optional<char32_t>> known;
};

}  // namespace boi
