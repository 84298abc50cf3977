#include "Table.h"

#include <algorithm>

#include "CSVReader.h"
#include "DecimalText.h"

Table::Table(boi::SageLayout layout) : described(std::move(layout)) {
    for (const auto &[name, fields] : described.indexes)
        orders.emplace(name, boi::KeyOrder(fields, described.columns, boi::KeyOrder::Bytes::utf8));
}

void Table::load(const std::string &csv) {
    CSVReader reader(csv);
    const auto heading = reader.next();
    if (!heading) return;
    std::vector<std::optional<std::size_t>> positions;
    for (const auto &name : *heading) positions.push_back(position(name));
    while (const auto fields = reader.next()) {
        if (fields->size() != positions.size()) throw FolderError("a row with more or fewer fields than headings");
        Row row(described.columns.size());
        for (std::size_t index = 0; index < fields->size(); ++index) {
            if (!positions[index]) continue;
            const auto &column = described.columns[*positions[index]];
            const auto &text = (*fields)[index];
            auto &value = row[*positions[index]];
            value = text;
            if (!column.isNumber || text.empty()) continue;
            const auto number = boi::decimal::normalized(text, column.scale);
            if (!number) throw FolderError(column.name + " holds what is not a number");
            value = *number;
        }
        if (find("KPRIMARY", key("KPRIMARY", row)) != nullptr) throw FolderError("two records with one primary key");
        put(row);
    }
}

void Table::put(const Row &row) {
    auto &primary = indexes["KPRIMARY"];
    const auto found = primary.find(key("KPRIMARY", row));
    const std::size_t place = found == primary.end() ? rows.size() : found->second;
    if (found == primary.end()) {
        rows.push_back(row);
    } else {
        for (const auto &[name, order] : orders) indexes[name].erase(key(name, rows[place]));
        rows[place] = row;
    }
    for (const auto &[name, order] : orders) indexes[name][key(name, row)] = place;
}

std::string Table::key(const std::string &index, const Row &row) const { return joined(index, orders.at(index).key(row)); }

std::string Table::joined(const std::string &index, const boi::Key &values) const {
    const auto &order = orders.at(index);
    return order.joined(order.normalized(values), U'\0');
}

const Row *Table::find(const std::string &index, const std::string &key) const {
    const auto keys = indexes.find(index);
    if (keys == indexes.end()) return nullptr;
    const auto found = keys->second.find(key);
    return found == keys->second.end() ? nullptr : &rows[found->second];
}

const Row *Table::first(const std::string &index, const std::string &prefix) const {
    const auto keys = indexes.find(index);
    if (keys == indexes.end()) return nullptr;
    const auto found = keys->second.lower_bound(prefix);
    const bool isThere = found != keys->second.end() && found->first.compare(0, prefix.size(), prefix) == 0;
    return isThere ? &rows[found->second] : nullptr;
}

const Row *Table::next(const std::string &index, const std::string &key, const std::string &prefix) const {
    const auto keys = indexes.find(index);
    if (keys == indexes.end()) return nullptr;
    const auto found = keys->second.upper_bound(key);
    const bool isThere = found != keys->second.end() && found->first.compare(0, prefix.size(), prefix) == 0;
    return isThere ? &rows[found->second] : nullptr;
}

std::optional<std::size_t> Table::position(const std::string &column) const {
    const auto *found = described.column(column);
    if (found == nullptr) return std::nullopt;
    return static_cast<std::size_t>(found - described.columns.data());
}

Row Table::blankRow() const {
    Row row;
    // Sage's numbers are never blank.
    for (const auto &column : described.columns)
        row.push_back(column.isNumber ? boi::decimal::normalized("0", column.scale).value_or("0") : "");
    return row;
}
