#include "Message.h"

#include <algorithm>
#include <map>

#include "Frame.h"

namespace boi {

namespace {

/// Deeper frames would use up the stack of what walks them.
constexpr int deepest = 64;
constexpr std::uint64_t mostIdleSeconds = 86400;
/// More pages than a table has; a larger number adds nothing.
constexpr std::uint64_t mostPages = 1000000;

nlohmann::json parseJSON(const std::string &content) {
    try {
        const auto guard = [](int depth, nlohmann::json::parse_event_t, nlohmann::json &) {
            if (depth > deepest) throw BrokenFrame("A frame is nested too deep.");
            return true;
        };
        return nlohmann::json::parse(content, guard);
    } catch (const nlohmann::json::exception &) {
        // The library's text quotes the frame, which may hold a password.
        throw BrokenFrame("A frame is not JSON.");
    }
}

std::uint64_t number(const nlohmann::json &frame, const char *name, std::uint64_t least, std::uint64_t most) {
    const auto found = frame.find(name);
    if (found == frame.end() || !found->is_number_unsigned() || found->get<std::uint64_t>() < least
        || found->get<std::uint64_t>() > most)
        throw BrokenFrame(std::string("A frame has no proper ") + name + ".");
    return found->get<std::uint64_t>();
}

void readHello(const nlohmann::json &frame, Message &message) {
    const auto protocols = frame.find("protocols");
    if (protocols == frame.end() || !protocols->is_array()) throw BrokenFrame("The hello lists no protocols.");
    message.speaksVersion1 = std::find(protocols->begin(), protocols->end(), 1) != protocols->end();
    if (frame.contains("idleSeconds"))
        message.idleSeconds = static_cast<int>(number(frame, "idleSeconds", 1, mostIdleSeconds));
}

void readRequest(nlohmann::json &frame, Message &message) {
    const auto verb = frame.find("verb");
    if (verb == frame.end() || !verb->is_string()) throw BrokenFrame("A request has no verb.");
    message.verb = verb->get<std::string>();
    message.arguments = nlohmann::json::object();
    const auto arguments = frame.find("arguments");
    if (arguments == frame.end()) return;
    if (!arguments->is_object()) throw BrokenFrame("The arguments of a request are no object.");
    message.arguments = std::move(*arguments);
}

}  // namespace

Message Message::parse(const std::string &content) {
    static const std::map<std::string, Type> types = {{"hello", Type::hello}, {"request", Type::request},
        {"credit", Type::credit}, {"cancel", Type::cancel}, {"ping", Type::ping}, {"abort", Type::abort}};
    auto frame = parseJSON(content);
    if (!frame.is_object()) throw BrokenFrame("A frame is not an object.");
    const auto name = frame.find("type");
    const auto type = name != frame.end() && name->is_string() ? types.find(name->get<std::string>()) : types.end();
    if (type == types.end()) throw BrokenFrame("A frame has no known type.");
    Message message;
    message.type = type->second;
    if (message.type != Type::hello) message.id = number(frame, "id", 1, largestId);
    if (message.type == Type::hello) readHello(frame, message);
    if (message.type == Type::request) readRequest(frame, message);
    if (message.type == Type::credit)
        message.pages = static_cast<std::uint32_t>(number(frame, "pages", 1, mostPages));
    return message;
}

}  // namespace boi
