#include "Verbs.h"

#include <algorithm>
#include <map>

namespace boi {

namespace {

using nlohmann::json;

json toJSON(const std::optional<Key> &key) { return key ? json(*key) : json(nullptr); }

json describe(const std::vector<Column> &columns) {
    json list = json::array();
    for (const auto &column : columns) {
        json described = {{"name", column.name}, {"type", column.isNumber ? "number" : "text"}};
        const auto &size = column.isNumber ? column.scale : column.length;
        described[column.isNumber ? "scale" : "length"] = size ? json(*size) : json(nullptr);
        list.push_back(std::move(described));
    }
    return {{"columns", std::move(list)}};
}

}  // namespace

void Verbs::perform(Message &request, Steering &steering) {
    try {
        if (steering.isCancelled) throw HostError(HostError::Code::cancelled, "The request was cancelled before it began.");
        auto found = value(request, steering);
        output.send({{"type", "result"}, {"id", request.id}, {"value", std::move(found)}});
    } catch (const ComFailure &failure) {
        session.poison();
        output.sendError(request.id, failure);
    } catch (const HostError &error) {
        output.sendError(request.id, error);
    } catch (const std::exception &) {
        // Memory that ran out, most likely; what it says helps nobody at the other end.
        output.sendError(request.id, HostError(HostError::Code::unavailable, "The host failed at this request."));
    }
}

json Verbs::value(Message &request, Steering &steering) {
    Arguments arguments(request.arguments);
    const auto &verb = request.verb;
    if (verb == "openSession") return session.open(arguments);
    if (verb == "closeSession") {
        session.close();
        return json::object();
    }
    session.requireAlive();
    if (verb == "clock") return session.clock();
    if (verb == "businessObject") return session.makeObject(arguments);
    if (verb == "lastErrorMessage" && arguments.value("object").is_null()) return {{"text", session.lastErrorMessage()}};
    if (verb == "readPage") return readPage(arguments, request.arguments, steering);
    if (verb == "scan") return scan(request, arguments, request.arguments, steering);
    if (verb == "dropObject") {
        session.dropObject(arguments.number("object"));
        return json::object();
    }
    using Call = std::function<json(SageObject &)>;
    const std::map<std::string, Call> calls = {
        {"columns", [](SageObject &object) { return describe(object.columns()); }},
        {"setKeyValue", [&](SageObject &object) { return answered(object.setKeyValue(arguments.text("column"), arguments.text("value"))); }},
        {"find", [&](SageObject &object) { return answered(object.find()); }},
        {"setKey", [&](SageObject &object) { return answered(object.setKey()); }},
        {"record", [](SageObject &object) { return json{{"values", object.record()}}; }},
        {"setValue", [&](SageObject &object) { return answered(object.setValue(arguments.text("column"), arguments.text("value"))); }},
        {"write", [&](SageObject &object) { return answered(object.write()); }},
        {"clear",
            [](SageObject &object) {
                object.clear();
                return json::object();
            }},
        {"lastErrorMessage", [](SageObject &object) { return json{{"text", object.lastErrorMessage()}}; }},
    };
    const auto call = calls.find(verb);
    if (call == calls.end()) throw HostError(HostError::Code::badRequest, "There is no such verb.");
    return call->second(session.object(arguments.number("object")));
}

json Verbs::answered(const Answer &answer) const {
    return {{"code", answer.code}, {"text", answer.text},
        {"locked", answer.code <= 0 && session.currentSettings().saysLocked(answer.text)}};
}

json Verbs::readPage(Arguments arguments, json &list, Steering &steering) {
    const auto request = PageRequest::parse(list);
    auto &object = session.walker(arguments.number("object"));
    auto page = object.readPage(request, [&] { return steering.isCancelled || isEnding(); });
    if (page.isCancelled) throw HostError(HostError::Code::cancelled, "The request was cancelled.");
    return {{"records", std::move(page.records)}, {"next", toJSON(page.next)}};
}

json Verbs::scan(const Message &message, Arguments arguments, json &list, Steering &steering) {
    auto request = PageRequest::parse(list);
    auto &object = session.walker(arguments.number("object"));
    std::size_t records = 0, pages = 0;
    bool isCancelled = false;
    while (!isCancelled) {
        while (steering.credit <= 0 && !steering.isCancelled && !isEnding()) {
            if (!waitForSteering()) break;
        }
        isCancelled = steering.isCancelled || isEnding();
        if (isCancelled) break;
        auto page = object.readPage(request, [&] { return steering.isCancelled || isEnding(); });
        isCancelled = page.isCancelled;
        if (isCancelled) break;
        --steering.credit;
        ++pages;
        records += page.records.size();
        output.send({{"type", "page"}, {"id", message.id}, {"records", std::move(page.records)}, {"next", toJSON(page.next)}});
        if (!page.next) {
            request.after.reset();
            break;
        }
        request.after = page.next;
    }
    return {{"records", records}, {"pages", pages}, {"next", toJSON(request.after)}, {"cancelled", isCancelled}};
}

}  // namespace boi
