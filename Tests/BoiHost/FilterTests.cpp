#include "Expect.h"
#include "RecordFilter.h"

using namespace boi;

namespace {

const std::vector<Column> columns = {{"Name", false, 30, {}}, {"Amount", true, {}, 2}, {"DateUpdated", false, 8, {}}};

bool passes(const char *filter, const std::vector<std::string> &record) {
    return RecordFilter(*Json::parse(filter), columns).passes(record);
}

std::string expression(const char *filter) { return RecordFilter(*Json::parse(filter), columns).expression(); }

}  // namespace

std::vector<Test> filterTests() {
    return {
        {"tests pass as the agent's own do",
            [] {
                EXPECT(passes(R"({"isOne":["a","b"],"column":"Name"})", {"b", "0.00", ""}));
                EXPECT(!passes(R"({"isOne":["a","b"],"column":"Name"})", {"B", "0.00", ""}));
                EXPECT(!passes(R"({"atLeast":"","column":"Name"})", {"  ", "0.00", ""}));
                EXPECT(passes(R"({"atLeast":"20260101","column":"DateUpdated"})", {"", "", "20260101"}));
                EXPECT(passes(R"({"isBlank":true,"column":"DateUpdated"})", {"", "", "   "}));
                EXPECT(!passes(R"({"any":[]})", {"", "", ""}) && passes(R"({"all":[]})", {"", "", ""}));
                EXPECT(passes(R"({"any":[{"isBlank":true,"column":"Name"},{"isOne":["x"],"column":"Name"}]})", {"x", "", ""}));
            }},
        {"an audit column that is not there is blank, and another is unknown",
            [] {
                EXPECT(passes(R"({"isBlank":true,"column":"DateCreated"})", {"", "", ""}));
                EXPECT(!passes(R"({"atLeast":"2","column":"DateCreated"})", {"", "", ""}));
                EXPECT(passes(R"({"isOne":[""],"column":"TimeCreated"})", {"", "", ""}));
                EXPECT(!passes(R"({"isOne":["1"],"column":"TimeCreated"})", {"", "", ""}));
                EXPECT(isRefused(HostError::Code::unknownColumn, [] { passes(R"({"isBlank":true,"column":"DateLastUpdated"})", {}); }));
            }},
        {"what is no filter is a bad request",
            [] {
                std::string deep = R"({"all":[]})";
                for (int depth = 0; depth < 17; ++depth) deep = R"({"all":[)" + deep + "]}";
                for (const char *text : {"[]", "{}", R"({"column":"Name"})", R"({"isOne":"a","column":"Name"})", R"({"isOne":[1],"column":"Name"})",
                         R"({"isBlank":false,"column":"Name"})", R"({"atLeast":1,"column":"Name"})", R"({"any":{}})", R"({"isOne":["a"]})", deep.c_str()})
                    EXPECT(isRefused(HostError::Code::badRequest, [&] { passes(text, {"", "", ""}); }));
            }},
        {"expressions cannot be broken out of",
            [] {
                EXPECT(expression(R"({"isOne":["b","a b"],"column":"Name"})") == R"((Name$="a b" OR Name$="b"))");
                EXPECT(expression("{\"isOne\":[\"x\\\" OR 1=1\",\"\xC3\xA9\",\"\xC5\x81\"],\"column\":\"Name\"}")
                    == "(Name$=$7822204F5220313D31$ OR Name$=$E9$)");
                EXPECT(expression(R"({"isOne":[],"column":"Name"})") == "1=0" && expression(R"({"all":[]})") == "1=1");
                EXPECT(expression(R"({"any":[{"atLeast":"2026","column":"DateUpdated"},{"isBlank":true,"column":"DateUpdated"}]})")
                    == R"(((STP(DateUpdated$,1)<>"" AND DateUpdated$>="2026") OR STP(DateUpdated$,1)=""))");
                EXPECT(expression(R"({"isOne":["1.00"],"column":"Amount"})") == "1=1");
            }},
    };
}
