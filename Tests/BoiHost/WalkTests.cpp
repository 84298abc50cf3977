#include <random>

#include "Expect.h"
#include "MemorySource.h"
#include "Text.h"

using namespace boi;

namespace {

using Records = std::vector<std::vector<std::string>>;

const std::vector<Column> columns = {{"Division", false, 2, {}}, {"Number", false, 4, {}}, {"Line", false, 3, {}}, {"Kind", false, 1, {}}};
const KeyFields fields = {{"Division", false}, {"Number", false}, {"Line", false}};

KeyOrder order() { return {fields, columns, KeyOrder::Bytes::windows1252}; }

/// What the agent's own simulation gives for a request.
Page expected(const Records &sorted, const PageRequest &request, const RecordFilter *filter) {
    const auto keys = order();
    Page page;
    std::optional<Key> last;
    for (const auto &record : sorted) {
        const Key key = keys.key(record);
        if (request.after && keys.compare(key, *request.after) <= 0) continue;
        if (request.from && keys.compare(key, *request.from) < 0) continue;
        if (request.through && keys.compare(key, *request.through) > 0) continue;
        if (page.records.size() == request.limit) {
            page.next = last;
            break;
        }
        if (filter && !filter->passes(record)) continue;
        page.records.push_back(record);
        last = key;
    }
    return page;
}

Records randomRecords(std::mt19937 &random, std::size_t count) {
    const std::vector<std::string> parts = {"", "0", "00", "01", "1", "A", "AB", "A ", " A", "a", "\xC3\xA9", "\xE2\x82\xAC", "\xC5\xA0", "AIR", "10"};
    Records records;
    for (std::size_t index = 0; index < count; ++index) {
        const auto part = [&](std::size_t width) {
            std::string text = parts[random() % parts.size()];
            while (codePoints(text).size() > width) text.pop_back();
            return text;
        };
        std::vector<std::string> record = {part(2), part(4), part(3), random() % 2 ? "x" : ""};
        const bool isThere = std::any_of(records.begin(), records.end(), [&](const auto &other) {
            return std::equal(other.begin(), other.begin() + 3, record.begin());
        });
        if (!isThere) records.push_back(record);
    }
    return records;
}

std::optional<Key> randomKey(std::mt19937 &random, const Records &records) {
    if (random() % 3 == 0) return std::nullopt;
    const auto record = randomRecords(random, 1).front();
    const auto &source = random() % 2 == 0 || records.empty() ? record : records[random() % records.size()];
    return Key(source.begin(), source.begin() + static_cast<long>(random() % 4));
}

}  // namespace

std::vector<Test> walkTests() {
    return {
        {"pages are those of the agent's own simulation, whatever fills the keys and whether Sage finds",
            [] {
                std::mt19937 random(7);
                const RecordFilter filter(*Json::parse(R"({"isOne":["x"],"column":"Kind"})"), columns);
                for (int round = 0; round < 300; ++round) {
                    const std::vector<std::optional<char32_t>> fillers = {char32_t{0}, U' ', std::nullopt};
                    // Without anything between fields, texts of fields of several widths cannot be told apart.
                    const auto filler = fillers[random() % 2];
                    MemorySource source(order(), randomRecords(random, random() % 40), filler);
                    if (filler == U' ') {
                        // Blanks at the end of a field are the same as its filling.
                        auto &all = source.records;
                        all.erase(std::remove_if(all.begin(), all.end(), [](const auto &record) {
                            return record[0].find(' ') != std::string::npos || record[1].find(' ') != std::string::npos;
                        }), all.end());
                    }
                    source.finds = random() % 4 != 0;
                    PageRequest request;
                    request.after = randomKey(random, source.records);
                    request.from = randomKey(random, source.records);
                    request.through = random() % 3 == 0 ? request.from : randomKey(random, source.records);
                    request.limit = 1 + random() % 10;
                    const RecordFilter *passing = random() % 2 ? &filter : nullptr;
                    Settings settings;
                    settings.keyPadding = random() % 2 ? U' ' : U'\0';
                    KeyPadding padding(filler == U' ' ? U' ' : settings.keyPadding);
                    PageWalk walk(source, settings, padding, [] { return false; });
                    const auto page = walk.read(request, order(), passing);
                    const auto wanted = expected(source.records, request, passing);
                    EXPECT(page.records == wanted.records);
                    EXPECT(page.next == wanted.next || (!source.finds && page.next.has_value() == wanted.next.has_value()));
                }
            }},
        {"the record behind one that was deleted is found without walking over those in front",
            [] {
                Records records;
                for (int number = 0; number < 9000; ++number) {
                    if (number != 4321) records.push_back({"00", std::to_string(10000 + number).substr(1), "001", ""});
                }
                MemorySource source(order(), records, char32_t{0});
                Settings settings;
                KeyPadding padding(0);
                PageRequest request;
                request.after = Key{"00", "4321", "001"};
                request.limit = 2;
                const auto page = PageWalk(source, settings, padding, [] { return false; }).read(request, order(), nullptr);
                EXPECT(page.records.size() == 2 && page.records[0][1] == "4322" && page.next == (Key{"00", "4323", "001"}));
                EXPECT(source.calls < 2500);
            }},
        {"a page costs two calls for each record and a few more",
            [] {
                Records records;
                for (int number = 0; number < 600; ++number) records.push_back({"00", std::to_string(1000 + number), "001", ""});
                MemorySource source(order(), records, char32_t{0});
                Settings settings;
                KeyPadding padding(0);
                PageRequest request;
                request.after = Key{"00", "1100", "001"};
                const auto page = PageWalk(source, settings, padding, [] { return false; }).read(request, order(), nullptr);
                EXPECT(page.records.size() == 250 && source.calls <= 510);
            }},
        {"an index that stands still, or is not there, is refused",
            [] {
                const std::vector<std::string> twice = {"00", "A", "1", ""};
                MemorySource source(order(), {twice, twice}, char32_t{0});
                Settings settings;
                KeyPadding padding(0);
                PageWalk walk(source, settings, padding, [] { return false; });
                EXPECT(isRefused(HostError::Code::unavailable, [&] { walk.read({}, order(), nullptr); }));
                PageRequest other;
                other.index = "KNOWN";
                EXPECT(isRefused(HostError::Code::unknownColumn, [&] { walk.read(other, order(), nullptr); }));
                EXPECT(isRefused(HostError::Code::unknownColumn, [] { KeyOrder({{"Colour", false}}, columns, KeyOrder::Bytes::utf8); }));
            }},
        {"a walk stops between two records, and after as many as were asked for",
            [] {
                Records records;
                for (int number = 0; number < 100; ++number) records.push_back({"00", std::to_string(1000 + number), "001", ""});
                MemorySource source(order(), records, char32_t{0});
                Settings settings;
                KeyPadding padding(0);
                int asked = 0;
                EXPECT(PageWalk(source, settings, padding, [&] { return ++asked > 5; }).read({}, order(), nullptr).isCancelled);
                const RecordFilter never(*Json::parse(R"({"any":[]})"), columns);
                PageRequest request;
                request.examine = 10;
                const auto page = PageWalk(source, settings, padding, [] { return false; }).read(request, order(), &never);
                EXPECT(page.records.empty() && page.next == (Key{"00", "1009", "001"}));
            }},
        {"a filler that finds nothing is told apart from one that is wrong",
            [] {
                const std::vector<std::string> record = {"0", "A", "1", ""};
                MemorySource blanks(order(), {record}, U' ');
                KeyPadding padding(0);
                const auto never = [] { return false; };
                EXPECT(padding.of("KPRIMARY", order(), blanks, never) == U' ');
                MemorySource stars(order(), {record}, U'*');
                KeyPadding other(0);
                EXPECT(isRefused(HostError::Code::unavailable, [&] { other.of("KPRIMARY", order(), stars, never); }));
                MemorySource empty(order(), {}, U'*');
                EXPECT(other.of("KPRIMARY", order(), empty, never) == U'\0');
            }},
        {"what fills a key is found out by a record far behind, and no guess is kept",
            [] {
                Records records;
                for (int number = 0; number < 500; ++number) records.push_back({"00", std::to_string(1000 + number), "001", ""});
                KeyPadding padding(0);
                const auto never = [] { return false; };
                MemorySource full(order(), records, U' ');
                EXPECT(padding.of("KPRIMARY", order(), full, never) == U'\0');
                records.push_back({"00", "A", "001", ""});
                MemorySource source(order(), records, U' ');
                int asked = 0;
                EXPECT(padding.of("KPRIMARY", order(), source, [&] { return ++asked > 100; }) == U'\0');
                PageRequest request;
                request.from = request.through = Key{"00", "A"};
                const Settings settings;
                const auto page = PageWalk(source, settings, padding, never).read(request, order(), nullptr);
                EXPECT(page.records.size() == 1 && padding.of("KPRIMARY", order(), full, never) == U' ');
            }},
        {"a search that is stopped is no empty page",
            [] {
                MemorySource source(order(), {{"00", "A", "001", ""}}, U' ');
                const Settings settings;
                KeyPadding padding(0);
                PageRequest request;
                request.from = Key{"00", "B"};
                EXPECT(PageWalk(source, settings, padding, [] { return true; }).read(request, order(), nullptr).isCancelled);
            }},
    };
}
