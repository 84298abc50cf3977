#include "KeyPadding.h"

#include <algorithm>

#include "HostError.h"
#include "PageWalk.h"

namespace boi {

namespace {

/// Records looked at for one with a short field; tables where the first ones have none hold full fields as a rule.
constexpr int mostRecords = 64;

}  // namespace

std::optional<char32_t> KeyPadding::of(const std::string &index, const KeyOrder &order, WalkSource &source) {
    if (order.fieldCount() < 2) return preferred;
    if (const auto found = known.find(index); found != known.end()) return found->second;
    source.setBrowseFilter("");
    bool isThere = source.moveFirst();
    int count = 0;
    for (; isThere && count < mostRecords; ++count, isThere = source.moveNext()) {
        const Key key = order.key(source.record());
        bool isShort = false;
        for (std::size_t field = 0; field + 1 < key.size(); ++field) isShort = isShort || order.leavesRoom(key[field], field);
        if (!isShort) continue;
        for (const std::optional<char32_t> padding :
            {std::optional<char32_t>(preferred), std::optional<char32_t>(0), std::optional<char32_t>(' '),
                std::optional<char32_t>()}) {
            if (finds(key, padding, order, source)) return known[index] = padding;
        }
        throw HostError(HostError::Code::unavailable,
            "Sage's browse filter does not find a record of the index " + index + " by its key.");
    }
    // A table with nothing to tell by yet is asked again; in a long one, there hardly is anything.
    if (count == mostRecords) known[index] = preferred;
    return preferred;
}

bool KeyPadding::finds(
    const Key &key, std::optional<char32_t> padding, const KeyOrder &order, WalkSource &source) const {
    source.setBrowseFilter(order.joined(key, padding));
    const bool isFound = source.moveFirst() && order.key(source.record()) == key;
    source.setBrowseFilter("");
    return isFound;
}

}  // namespace boi
