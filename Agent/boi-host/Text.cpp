#include "Text.h"

#include <algorithm>
#include <array>

namespace boi {

namespace {

constexpr char32_t replacement = 0xFFFD;

/// What Windows-1252 has in place of the control characters 0x80 to 0x9F.
constexpr std::array<char32_t, 32> windowsSigns = {0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6,
    0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
    0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178};

/// Takes one code point off the front of a text that is not empty.
char32_t nextPoint(std::string_view &text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const auto take = [&](std::size_t count) { text.remove_prefix(count); };
    if (first < 0x80) {
        take(1);
        return first;
    }
    const std::size_t length = first >= 0xF0 && first < 0xF5 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    if (length == 0 || first >= 0xF5 || text.size() < length) {
        take(1);
        return replacement;
    }
    char32_t point = first & (0xFF >> (length + 1));
    for (std::size_t index = 1; index < length; ++index) {
        const auto byte = static_cast<unsigned char>(text[index]);
        if ((byte & 0xC0) != 0x80) {
            take(1);
            return replacement;
        }
        point = (point << 6) | (byte & 0x3F);
    }
    const bool isTooLong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    if (isTooLong || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) {
        take(1);
        return replacement;
    }
    take(length);
    return point;
}

}  // namespace

std::u32string codePoints(std::string_view text) {
    std::u32string points;
    points.reserve(text.size());
    while (!text.empty()) points.push_back(nextPoint(text));
    return points;
}

std::string toUTF8(char32_t point) {
    std::string text;
    if (point < 0x80) {
        text.push_back(static_cast<char>(point));
    } else if (point < 0x800) {
        text.push_back(static_cast<char>(0xC0 | (point >> 6)));
        text.push_back(static_cast<char>(0x80 | (point & 0x3F)));
    } else if (point < 0x10000) {
        text.push_back(static_cast<char>(0xE0 | (point >> 12)));
        text.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
        text.push_back(static_cast<char>(0x80 | (point & 0x3F)));
    } else {
        text.push_back(static_cast<char>(0xF0 | (point >> 18)));
        text.push_back(static_cast<char>(0x80 | ((point >> 12) & 0x3F)));
        text.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
        text.push_back(static_cast<char>(0x80 | (point & 0x3F)));
    }
    return text;
}

std::u16string toUTF16(std::string_view text) {
    std::u16string units;
    units.reserve(text.size());
    while (!text.empty()) {
        const char32_t point = nextPoint(text);
        if (point < 0x10000) {
            units.push_back(static_cast<char16_t>(point));
        } else {
            units.push_back(static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10)));
            units.push_back(static_cast<char16_t>(0xDC00 + ((point - 0x10000) & 0x3FF)));
        }
    }
    return units;
}

std::string toUTF8(std::u16string_view text) {
    std::string bytes;
    bytes.reserve(text.size());
    for (std::size_t index = 0; index < text.size(); ++index) {
        char32_t point = text[index];
        if (point < 0x80) {
            bytes.push_back(static_cast<char>(point));
            continue;
        }
        if (point >= 0xD800 && point < 0xE000) {
            const bool isPair =
                point < 0xDC00 && index + 1 < text.size() && text[index + 1] >= 0xDC00 && text[index + 1] < 0xE000;
            point = isPair ? 0x10000 + ((point - 0xD800) << 10) + (text[index + 1] - 0xDC00) : replacement;
            if (isPair) ++index;
        }
        bytes += toUTF8(point);
    }
    return bytes;
}

std::optional<unsigned char> windows1252(char32_t point) {
    if (point < 0x80 || (point >= 0xA0 && point <= 0xFF)) return static_cast<unsigned char>(point);
    const auto found = std::find(windowsSigns.begin(), windowsSigns.end(), point);
    if (found == windowsSigns.end()) return std::nullopt;
    return static_cast<unsigned char>(0x80 + (found - windowsSigns.begin()));
}

char32_t fromWindows1252(unsigned char byte) { return byte >= 0x80 && byte < 0xA0 ? windowsSigns[byte - 0x80u] : byte; }

std::string uppercased(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const char32_t point = nextPoint(text);
        if (point >= 'a' && point <= 'z') {
            result.push_back(static_cast<char>(point - 32));
        } else if (point < 0x80) {
            result.push_back(static_cast<char>(point));
        } else if (point == 0xDF) {
            result += "SS";
        } else if (point >= 0xE0 && point <= 0xFE && point != 0xF7) {
            result += toUTF8(static_cast<char32_t>(point - 32));
        } else if (point == 0xFF) {
            result += toUTF8(char32_t{0x178});
        } else if (point == 0x161 || point == 0x153 || point == 0x17E) {
            result += toUTF8(static_cast<char32_t>(point - 1));
        } else {
            result += toUTF8(point);
        }
    }
    return result;
}

bool isBlank(std::string_view text) { return text.find_first_not_of(' ') == std::string_view::npos; }

std::string lowercasedASCII(std::string_view text) {
    std::string result(text);
    for (auto &byte : result) {
        if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + 32);
    }
    return result;
}

}  // namespace boi
