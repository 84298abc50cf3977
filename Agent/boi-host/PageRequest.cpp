#include "PageRequest.h"

#include <algorithm>

#include "Arguments.h"
#include "HostError.h"
#include "Text.h"

namespace boi {

namespace {

[[noreturn]] void refuse(const std::string &message) { throw HostError(HostError::Code::badRequest, message); }

std::optional<Key> parseKey(const nlohmann::json &list) {
    if (list.is_null()) return std::nullopt;
    if (!list.is_array()) refuse("A key is a list of texts.");
    Key key;
    for (const auto &part : list) {
        if (!part.is_string()) refuse("A key is a list of texts.");
        key.push_back(part.get<std::string>());
    }
    return key;
}

}  // namespace

KeyFields PageRequest::parseFields(const nlohmann::json &list) {
    if (!list.is_array()) refuse("The fields of an index are a list.");
    KeyFields fields;
    for (const auto &field : list) {
        if (field.is_string()) {
            fields.push_back({field.get<std::string>(), false});
        } else if (field.is_object() && field.contains("column") && field.at("column").is_string()) {
            const auto flag = field.find("uppercased");
            fields.push_back({field.at("column").get<std::string>(), flag != field.end() && *flag == true});
        } else {
            refuse("The fields of an index are names of columns.");
        }
    }
    return fields;
}

PageRequest PageRequest::parse(nlohmann::json &json) {
    const Arguments arguments(json);
    PageRequest request;
    if (const auto index = arguments.optionalText("index")) request.index = uppercased(*index);
    if (!arguments.value("fields").is_null()) request.fields = parseFields(arguments.value("fields"));
    request.after = parseKey(arguments.value("after"));
    request.from = parseKey(arguments.value("from"));
    request.through = parseKey(arguments.value("through"));
    request.filter = arguments.value("filter");
    if (const auto limit = arguments.optionalNumber("limit"))
        request.limit = static_cast<std::size_t>(std::clamp(*limit, std::int64_t{1}, largestLimit));
    if (const auto examine = arguments.optionalNumber("examine"))
        request.examine = static_cast<std::size_t>(std::max(*examine, std::int64_t{0}));
    return request;
}

}  // namespace boi
