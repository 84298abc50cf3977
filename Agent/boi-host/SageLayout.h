#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boi {

/// One column of a table: a text, or a number with a number of decimals.
struct Column {
    std::string name;
    bool isNumber = false;
    /// The width of a text; empty where nothing is known of the column.
    std::optional<int> length;
    /// The decimals of a number; empty where nothing is known of the column.
    std::optional<int> scale;

    /// The name as the interface wants it: with `$` behind the name of a text.
    std::string sageName() const { return isNumber ? name : name + "$"; }
};

/// One field of an index.
struct KeyField {
    std::string column;
    /// Whether Sage keeps the value in capitals in this index.
    bool isUppercased = false;
};

/// The fields of an index in order; each of its keys is unique.
using KeyFields = std::vector<KeyField>;

/// What public file layouts say of one table.
struct SageLayout {
    std::string name;
    /// What Sage calls one record in its messages.
    std::string noun;
    std::vector<Column> columns;
    /// By name in capitals; `KPRIMARY` is always there.
    std::map<std::string, KeyFields> indexes;
    /// The business objects that edit records of this table, and those that only read them.
    std::vector<std::string> writers;
    std::vector<std::string> readers;

    const Column *column(std::string_view name) const;

    /// Every table that is known, in the order of the agent's own simulation of Sage, whose layouts these are.
    static std::vector<SageLayout> all();

    /// Whether a column is one of the six audit fields, which some tables do not have.
    static bool isAuditColumn(std::string_view name);
};

}  // namespace boi
