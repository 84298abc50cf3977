#pragma once

#include <optional>
#include <string>
#include <vector>

#include "Json.h"
#include "KeyOrder.h"

namespace boi {

/// Which records to read, in the order of an index; the meaning stands in `docs/boi-host-protocol.md`.
struct PageRequest {
    std::string index = "KPRIMARY";
    /// The fields of an index that no layout names.
    KeyFields fields;
    std::optional<Key> after;
    std::optional<Key> from;
    std::optional<Key> through;
    /// The filter as it came; null for none.
    Json filter;
    std::size_t limit = 250;
    /// How many records are looked at most; 0 for all.
    std::size_t examine = 0;

    static constexpr std::int64_t largestLimit = 10000;

    /// Reads the arguments of `readPage` and `scan`.
    ///
    /// \throws HostError with `badRequest`.
    static PageRequest parse(Json &arguments);

    /// Reads the fields of an index, each a name or `{"column", "uppercased"}`.
    static KeyFields parseFields(const Json &list);

    /// Whether all records of the page lie below one key: `from` and `through` are the same.
    bool isOfOneKey() const { return from && through && *from == *through && !from->empty(); }
};

}  // namespace boi
