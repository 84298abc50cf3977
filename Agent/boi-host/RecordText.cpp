#include "RecordText.h"

#include "Text.h"

namespace boi {

namespace {

std::vector<std::string> encoded(const std::u32string &points) {
    std::vector<std::string> texts;
    for (const char32_t point : points) texts.push_back(toUTF8(point));
    return texts;
}

/// How many bytes of a separator begin at a place; 0 for none.
std::size_t separatorAt(std::string_view text, std::size_t place, const std::vector<std::string> &separators) {
    for (const auto &separator : separators) {
        if (text.compare(place, separator.size(), separator) == 0) return separator.size();
    }
    return 0;
}

}  // namespace

std::vector<std::string> splitRecord(std::string_view text, const std::u32string &separators) {
    const auto ends = encoded(separators);
    std::vector<std::string> fields;
    std::size_t begin = 0;
    for (std::size_t place = 0; place < text.size();) {
        const std::size_t length = separatorAt(text, place, ends);
        if (length > 0) {
            fields.emplace_back(text.substr(begin, place - begin));
            begin = place + length;
            place = begin;
        } else {
            ++place;
        }
    }
    if (begin < text.size()) fields.emplace_back(text.substr(begin));
    return fields;
}

std::vector<std::string> splitNames(std::string_view text, const std::u32string &separators) {
    std::vector<std::string> names;
    for (auto &name : splitRecord(text, separators + U"\r\n,\t ")) {
        if (!name.empty()) names.push_back(std::move(name));
    }
    return names;
}

}  // namespace boi
