#include "Arguments.h"

#include "HostError.h"
#include "Secret.h"

namespace boi {

namespace {

[[noreturn]] void refuse(const char *name, const char *what) {
    throw HostError(HostError::Code::badRequest, std::string("The argument ") + name + " is " + what + ".");
}

}  // namespace

const nlohmann::json &Arguments::value(const char *name) const {
    static const nlohmann::json nothing;
    const auto found = json.find(name);
    return found == json.end() ? nothing : *found;
}

std::optional<std::string> Arguments::optionalText(const char *name) const {
    const auto &found = value(name);
    if (found.is_null()) return std::nullopt;
    if (!found.is_string()) refuse(name, "not a text");
    return found.get<std::string>();
}

std::string Arguments::text(const char *name) const {
    auto found = optionalText(name);
    if (!found) refuse(name, "missing");
    return *found;
}

std::optional<std::int64_t> Arguments::optionalNumber(const char *name) const {
    const auto &found = value(name);
    if (found.is_null()) return std::nullopt;
    if (!found.is_number_integer()) refuse(name, "not a whole number");
    // Beyond what a signed number holds, a larger one means the same to every argument.
    if (found.is_number_unsigned() && found.get<std::uint64_t>() > INT64_MAX) return INT64_MAX;
    return found.get<std::int64_t>();
}

std::int64_t Arguments::number(const char *name) const {
    const auto found = optionalNumber(name);
    if (!found) refuse(name, "missing");
    return *found;
}

std::optional<std::string> Arguments::taken(const char *name) {
    auto found = optionalText(name);
    if (found) {
        wipe(json[name].get_ref<std::string &>());
        json.erase(name);
    }
    return found;
}

}  // namespace boi
