#include "RecordFilter.h"

#include <algorithm>

#include "HostError.h"
#include "Text.h"

namespace boi {

namespace {

/// Deeper filters than any that makes sense would use up the stack.
constexpr int deepest = 16;

[[noreturn]] void refuse(const std::string &message) { throw HostError(HostError::Code::badRequest, message); }

bool isPlain(char32_t point) {
    return (point >= '0' && point <= '9') || (point >= 'A' && point <= 'Z') || (point >= 'a' && point <= 'z')
        || point == ' ' || point == '-' || point == '.' || point == '/' || point == '_';
}

}  // namespace

RecordFilter::RecordFilter(const Json &json, const std::vector<Column> &columns) { read(json, columns, 0); }

void RecordFilter::read(const Json &json, const std::vector<Column> &columns, int depth) {
    if (!json.members() || depth > deepest) refuse("A filter is an object, at most 16 deep.");
    const auto *any = json.find("any");
    const auto *list = any ? any : json.find("all");
    if (!list) return readTest(json, columns);
    kind = any ? Kind::any : Kind::all;
    if (!list->list()) refuse("any and all take a list of filters.");
    for (const auto &member : *list->list()) {
        RecordFilter part;
        part.read(member, columns, depth + 1);
        parts.push_back(std::move(part));
    }
}

void RecordFilter::readTest(const Json &json, const std::vector<Column> &columns) {
    const auto *named = json.find("column");
    if (!named || !named->text()) refuse("A filter names its column.");
    const auto &name = *named->text();
    if (const auto *ones = json.find("isOne")) {
        kind = Kind::isOne;
        if (!ones->list()) refuse("isOne takes a list of texts.");
        for (const auto &value : *ones->list()) {
            if (!value.text()) refuse("isOne takes a list of texts.");
            values.insert(*value.text());
        }
    } else if (const auto *bound = json.find("atLeast")) {
        kind = Kind::atLeast;
        if (!bound->text()) refuse("atLeast takes a text.");
        least = *bound->text();
    } else if (const auto *blank = json.find("isBlank")) {
        kind = Kind::isBlank;
        if (!blank->isTrue()) refuse("isBlank takes true.");
    } else {
        refuse("A filter is isOne, atLeast, isBlank, any or all.");
    }
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const Column &other) { return other.name == name; });
    if (found != columns.end()) {
        position = static_cast<std::size_t>(found - columns.begin());
        column = found->sageName();
        isNumber = found->isNumber;
        return;
    }
    if (!SageLayout::isAuditColumn(name))
        throw HostError(HostError::Code::unknownColumn, "There is no column " + name + ".");
    const bool passesBlank = kind == Kind::isBlank || (kind == Kind::isOne && values.count("") > 0);
    kind = passesBlank ? Kind::all : Kind::any;
}

bool RecordFilter::passes(const std::vector<std::string> &record) const {
    const auto passesPart = [&](const RecordFilter &part) { return part.passes(record); };
    switch (kind) {
        case Kind::isOne: return values.count(record[position]) > 0;
        case Kind::atLeast: return !isBlank(record[position]) && record[position].compare(least) >= 0;
        case Kind::isBlank: return isBlank(record[position]);
        case Kind::any: return std::any_of(parts.begin(), parts.end(), passesPart);
        case Kind::all: return std::all_of(parts.begin(), parts.end(), passesPart);
    }
    return false;
}

std::string RecordFilter::expression() const {
    constexpr auto never = "1=0";
    constexpr auto always = "1=1";
    if (isNumber) return always;
    std::vector<std::string> terms;
    switch (kind) {
        case Kind::isOne: {
            std::vector<std::string> sorted(values.begin(), values.end());
            std::sort(sorted.begin(), sorted.end());
            for (const auto &value : sorted) {
                if (const auto literal = sageLiteral(value)) terms.push_back(column + "=" + *literal);
            }
            break;
        }
        case Kind::atLeast: {
            // What Windows-1252 cannot hold is compared by the host alone: Sage lets everything through that is not blank.
            const auto literal = sageLiteral(least);
            const auto isThere = "STP(" + column + ",1)<>\"\"";
            return literal ? "(" + isThere + " AND " + column + ">=" + *literal + ")" : isThere;
        }
        case Kind::isBlank: return "STP(" + column + ",1)=\"\"";
        case Kind::any:
        case Kind::all:
            for (const auto &part : parts) terms.push_back(part.expression());
    }
    if (terms.empty()) return kind == Kind::all ? always : never;
    std::string text = terms.front();
    for (std::size_t index = 1; index < terms.size(); ++index) text += (kind == Kind::all ? " AND " : " OR ") + terms[index];
    return "(" + text + ")";
}

std::optional<std::string> sageLiteral(const std::string &text) {
    constexpr auto digits = "0123456789ABCDEF";
    const auto points = codePoints(text);
    if (std::all_of(points.begin(), points.end(), isPlain)) return "\"" + text + "\"";
    std::string literal = "$";
    for (const char32_t point : points) {
        const auto byte = windows1252(point);
        if (!byte) return std::nullopt;
        literal += digits[*byte >> 4];
        literal += digits[*byte & 15];
    }
    return literal + "$";
}

}  // namespace boi
