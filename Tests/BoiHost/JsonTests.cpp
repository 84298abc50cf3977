#include "Expect.h"
#include "Json.h"

using namespace boi;

std::vector<Test> jsonTests() {
    return {
        {"what is written is what was read",
            [] {
                for (const char *text : {"null", "true", "false", "0", "-9223372036854775808", "9223372036854775807", "0.5", "[]", "{}",
                         "\"\"", "\"a\\\"b\\\\c\\u0001\\u000a\xC3\xA9\xF0\x9F\x98\x80\"", R"([1,[2,{"a":[]}],"x"])", R"({"b":1,"a":{"c":null}})"}) {
                    const auto json = Json::parse(text);
                    EXPECT(json && json->written() == text && Json::parse(json->written()) == json);
                }
                EXPECT(Json::parse(R"("\u00e9\ud83d\ude00\/")")->written() == "\"\xC3\xA9\xF0\x9F\x98\x80/\"");
            }},
        {"what is no JSON is none",
            [] {
                for (const char *text : {"", " ", "nul", "01", "1e999", "[1,]", "{\"a\"}", "{a:1}", "'a'", "1 2", "\"\xFF\"", "\"\xED\xA0\x80\"",
                         R"("\ud800")", "\"\n\"", "[", "{\"a\":1"})
                    EXPECT(!Json::parse(text));
            }},
        {"bytes that are no UTF-8 are written as a sign that is",
            [] { EXPECT(Json("a\xFFz").written() == "\"a\xEF\xBF\xBDz\"" && (Json{{"\xC3", 1}}).written() == "{\"\xEF\xBF\xBD\":1}"); }},
        {"whole numbers are kept, and too large ones are the largest",
            [] {
                EXPECT(*Json::parse("18446744073709551615")->whole() == INT64_MAX && *Json::parse("-1")->whole() == -1);
                EXPECT(!Json::parse("1.0")->whole() && !Json::parse("\"1\"")->whole() && !Json::parse("true")->whole());
            }},
        {"values are made of what C++ has",
            [] {
                const Json json = {{"text", "a"}, {"flag", true}, {"none", std::optional<int>()}, {"number", std::optional<int>(3)},
                    {"list", std::vector<std::vector<std::string>>{{"b"}, {}}}, {"inner", {{"a", 1}, {"b", nullptr}}}};
                EXPECT(json.written()
                    == R"({"text":"a","flag":true,"none":null,"number":3,"list":[["b"],[]],"inner":{"a":1,"b":null}})");
            }},
        {"of two members of one name the last one counts, and both are erased",
            [] {
                auto json = *Json::parse(R"({"a":"x","b":1,"a":"y"})");
                EXPECT(*json.find("a")->text() == "y" && !json.find("c") && !Json(1).find("a"));
                auto other = json;
                EXPECT(*other.taken("a")->text() == "y" && !other.find("a") && !other.taken("a"));
                json.erase("a");
                json.set("b", 2);
                EXPECT(json.written() == R"({"b":2})");
            }},
    };
}
