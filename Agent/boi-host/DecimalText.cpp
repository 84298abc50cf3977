#include "DecimalText.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace boi::decimal {

namespace {

/// The widest double without an exponent has 309 digits, and no column more than 30 decimals.
constexpr std::size_t bufferSize = 352;
constexpr int mostDecimals = 30;
/// Digits that a double holds without noise.
constexpr int digitsOfDouble = 15;

std::string fixed(double value, int decimals) {
    std::array<char, bufferSize> buffer{};
    const int length = std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals, value);
    return std::string(buffer.data(), static_cast<std::size_t>(std::max(length, 0)));
}

bool isDigits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char byte) { return byte >= '0' && byte <= '9'; });
}

}  // namespace

std::optional<std::string> fromDouble(double value, std::optional<int> scale) {
    if (!std::isfinite(value)) return std::nullopt;
    if (scale) {
        const int decimals = std::clamp(*scale, 0, mostDecimals);
        const std::string text = fixed(value, decimals);
        const double rest = std::fabs(std::strtod(text.c_str(), nullptr) - value);
        if (rest <= 1e-9 * std::max(1.0, std::fabs(value)) * std::pow(10.0, -decimals)
            || std::fabs(value) >= 1e15)
            return normalized(text, scale);
    }
    const int whole = value == 0 ? 1 : static_cast<int>(std::floor(std::log10(std::fabs(value)))) + 1;
    const std::string text = fixed(value, std::clamp(digitsOfDouble - whole, 0, mostDecimals));
    return normalized(text, scale);
}

std::string fromUnits(std::uint32_t high, std::uint64_t low, int decimals, bool isNegative, std::optional<int> scale) {
    std::array<std::uint32_t, 3> words = {high, static_cast<std::uint32_t>(low >> 32), static_cast<std::uint32_t>(low)};
    std::string digits;
    while (words[0] != 0 || words[1] != 0 || words[2] != 0) {
        std::uint64_t rest = 0;
        for (auto &word : words) {
            const std::uint64_t part = (rest << 32) | word;
            word = static_cast<std::uint32_t>(part / 10);
            rest = part % 10;
        }
        digits.insert(digits.begin(), static_cast<char>('0' + rest));
    }
    const auto places = static_cast<std::size_t>(std::clamp(decimals, 0, mostDecimals));
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, ".");
    return normalized((isNegative ? "-" : "") + digits, scale).value_or("0");
}

std::optional<std::string> normalized(std::string_view text, std::optional<int> scale) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return std::nullopt;
    text = text.substr(first, text.find_last_not_of(' ') - first + 1);
    bool isNegative = false;
    if (text.front() == '-' || text.front() == '+') {
        isNegative = text.front() == '-';
        text.remove_prefix(1);
    } else if (text.back() == '-') {
        isNegative = true;
        text.remove_suffix(1);
    }
    const auto point = text.find('.');
    std::string_view whole = text.substr(0, point);
    const std::string_view decimals = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    if ((whole.empty() && decimals.empty()) || !isDigits(whole) || !isDigits(decimals)) return std::nullopt;
    whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
    std::string fraction(decimals);
    const auto least = static_cast<std::size_t>(std::clamp(scale.value_or(0), 0, mostDecimals));
    while (fraction.size() > least && fraction.back() == '0') fraction.pop_back();
    fraction.append(least - std::min(least, fraction.size()), '0');
    const bool isZero = whole.empty() && fraction.find_first_not_of('0') == std::string::npos;
    std::string result = isNegative && !isZero ? "-" : "";
    result += whole.empty() ? "0" : std::string(whole);
    if (!fraction.empty()) result += "." + fraction;
    return result;
}

}  // namespace boi::decimal
