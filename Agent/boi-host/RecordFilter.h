#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "Json.h"
#include "SageLayout.h"

namespace boi {

/// A test that a record passes or not, with its columns looked up.
class RecordFilter {
public:
    /// Reads a filter as the protocol writes it.
    ///
    /// An audit column that the table does not have counts as blank.
    ///
    /// \throws HostError with `badRequest`, or `unknownColumn` for any other column that is not there.
    RecordFilter(const Json &json, const std::vector<Column> &columns);

    bool passes(const std::vector<std::string> &record) const;

    /// The test in Sage's language, for `nGetResultSets`; it lets through every record that passes, and may let through more.
    ///
    /// Numbers are left to ``passes``, since Sage writes them in its own way.
    /// Signs that could end a text are written as `$hexadecimal$`. A text that Windows-1252 cannot hold equals none.
    std::string expression() const;

private:
    enum class Kind { isOne, atLeast, isBlank, any, all };

    RecordFilter() = default;
    void read(const Json &json, const std::vector<Column> &columns, int depth);
    void readTest(const Json &json, const std::vector<Column> &columns);

    Kind kind = Kind::all;
    /// Where the column stands in a record, and its name as Sage wants it.
    std::size_t position = 0;
    std::string column;
    bool isNumber = false;
    std::unordered_set<std::string> values;
    std::string least;
    std::vector<RecordFilter> parts;
};

/// A text as a literal of Sage's language, or nothing where Windows-1252 cannot hold it.
std::optional<std::string> sageLiteral(const std::string &text);

}  // namespace boi
