#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace boi {

/// UTF-8 to UTF-16; bytes that are none become U+FFFD.
std::u16string toUTF16(std::string_view text);

/// UTF-16 to UTF-8; halves of surrogate pairs become U+FFFD.
std::string toUTF8(std::u16string_view text);

/// The code points of a text in UTF-8; bytes that are none become U+FFFD.
std::u32string codePoints(std::string_view text);

/// A code point in UTF-8.
std::string toUTF8(char32_t point);

/// The byte of Windows-1252 for a code point, where there is one.
std::optional<unsigned char> windows1252(char32_t point);

/// The code point of a byte of Windows-1252; the five bytes that it leaves open stand for themselves.
char32_t fromWindows1252(unsigned char byte);

/// A text in capitals as Sage's indexes keep it: the letters of Windows-1252, `ß` as `SS`.
std::string uppercased(std::string_view text);

/// Whether a text holds nothing but blanks.
bool isBlank(std::string_view text);

/// The text with ASCII letters in lower case; for patterns and names, not for data.
std::string lowercasedASCII(std::string_view text);

}  // namespace boi
