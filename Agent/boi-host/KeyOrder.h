#pragma once

#include <optional>
#include <string>
#include <vector>

#include "SageLayout.h"

namespace boi {

/// The values of an index's fields, or of the first ones.
using Key = std::vector<std::string>;

/// The order of one index of one table: field by field, byte by byte.
class KeyOrder {
public:
    /// By which bytes texts are compared.
    enum class Bytes { windows1252, utf8 };

    /// \param fields the index's fields, each of which is one of the columns.
    /// \throws HostError with `unknownColumn`.
    KeyOrder(const KeyFields &fields, const std::vector<Column> &columns, Bytes bytes);

    std::size_t fieldCount() const { return fields.size(); }
    const KeyFields &keyFields() const { return fields; }

    /// The key of a record.
    Key key(const std::vector<std::string> &record) const;

    /// A key as the index holds it; fields beyond the index's are dropped.
    Key normalized(const Key &key) const;

    /// Compares two keys as far as both go: less than 0, 0, or more.
    int compare(const Key &left, const Key &right) const;

    /// The key as one text, its fields but the last filled to their width.
    ///
    /// \param padding what fills them; nothing where Sage does not.
    std::string joined(const Key &key, std::optional<char32_t> padding) const;

    /// The first fields of a key as one text, all of them filled.
    std::string front(const Key &key, std::size_t count, std::optional<char32_t> padding) const;

    /// A value as it stands in front of the next field.
    std::string filled(const std::string &value, std::size_t field, std::optional<char32_t> padding) const;

    /// Whether a value leaves room to be filled in front of a further field.
    bool leavesRoom(const std::string &value, std::size_t field) const;

    /// Every sign that a key may hold, in the order of its bytes, from the one behind `sign` on.
    std::u32string signsBehind(char32_t sign) const;

private:
    int compare(const std::string &left, const std::string &right) const;

    KeyFields fields;
    std::vector<std::size_t> positions;
    std::vector<int> widths;
    Bytes bytes;
};

}  // namespace boi
