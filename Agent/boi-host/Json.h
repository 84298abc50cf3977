#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace boi {

/// A value of JSON: what frames, settings and filters are made of.
///
/// The library that reads JSON stands behind `parse` alone: its header costs each file that includes it seconds to compile.
class Json {
public:
    using List = std::vector<Json>;
    using Member = std::pair<std::string, Json>;
    /// In the order of the text; of several members of one name the last one counts.
    using Object = std::vector<Member>;

    /// A deeper text is refused: it would use up the stack of what walks it.
    static constexpr std::size_t deepest = 64;

    /// `null`.
    Json() = default;
    Json(std::nullptr_t) {}
    Json(std::string text) : value(std::move(text)) {}
    Json(const char *text) : value(std::string(text)) {}
    Json(List list) : value(std::move(list)) {}
    Json(std::initializer_list<Member> members) : value(Object(members)) {}
    template <typename Number, typename = std::enable_if_t<std::is_integral_v<Number>>>
    Json(Number number) {
        if constexpr (std::is_same_v<Number, bool>)
            value = number;
        else
            value = static_cast<std::int64_t>(number);
    }
    Json(double number) : value(number) {}
    template <typename Element>
    Json(std::vector<Element> elements) {
        List list;
        list.reserve(elements.size());
        for (auto &element : elements) list.emplace_back(std::move(element));
        value = std::move(list);
    }
    /// `null` for nothing.
    template <typename Value>
    Json(std::optional<Value> optional) {
        if (optional) *this = Json(*std::move(optional));
    }

    static Json object() { return Json(std::initializer_list<Member>{}); }

    /// Reads a text; nothing where it is not JSON in UTF-8, or nested too deep.
    ///
    /// A whole number beyond 64 bits with a sign is the nearest of those.
    static std::optional<Json> parse(std::string_view text);

    /// The value as a text in UTF-8; in its own texts, bytes that are none become U+FFFD.
    std::string written() const;

    bool isNull() const { return std::holds_alternative<std::nullptr_t>(value); }
    /// Whether it is `true`, rather than `false` or no truth value at all.
    bool isTrue() const;
    /// Each gives nothing where the value is of another type.
    const std::string *text() const { return std::get_if<std::string>(&value); }
    const std::int64_t *whole() const { return std::get_if<std::int64_t>(&value); }
    const List *list() const { return std::get_if<List>(&value); }
    const Object *members() const { return std::get_if<Object>(&value); }

    /// The member of this name; nothing where there is none, or where the value is no object.
    const Json *find(std::string_view name) const;

    /// Sets a member of an object.
    void set(const std::string &name, Json member);

    /// Takes a member out of an object; nothing where there is none.
    std::optional<Json> taken(std::string_view name);

    /// Overwrites the texts of the members of this name, and takes them away.
    void erase(std::string_view name);

    bool operator==(const Json &other) const { return value == other.value; }

private:
    class Reader;

    void write(std::string &text) const;

    std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, List, Object> value = nullptr;
};

}  // namespace boi
