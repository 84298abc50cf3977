#pragma once

#include <functional>
#include <string>

/// The part of Sage's language that filters and result sets are written in: texts, numbers, `+`, comparisons, `AND`, `OR`, `NOT`,
/// `STP` and `STR`.
///
/// Evaluated while it is read, once for each record; a fake need not be fast.
class SageExpression {
public:
    /// \param value gives a field's value by its name, with `$` behind that of a text.
    SageExpression(std::string text, std::function<std::string(const std::string &)> value)
        : text(std::move(text)), value(std::move(value)) {}

    /// \throws FakeException for what is none.
    bool test();
    std::string evaluate();

private:
    bool disjunction();
    bool conjunction();
    bool comparison();
    std::string sum();
    std::string operand();
    std::string function(const std::string &name);
    std::string hexadecimal();

    void skipBlanks();
    bool take(const std::string &token);
    void require(const std::string &token);
    void requireEnd();
    [[noreturn]] void fail() const;

    std::string text;
    std::function<std::string(const std::string &)> value;
    std::size_t place = 0;
};
