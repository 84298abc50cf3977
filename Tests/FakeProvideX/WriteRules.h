#pragma once

#include <map>
#include <optional>
#include <string>

#include "Company.h"

/// What is checked before a value or a record is taken: the rules and texts of the agent's own simulation.
namespace write_rules {

/// Why a value does not fit into a column.
std::optional<std::string> fault(const std::string &value, const boi::Column &column);

/// A value as the column holds it.
std::string stored(const std::string &value, const boi::Column &column);

struct Outcome {
    int code;
    std::string text;
};

/// Writes a record; of an existing one, what was not changed is taken as it is now.
Outcome write(Row row, const std::map<std::string, std::string> &changes, bool isNew, const std::string &table, Company &company);

}  // namespace write_rules
