#include "PageRequest.h"

#include <algorithm>

#include "Arguments.h"
#include "HostError.h"
#include "Text.h"

namespace boi {

namespace {

[[noreturn]] void refuse(const std::string &message) { throw HostError(HostError::Code::badRequest, message); }

std::optional<Key> parseKey(const Json &list) {
    if (list.isNull()) return std::nullopt;
    if (!list.list()) refuse("A key is a list of texts.");
    Key key;
    for (const auto &part : *list.list()) {
        if (!part.text()) refuse("A key is a list of texts.");
        key.push_back(*part.text());
    }
    return key;
}

}  // namespace

KeyFields PageRequest::parseFields(const Json &list) {
    if (!list.list()) refuse("The fields of an index are a list.");
    KeyFields fields;
    for (const auto &field : *list.list()) {
        const auto *column = field.find("column");
        if (field.text()) {
            fields.push_back({*field.text(), false});
        } else if (column && column->text()) {
            const auto *flag = field.find("uppercased");
            fields.push_back({*column->text(), flag && flag->isTrue()});
        } else {
            refuse("The fields of an index are names of columns.");
        }
    }
    return fields;
}

PageRequest PageRequest::parse(Json &json) {
    const Arguments arguments(json);
    PageRequest request;
    if (const auto index = arguments.optionalText("index")) request.index = uppercased(*index);
    if (!arguments.value("fields").isNull()) request.fields = parseFields(arguments.value("fields"));
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
