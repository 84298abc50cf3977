#include "SageExpression.h"

#include <cctype>

#include "FakeObject.h"
#include "Text.h"

bool SageExpression::test() {
    place = 0;
    const bool result = disjunction();
    requireEnd();
    return result;
}

std::string SageExpression::evaluate() {
    place = 0;
    auto result = sum();
    requireEnd();
    return result;
}

bool SageExpression::disjunction() {
    bool result = conjunction();
    // Both sides are read, whatever the first one says.
    while (take("OR")) result = conjunction() || result;
    return result;
}

bool SageExpression::conjunction() {
    bool result = comparison();
    while (take("AND")) result = comparison() && result;
    return result;
}

bool SageExpression::comparison() {
    if (take("NOT")) return !comparison();
    if (take("(")) {
        const bool result = disjunction();
        require(")");
        return result;
    }
    const auto left = sum();
    for (const char *sign : {"<>", ">=", "<=", "=", ">", "<"}) {
        if (!take(sign)) continue;
        const int order = left.compare(sum());
        const std::string name(sign);
        if (name == "<>") return order != 0;
        return (order == 0 && name.back() == '=') || (order > 0 && name[0] == '>') || (order < 0 && name[0] == '<');
    }
    fail();
}

std::string SageExpression::sum() {
    auto result = operand();
    while (take("+")) result += operand();
    return result;
}

std::string SageExpression::operand() {
    skipBlanks();
    if (place >= text.size()) fail();
    const auto first = static_cast<unsigned char>(text[place]);
    if (first == '$') return hexadecimal();
    const auto begin = place;
    if (first == '"') {
        const auto end = text.find('"', begin + 1);
        if (end == std::string::npos) fail();
        place = end + 1;
        return text.substr(begin + 1, end - begin - 1);
    }
    while (place < text.size() && (std::isalnum(static_cast<unsigned char>(text[place])) != 0 || text[place] == '_')) ++place;
    if (place == begin) fail();
    if (std::isdigit(first) != 0) return text.substr(begin, place - begin);
    if (place < text.size() && text[place] == '$') ++place;
    const auto name = text.substr(begin, place - begin);
    return take("(") ? function(name) : value(name);
}

std::string SageExpression::function(const std::string &name) {
    auto argument = sum();
    if (name == "STP") {
        require(",");
        require("1");
        argument.erase(argument.find_last_not_of(' ') + 1);
    } else if (name != "STR") {
        fail();
    }
    require(")");
    return argument;
}

std::string SageExpression::hexadecimal() {
    std::string result;
    for (++place; place + 1 < text.size() && text[place] != '$'; place += 2) {
        const auto digits = text.substr(place, 2);
        if (digits.find_first_not_of("0123456789ABCDEF") != std::string::npos) fail();
        result += boi::toUTF8(boi::fromWindows1252(static_cast<unsigned char>(std::stoi(digits, nullptr, 16))));
    }
    if (place >= text.size() || text[place] != '$') fail();
    ++place;
    return result;
}

void SageExpression::skipBlanks() {
    while (place < text.size() && text[place] == ' ') ++place;
}

bool SageExpression::take(const std::string &token) {
    skipBlanks();
    if (text.compare(place, token.size(), token) != 0) return false;
    const auto end = place + token.size();
    // A word is no word where a name goes on.
    if (std::isalpha(static_cast<unsigned char>(token[0])) != 0 && end < text.size()
        && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '$' || text[end] == '_'))
        return false;
    place = end;
    return true;
}

void SageExpression::require(const std::string &token) {
    if (!take(token)) fail();
}

void SageExpression::requireEnd() {
    skipBlanks();
    if (place != text.size()) fail();
}

void SageExpression::fail() const { throw FakeException{"Error 20 in expression: syntax error."}; }
