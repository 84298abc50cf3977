#include "Message.h"

#include <algorithm>
#include <map>

#include "Frame.h"

namespace boi {

namespace {

constexpr std::int64_t mostIdleSeconds = 86400;
/// More pages than a table has; a larger number adds nothing.
constexpr std::int64_t mostPages = 1000000;

std::int64_t number(const Json &frame, const char *name, std::int64_t least, std::int64_t most) {
    const auto *found = frame.find(name);
    const auto *number = found ? found->whole() : nullptr;
    if (!number || *number < least || *number > most) throw BrokenFrame(std::string("A frame has no proper ") + name + ".");
    return *number;
}

void readHello(const Json &frame, Message &message) {
    const auto *found = frame.find("protocols");
    const auto *protocols = found ? found->list() : nullptr;
    if (!protocols) throw BrokenFrame("The hello lists no protocols.");
    message.speaksVersion1 = std::find(protocols->begin(), protocols->end(), Json(1)) != protocols->end();
    if (frame.find("idleSeconds"))
        message.idleSeconds = static_cast<int>(number(frame, "idleSeconds", 1, mostIdleSeconds));
}

void readRequest(Json &frame, Message &message) {
    const auto *verb = frame.find("verb");
    if (!verb || !verb->text()) throw BrokenFrame("A request has no verb.");
    message.verb = *verb->text();
    auto arguments = frame.taken("arguments");
    if (!arguments) arguments = Json::object();
    if (!arguments->members()) throw BrokenFrame("The arguments of a request are no object.");
    message.arguments = *std::move(arguments);
}

}  // namespace

Message Message::parse(const std::string &content) {
    static const std::map<std::string, Type> types = {{"hello", Type::hello}, {"request", Type::request},
        {"credit", Type::credit}, {"cancel", Type::cancel}, {"ping", Type::ping}, {"abort", Type::abort}};
    auto frame = Json::parse(content);
    if (!frame) throw BrokenFrame("A frame is not JSON, or nested too deep.");
    if (!frame->members()) throw BrokenFrame("A frame is not an object.");
    const auto *name = frame->find("type");
    const auto type = name && name->text() ? types.find(*name->text()) : types.end();
    if (type == types.end()) throw BrokenFrame("A frame has no known type.");
    Message message;
    message.type = type->second;
    if (message.type != Type::hello) message.id = static_cast<std::uint64_t>(number(*frame, "id", 1, largestId));
    if (message.type == Type::hello) readHello(*frame, message);
    if (message.type == Type::request) readRequest(*frame, message);
    if (message.type == Type::credit)
        message.pages = static_cast<std::uint32_t>(number(*frame, "pages", 1, mostPages));
    return message;
}

}  // namespace boi
