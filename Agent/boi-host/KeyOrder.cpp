#include "KeyOrder.h"

#include <algorithm>

#include "HostError.h"
#include "Text.h"

namespace boi {

namespace {

/// A text by the bytes of Windows-1252; what it does not have stands behind all that it has.
std::u32string orderedByWindows1252(const std::string &text) {
    std::u32string result = codePoints(text);
    for (auto &point : result) {
        if (const auto byte = windows1252(point)) {
            point = *byte;
        } else {
            point += 0x100;
        }
    }
    return result;
}

bool isASCII(const std::string &text) {
    return std::all_of(text.begin(), text.end(), [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
}

}  // namespace

KeyOrder::KeyOrder(const KeyFields &fields, const std::vector<Column> &columns, Bytes bytes)
    : fields(fields), bytes(bytes) {
    for (const auto &field : fields) {
        const auto found = std::find_if(
            columns.begin(), columns.end(), [&](const Column &column) { return column.name == field.column; });
        if (found == columns.end())
            throw HostError(HostError::Code::unknownColumn, "There is no column " + field.column + ", a field of the index.");
        positions.push_back(static_cast<std::size_t>(found - columns.begin()));
        widths.push_back(found->length.value_or(0));
    }
}

Key KeyOrder::key(const std::vector<std::string> &record) const {
    Key key;
    for (std::size_t index = 0; index < fields.size(); ++index) {
        const std::string &value = record[positions[index]];
        key.push_back(fields[index].isUppercased ? uppercased(value) : value);
    }
    return key;
}

Key KeyOrder::normalized(const Key &key) const {
    Key result(key.begin(), key.begin() + static_cast<std::ptrdiff_t>(std::min(key.size(), fields.size())));
    for (std::size_t index = 0; index < result.size(); ++index) {
        if (fields[index].isUppercased) result[index] = uppercased(result[index]);
    }
    return result;
}

int KeyOrder::compare(const Key &left, const Key &right) const {
    for (std::size_t index = 0; index < std::min(left.size(), right.size()); ++index) {
        const int order = compare(left[index], right[index]);
        if (order != 0) return order;
    }
    return 0;
}

int KeyOrder::compare(const std::string &left, const std::string &right) const {
    if (bytes == Bytes::utf8 || (isASCII(left) && isASCII(right))) return left.compare(right);
    return orderedByWindows1252(left).compare(orderedByWindows1252(right));
}

std::string KeyOrder::joined(const Key &key, std::optional<char32_t> padding) const {
    return key.empty() ? "" : front(key, key.size() - 1, padding) + key.back();
}

std::string KeyOrder::front(const Key &key, std::size_t count, std::optional<char32_t> padding) const {
    std::string text;
    for (std::size_t index = 0; index < count; ++index) text += filled(key[index], index, padding);
    return text;
}

std::string KeyOrder::filled(const std::string &value, std::size_t field, std::optional<char32_t> padding) const {
    std::string text = value;
    if (!padding) return text;
    const std::string filler = toUTF8(*padding);
    for (auto length = static_cast<int>(codePoints(value).size()); length < widths[field]; ++length) text += filler;
    return text;
}

bool KeyOrder::leavesRoom(const std::string &value, std::size_t field) const {
    if (field + 1 >= fields.size()) return false;
    return widths[field] == 0 || static_cast<int>(codePoints(value).size()) < widths[field];
}

std::u32string KeyOrder::signsBehind(char32_t sign) const {
    std::u32string signs;
    for (unsigned byte = 1; byte < 0x100; ++byte) signs.push_back(fromWindows1252(static_cast<unsigned char>(byte)));
    // The bytes of UTF-8 order like code points.
    if (bytes == Bytes::utf8) std::sort(signs.begin(), signs.end());
    const auto isBehind = [&](char32_t other) { return compare(toUTF8(other), toUTF8(sign)) > 0; };
    signs.erase(std::remove_if(signs.begin(), signs.end(), [&](char32_t other) { return !isBehind(other); }), signs.end());
    return signs;
}

}  // namespace boi
