#include "Verbs.h"

#include <algorithm>
#include <map>

namespace boi {

namespace {

Json describe(const std::vector<Column> &columns) {
    Json::List list;
    for (const auto &column : columns) {
        Json described = {{"name", column.name}, {"type", column.isNumber ? "number" : "text"}};
        const auto &size = column.isNumber ? column.scale : column.length;
        described.set(column.isNumber ? "scale" : "length", size);
        list.push_back(std::move(described));
    }
    return {{"columns", std::move(list)}};
}

}  // namespace

void Verbs::perform(Message &request, Steering &steering) {
    try {
        if (steering.isCancelled) throw HostError(HostError::Code::cancelled, "The request was cancelled before it began.");
        auto found = value(request, steering);
        // A list in braces would be copied, page and all.
        Json answer = {{"type", "result"}, {"id", request.id}};
        answer.set("value", std::move(found));
        output.send(answer);
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

Json Verbs::value(Message &request, Steering &steering) {
    Arguments arguments(request.arguments);
    const auto &verb = request.verb;
    if (verb == "openSession") return session.open(arguments);
    if (verb == "closeSession") {
        session.close();
        return Json::object();
    }
    session.requireAlive();
    if (verb == "clock") return session.clock();
    if (verb == "businessObject") return session.makeObject(arguments);
    if (verb == "lastErrorMessage" && arguments.value("object").isNull()) return {{"text", session.lastErrorMessage()}};
    if (verb == "readPage") return readPage(arguments, request.arguments, steering);
    if (verb == "scan") return scan(request, arguments, request.arguments, steering);
    if (verb == "dropObject") {
        session.dropObject(arguments.number("object"));
        return Json::object();
    }
    using Call = std::function<Json(SageObject &)>;
    const std::map<std::string, Call> calls = {
        {"columns", [](SageObject &object) { return describe(object.columns()); }},
        {"setKeyValue", [&](SageObject &object) { return answered(object.setKeyValue(arguments.text("column"), arguments.text("value"))); }},
        {"find", [&](SageObject &object) { return answered(object.find()); }},
        {"setKey", [&](SageObject &object) { return answered(object.setKey()); }},
        {"record", [](SageObject &object) { return Json{{"values", object.record()}}; }},
        {"setValue", [&](SageObject &object) { return answered(object.setValue(arguments.text("column"), arguments.text("value"))); }},
        {"write", [&](SageObject &object) { return answered(object.write()); }},
        {"clear",
            [](SageObject &object) {
                object.clear();
                return Json::object();
            }},
        {"lastErrorMessage", [](SageObject &object) { return Json{{"text", object.lastErrorMessage()}}; }},
    };
    const auto call = calls.find(verb);
    if (call == calls.end()) throw HostError(HostError::Code::badRequest, "There is no such verb.");
    return call->second(session.object(arguments.number("object")));
}

Json Verbs::answered(const Answer &answer) const {
    return {{"code", answer.code}, {"text", answer.text},
        {"locked", answer.code <= 0 && session.currentSettings().saysLocked(answer.text)}};
}

Json Verbs::readPage(Arguments arguments, Json &list, Steering &steering) {
    const auto request = PageRequest::parse(list);
    auto &object = session.walker(arguments.number("object"));
    auto page = object.readPage(request, [&] { return steering.isCancelled || isEnding(); });
    if (page.isCancelled) throw HostError(HostError::Code::cancelled, "The request was cancelled.");
    Json answer = {{"next", page.next}};
    answer.set("records", std::move(page.records));
    return answer;
}

Json Verbs::scan(const Message &message, Arguments arguments, Json &list, Steering &steering) {
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
        Json frame = {{"type", "page"}, {"id", message.id}, {"next", page.next}};
        frame.set("records", std::move(page.records));
        output.send(frame);
        if (!page.next) {
            request.after.reset();
            break;
        }
        request.after = page.next;
    }
    return {{"records", records}, {"pages", pages}, {"next", request.after}, {"cancelled", isCancelled}};
}

}  // namespace boi
