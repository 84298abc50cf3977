#include "Expect.h"
#include "RecordText.h"
#include "Text.h"

using namespace boi;

namespace {

const std::u32string separators = {0x160, 0x8A};
using Fields = std::vector<std::string>;

}  // namespace

std::vector<Test> textTests() {
    return {
        {"texts come back from UTF-16 as they went",
            [] {
                const std::string text = "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80" + std::string(1, '\0') + "z";
                EXPECT(toUTF8(toUTF16(text)) == text);
                EXPECT(toUTF16("\xF0\x9F\x98\x80") == u"\xD83D\xDE00");
                EXPECT(toUTF8(std::u16string_view(u"\xD83D" u"x")) == "\xEF\xBF\xBDx");
                EXPECT(codePoints("\xED\xA0\x80").size() == 3 && codePoints("\xC0\x80")[0] == 0xFFFD);
                EXPECT(codePoints("\xF8\x80\x80\x80\x80")[0] == 0xFFFD && codePoints("\xE2\x82")[0] == 0xFFFD);
            }},
        {"Windows-1252 has a sign for every byte",
            [] {
                for (unsigned byte = 0; byte < 256; ++byte)
                    EXPECT(windows1252(fromWindows1252(static_cast<unsigned char>(byte))) == byte);
                EXPECT(fromWindows1252(0x8A) == 0x160 && fromWindows1252(0x80) == 0x20AC);
                EXPECT(!windows1252(0x141) && windows1252(0x8D) == 0x8D);
            }},
        {"capitals are those of Windows-1252",
            [] {
                EXPECT(uppercased("4000-0a\xC3\xA9\xC3\x9F\xC3\xB7\xC3\xBF\xC5\xA1") == "4000-0A\xC3\x89SS\xC3\xB7\xC5\xB8\xC5\xA0");
                EXPECT(lowercasedASCII("A\xC3\x89z") == "a\xC3\x89z");
            }},
        {"records are split at both forms of byte 0x8A, empty fields and all",
            [] {
                EXPECT(splitRecord("00\xC5\xA0" "AIRWAY\xC5\xA0\xC5\xA0" "12.5\xC5\xA0", separators) == (Fields{"00", "AIRWAY", "", "12.5"}));
                EXPECT(splitRecord("a\xC2\x8A" " b ", separators) == (Fields{"a", " b "}));
                EXPECT(splitRecord("", separators).empty() && splitRecord("\xC5\xA0", separators) == Fields{""});
                EXPECT(splitRecord("\xC5\xA1\xC5", separators) == Fields{"\xC5\xA1\xC5"});
                EXPECT(splitNames("A$\r\nB,C$\xC5\xA0" "D", separators) == (Fields{"A$", "B", "C$", "D"}));
            }},
    };
}
