#include "Json.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "Secret.h"
#include "Text.h"

namespace boi {

namespace {

void writeText(const std::string &text, std::string &written) {
    const bool isASCII = std::all_of(text.begin(), text.end(), [](char sign) { return static_cast<unsigned char>(sign) < 0x80; });
    written += '"';
    // What is no UTF-8 would make the whole frame unreadable.
    for (const char sign : isASCII ? text : toUTF8(toUTF16(text))) {
        if (sign == '"' || sign == '\\') {
            written += '\\';
            written += sign;
        } else if (static_cast<unsigned char>(sign) < 0x20) {
            std::array<char, 8> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(sign));
            written += escaped.data();
        } else {
            written += sign;
        }
    }
    written += '"';
}

}  // namespace

/// Is told by the library what it reads, piece by piece, and puts the value together.
class Json::Reader {
public:
    bool null() { return add(nullptr); }
    bool boolean(bool isTrue) { return add(isTrue); }
    bool number_integer(std::int64_t number) { return add(number); }
    bool number_unsigned(std::uint64_t number) { return add(std::min<std::uint64_t>(number, INT64_MAX)); }
    bool number_float(double number, const std::string &) { return add(number); }
    bool string(std::string &text) { return add(std::move(text)); }
    bool binary(std::vector<std::uint8_t> &) { return false; }
    bool start_object(std::size_t) { return begin(Json::object()); }
    bool start_array(std::size_t) { return begin(List()); }
    bool key(std::string &name) { return open.back().first = std::move(name), true; }
    bool end_object() { return end(); }
    bool end_array() { return end(); }
    bool parse_error(std::size_t, const std::string &, const nlohmann::json::exception &) { return false; }

    Json root;

private:
    bool begin(Json value) {
        if (open.size() >= deepest) return false;
        open.emplace_back("", std::move(value));
        return true;
    }

    bool end() {
        auto whole = std::move(open.back().second);
        open.pop_back();
        return add(std::move(whole));
    }

    bool add(Json found) {
        if (open.empty()) {
            root = std::move(found);
            return true;
        }
        auto &[name, holder] = open.back();
        if (auto *list = std::get_if<List>(&holder.value))
            list->push_back(std::move(found));
        else
            std::get<Object>(holder.value).emplace_back(std::move(name), std::move(found));
        return true;
    }

    /// The values that are not whole yet, from the outermost on, each with the name of the member that comes next.
    std::vector<Member> open;
};

std::optional<Json> Json::parse(std::string_view text) {
    Reader reader;
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &reader)) return std::nullopt;
    return std::move(reader.root);
}

std::string Json::written() const {
    std::string text;
    write(text);
    return text;
}

void Json::write(std::string &written) const {
    const auto separate = [&](bool isFirst) {
        if (!isFirst) written += ',';
    };
    if (const auto *elements = list()) {
        written += '[';
        for (const auto &element : *elements) {
            separate(&element == &elements->front());
            element.write(written);
        }
        written += ']';
    } else if (const auto *all = members()) {
        written += '{';
        for (const auto &member : *all) {
            separate(&member == &all->front());
            writeText(member.first, written);
            written += ':';
            member.second.write(written);
        }
        written += '}';
    } else if (const auto *string = text()) {
        writeText(*string, written);
    } else if (const auto *number = whole()) {
        written += std::to_string(*number);
    } else if (const auto *fraction = std::get_if<double>(&value)) {
        std::array<char, 32> digits{};
        std::snprintf(digits.data(), digits.size(), "%.17g", *fraction);
        written += digits.data();
    } else {
        written += isNull() ? "null" : isTrue() ? "true" : "false";
    }
}

bool Json::isTrue() const {
    const auto *flag = std::get_if<bool>(&value);
    return flag != nullptr && *flag;
}

const Json *Json::find(std::string_view name) const {
    const auto *all = members();
    if (all == nullptr) return nullptr;
    const auto found = std::find_if(all->rbegin(), all->rend(), [&](const Member &member) { return member.first == name; });
    return found == all->rend() ? nullptr : &found->second;
}

void Json::set(const std::string &name, Json member) {
    erase(name);
    std::get<Object>(value).emplace_back(name, std::move(member));
}

std::optional<Json> Json::taken(std::string_view name) {
    auto *all = std::get_if<Object>(&value);
    if (all == nullptr) return std::nullopt;
    const auto found = std::find_if(all->rbegin(), all->rend(), [&](const Member &member) { return member.first == name; });
    if (found == all->rend()) return std::nullopt;
    std::optional<Json> taken = std::move(found->second);
    erase(name);
    return taken;
}

void Json::erase(std::string_view name) {
    auto *all = std::get_if<Object>(&value);
    if (all == nullptr) return;
    for (auto &[other, member] : *all) {
        if (auto *text = std::get_if<std::string>(&member.value); text != nullptr && other == name) wipe(*text);
    }
    all->erase(std::remove_if(all->begin(), all->end(), [&](const Member &member) { return member.first == name; }), all->end());
}

}  // namespace boi
