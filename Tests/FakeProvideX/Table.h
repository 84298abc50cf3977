#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "KeyOrder.h"
#include "SageLayout.h"

using Row = std::vector<std::string>;

/// The rows of one table in the order of each of its indexes.
///
/// The order is that of the agent's own simulation: field by field by the bytes of UTF-8. A key is kept as one text, its
/// fields but the last filled with NUL to their width, which orders the same and is what a browse filter is compared to.
class Table {
public:
    explicit Table(boi::SageLayout layout);

    /// Loads a CSV file.
    ///
    /// \throws FolderError.
    void load(const std::string &csv);

    const boi::SageLayout &layout() const { return described; }
    /// Puts a row in, or in the place of the one with its primary key.
    void put(const Row &row);

    std::string key(const std::string &index, const Row &row) const;
    /// The key of an index made of values.
    std::string joined(const std::string &index, const boi::Key &values) const;
    const Row *find(const std::string &index, const std::string &key) const;
    /// The first row whose key begins with a text.
    const Row *first(const std::string &index, const std::string &prefix) const;
    /// The first row behind a key, while keys begin with a text.
    const Row *next(const std::string &index, const std::string &key, const std::string &prefix) const;

    std::optional<std::size_t> position(const std::string &column) const;
    Row blankRow() const;

private:
    boi::SageLayout described;
    std::map<std::string, boi::KeyOrder> orders;
    std::map<std::string, std::map<std::string, std::size_t>> indexes;
    std::vector<Row> rows;
};
