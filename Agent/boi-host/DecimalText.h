#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boi {

/// Numbers as decimal text: no exponent, no plus sign, no leading zeros, no negative zero.
///
/// Sage's interface hands numbers over as binary floating point; they are turned into text here, once. What a scale
/// adds are zeros; decimals beyond it are kept when they are more than the noise of a double, since a cut amount would
/// be a wrong one.
namespace decimal {

/// Writes a double.
///
/// \param value any number; infinities and NaN give an empty result.
/// \param scale the column's decimals; without them as few as the number allows.
std::optional<std::string> fromDouble(double value, std::optional<int> scale);

/// Writes an integer of 96 bits with a number of decimals, as VARIANTs hold `DECIMAL`.
///
/// \param high the upper 32 bits, \p low the lower 64.
/// \param decimals 0 to 28.
std::string fromUnits(std::uint32_t high, std::uint64_t low, int decimals, bool isNegative, std::optional<int> scale);

/// Brings a number that is text to a scale: ` 12.5` at 2 is `12.50`, `12-` is `-12.00`.
///
/// \return the number, or nothing for what is none; a blank is none.
std::optional<std::string> normalized(std::string_view text, std::optional<int> scale);

}  // namespace decimal
}  // namespace boi
