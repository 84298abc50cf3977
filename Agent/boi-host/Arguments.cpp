#include "Arguments.h"

#include "HostError.h"

namespace boi {

namespace {

[[noreturn]] void refuse(const char *name, const char *what) {
    throw HostError(HostError::Code::badRequest, std::string("The argument ") + name + " is " + what + ".");
}

}  // namespace

const Json &Arguments::value(const char *name) const {
    static const Json nothing;
    const auto *found = json.find(name);
    return found ? *found : nothing;
}

std::optional<std::string> Arguments::optionalText(const char *name) const {
    const auto &found = value(name);
    if (found.isNull()) return std::nullopt;
    if (!found.text()) refuse(name, "not a text");
    return *found.text();
}

std::string Arguments::text(const char *name) const {
    auto found = optionalText(name);
    if (!found) refuse(name, "missing");
    return *found;
}

std::optional<std::int64_t> Arguments::optionalNumber(const char *name) const {
    const auto &found = value(name);
    if (found.isNull()) return std::nullopt;
    if (!found.whole()) refuse(name, "not a whole number");
    return *found.whole();
}

std::int64_t Arguments::number(const char *name) const {
    const auto found = optionalNumber(name);
    if (!found) refuse(name, "missing");
    return *found;
}

std::optional<std::string> Arguments::taken(const char *name) {
    auto found = optionalText(name);
    json.erase(name);
    return found;
}

}  // namespace boi
