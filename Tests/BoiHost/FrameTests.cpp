#include "Expect.h"
#include "Frame.h"

using namespace boi;

namespace {

std::string frame(const std::string &content) { return frameHead(content.size()) + content; }

bool isBroken(const std::string &bytes) {
    FrameReader reader;
    reader.append(bytes);
    try {
        reader.next();
    } catch (const BrokenFrame &) {
        return true;
    }
    return false;
}

}  // namespace

std::vector<Test> frameTests() {
    return {
        {"frames come out whole however their bytes come in",
            [] {
                const std::string sent = frame("one") + frame(std::string(70000, 'x')) + frame(std::string("\0\n\r\x1A", 4));
                for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{5000}, sent.size()}) {
                    FrameReader reader;
                    std::vector<std::string> found;
                    for (std::size_t place = 0; place < sent.size(); place += step) {
                        reader.append(std::string_view(sent).substr(place, step));
                        while (auto content = reader.next()) found.push_back(*content);
                    }
                    EXPECT(found.size() == 3);
                    EXPECT(found[0] == "one" && found[1].size() == 70000 && found[2] == std::string("\0\n\r\x1A", 4));
                }
            }},
        {"a length of the limit is taken, and one beyond it or 0 is not",
            [] {
                EXPECT(!isBroken(frameHead(FrameReader::limit)));
                EXPECT(isBroken(frameHead(FrameReader::limit + 1)));
                EXPECT(isBroken(frameHead(0)));
                EXPECT(isBroken("\xFF\xFF\xFF\xFF"));
            }},
    };
}
