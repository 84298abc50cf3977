#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "Json.h"

namespace boi {

/// The arguments of a verb; what is missing or of another type is a `badRequest`.
class Arguments {
public:
    explicit Arguments(Json &json) : json(json) {}

    std::string text(const char *name) const;
    /// \return nothing where the argument is absent or null.
    std::optional<std::string> optionalText(const char *name) const;
    std::int64_t number(const char *name) const;
    std::optional<std::int64_t> optionalNumber(const char *name) const;
    /// An argument that is an object or a list; null where it is absent.
    const Json &value(const char *name) const;
    /// Takes a text out and leaves nothing of it behind.
    std::optional<std::string> taken(const char *name);

private:
    Json &json;
};

}  // namespace boi
