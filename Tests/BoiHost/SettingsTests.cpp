#include "Expect.h"
#include "PageRequest.h"
#include "Settings.h"

using namespace boi;

std::vector<Test> settingsTests() {
    return {
        {"settings have the defaults of the protocol and take others",
            [] {
                const auto usual = Settings::parse(nullptr);
                EXPECT(usual.progId == "ProvideX.Script" && usual.keyPadding == 0 && usual.member("nFind") == "nFind");
                EXPECT(usual.saysLocked("The record is IN USE by another user.") && !usual.saysLocked("Not on file"));
                EXPECT(usual.saysUnknownObject("Error 200 in NEW: Object Not Found.") && usual.saysUnknownObject("X does not exist"));
                EXPECT(!usual.saysUnknownObject("") && !usual.saysUnknownObject("Error 65 in NEW: no licence is left."));
                const auto other = Settings::parse(*Json::parse(R"({"progId":"X","keyOrder":"utf8","position":"browse","keyPadding":" ",
                    "members":{"nFind":"nSeek"},"separators":[9],"lockPatterns":["belegt"],"unknownObjectPatterns":["unbekannt"],"resultSets":"filtered"})"));
                EXPECT(other.keyOrder == KeyOrder::Bytes::utf8 && other.position == Settings::Position::browse);
                EXPECT(other.keyPadding == ' ' && other.member("nFind") == "nSeek" && other.separators == U"\t" && other.usesResultSets);
                EXPECT(other.saysLocked("Belegt!") && !other.saysLocked("in use"));
                EXPECT(other.saysUnknownObject("Unbekannt") && !other.saysUnknownObject("not found"));
            }},
        {"settings that are none are a bad request",
            [] {
                for (const char *text : {"[]", R"({"progId":1})", R"({"keyOrder":"ebcdic"})", R"({"position":"x"})", R"({"keyPadding":""})",
                         R"({"keyPadding":"ab"})", R"({"separators":[]})", R"({"separators":[0]})", R"({"separators":[55296]})", R"({"members":[]})", R"({"members":{"a":1}})",
                         R"({"lockPatterns":[""]})", R"({"unknownObjectPatterns":"x"})", R"({"layouts":[]})", R"({"resultSets":"always"})"})
                    EXPECT(isRefused(HostError::Code::badRequest, [&] { Settings::parse(*Json::parse(text)); }));
            }},
        {"limits of pages are brought to 1 to 10,000",
            [] {
                for (const auto &[limit, expected] : std::vector<std::pair<const char *, std::size_t>>{
                         {"0", 1}, {"-5", 1}, {"1", 1}, {"10000", 10000}, {"10001", 10000}, {"18446744073709551615", 10000}, {"null", 250}}) {
                    auto arguments = *Json::parse(std::string(R"({"limit":)") + limit + "}");
                    EXPECT(PageRequest::parse(arguments).limit == expected);
                }
                auto named = *Json::parse(R"({"index":"kaccount","fields":["A",{"column":"B","uppercased":true}],"after":["x"]})");
                const auto request = PageRequest::parse(named);
                EXPECT(request.index == "KACCOUNT" && request.fields[1].isUppercased && !request.fields[0].isUppercased && request.after == Key{"x"});
                for (const char *text : {R"({"after":"x"})", R"({"after":[1]})", R"({"limit":"1"})", R"({"fields":[1]})", R"({"index":1})"}) {
                    auto arguments = *Json::parse(text);
                    EXPECT(isRefused(HostError::Code::badRequest, [&] { PageRequest::parse(arguments); }));
                }
            }},
    };
}
