#include "Arguments.h"
#include "Expect.h"
#include "Frame.h"
#include "Message.h"

using namespace boi;

namespace {

bool isBroken(const std::string &content) {
    try {
        Message::parse(content);
    } catch (const BrokenFrame &error) {
        return std::string(error.what()).find("secret") == std::string::npos;
    }
    return false;
}

}  // namespace

std::vector<Test> messageTests() {
    return {
        {"each type of frame is read",
            [] {
                const auto hello = Message::parse(R"({"type":"hello","protocols":[2,1],"idleSeconds":5})");
                EXPECT(hello.type == Message::Type::hello && hello.speaksVersion1 && hello.idleSeconds == 5);
                EXPECT(!Message::parse(R"({"type":"hello","protocols":[2,"1"]})").speaksVersion1);
                EXPECT(Message::parse(R"({"type":"hello","protocols":[]})").idleSeconds == 30);
                const auto request = Message::parse(R"({"type":"request","id":9007199254740991,"verb":"find","arguments":{"object":3},"later":1})");
                EXPECT(request.id == Message::largestId && request.verb == "find" && *request.arguments.find("object") == 3);
                EXPECT(Message::parse(R"({"type":"request","id":1,"verb":"clock"})").arguments == Json::object());
                EXPECT(Message::parse(R"({"type":"credit","id":1,"pages":3})").pages == 3);
                EXPECT(Message::parse(R"({"type":"ping","id":1})").type == Message::Type::ping);
            }},
        {"what is no frame is refused without being quoted",
            [] {
                for (const char *content : {"", "secret", "[]", "{", R"({"type":"secret"})", R"({"type":1})",
                         R"({"type":"ping"})", R"({"type":"ping","id":0})", R"({"type":"ping","id":-1})",
                         R"({"type":"ping","id":1.5})", R"({"type":"ping","id":9007199254740992})",
                         R"({"type":"request","id":1})", R"({"type":"request","id":1,"verb":2})",
                         R"({"type":"request","id":1,"verb":"x","arguments":[]})", R"({"type":"credit","id":1})",
                         R"({"type":"credit","id":1,"pages":0})", R"({"type":"hello"})",
                         R"({"type":"hello","protocols":[1],"idleSeconds":0})",
                         R"({"type":"hello","protocols":[1],"idleSeconds":86401})",
                         "{\"type\":\"request\",\"id\":1,\"verb\":\"x\",\"arguments\":{\"password\":\"secret\xFF\"}}"})
                    EXPECT(isBroken(content));
            }},
        {"frames nest 64 deep and no deeper",
            [] {
                const auto nested = [](std::size_t depth) {
                    return R"({"type":"ping","id":1,"x":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
                };
                EXPECT(!isBroken(nested(63)));
                EXPECT(isBroken(nested(64)));
                EXPECT(isBroken(nested(100000)));
            }},
        {"arguments of the wrong type are a bad request, and a taken text is gone",
            [] {
                auto json = *Json::parse(R"({"text":"a","number":3,"half":1.5,"nothing":null,"large":18446744073709551615})");
                Arguments arguments(json);
                EXPECT(arguments.text("text") == "a" && arguments.number("number") == 3);
                EXPECT(!arguments.optionalText("nothing") && !arguments.optionalNumber("absent"));
                EXPECT(arguments.number("large") == INT64_MAX);
                for (const char *name : {"number", "absent", "nothing"})
                    EXPECT(isRefused(HostError::Code::badRequest, [&] { arguments.text(name); }));
                for (const char *name : {"text", "half", "absent"})
                    EXPECT(isRefused(HostError::Code::badRequest, [&] { arguments.number(name); }));
                EXPECT(arguments.taken("text") == "a" && !json.find("text") && !arguments.taken("text"));
            }},
    };
}
