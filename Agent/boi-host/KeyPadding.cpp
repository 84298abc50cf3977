#include "KeyPadding.h"

#include <algorithm>

#include "HostError.h"
#include "PageWalk.h"

namespace boi {

std::optional<char32_t> KeyPadding::of(
    const std::string &index, const KeyOrder &order, WalkSource &source, const std::function<bool()> &isCancelled) {
    if (order.fieldCount() < 2) return preferred;
    if (const auto found = known.find(index); found != known.end()) return found->second;
    source.setBrowseFilter("");
    // To the end if need be: with a wrong guess the first short field, wherever it stands, would not be found.
    for (bool isThere = source.moveFirst(); isThere && !isCancelled(); isThere = source.moveNext()) {
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
