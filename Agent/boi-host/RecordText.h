#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace boi {

/// Splits the text of a record at its separators, each a code point of its own; a separator at the end ends the last field.
std::vector<std::string> splitRecord(std::string_view text, const std::u32string &separators);

/// Splits a list of names as `sGetColumns` and `sGetDataSources` give it: at line ends, commas, blanks and the record's separators.
std::vector<std::string> splitNames(std::string_view text, const std::u32string &separators);

}  // namespace boi
