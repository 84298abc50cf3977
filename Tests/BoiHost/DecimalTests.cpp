#include <cmath>

#include "DecimalText.h"
#include "Expect.h"

using namespace boi;

std::vector<Test> decimalTests() {
    return {
        {"doubles are written without the noise of their last bits",
            [] {
                EXPECT(decimal::fromDouble(0.1 + 0.2, 2) == "0.30" && decimal::fromDouble(0.1 + 0.2, {}) == "0.3");
                EXPECT(decimal::fromDouble(1234567890.12, 2) == "1234567890.12");
                EXPECT(decimal::fromDouble(-0.0, 2) == "0.00" && decimal::fromDouble(-0.0000000000001, 2) == "0.00");
                EXPECT(decimal::fromDouble(12.5, {}) == "12.5" && decimal::fromDouble(100, {}) == "100");
                EXPECT(decimal::fromDouble(1e20, 2) == "100000000000000000000.00");
                EXPECT(decimal::fromDouble(0.000001, 6) == "0.000001" && decimal::fromDouble(7, 0) == "7");
                EXPECT(!decimal::fromDouble(INFINITY, 2) && !decimal::fromDouble(NAN, {}));
            }},
        {"every amount in cents comes out to the cent",
            [] {
                for (long cents = -20000; cents <= 9999999999999; cents = cents * 3 / 2 + 12347) {
                    const std::string digits = std::to_string(std::labs(cents));
                    const std::string padded = std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
                    const std::string text = (cents < 0 ? "-" : "") + padded.substr(0, padded.size() - 2) + "." + padded.substr(padded.size() - 2);
                    EXPECT(decimal::fromDouble(static_cast<double>(cents) / 100, 2) == text);
                }
            }},
        {"decimals beyond the scale that are no noise are kept",
            [] {
                EXPECT(decimal::fromDouble(12.3456, 2) == "12.3456" && decimal::normalized("12.3456", 2) == "12.3456");
                EXPECT(decimal::fromDouble(0.001, 2) == "0.001");
            }},
        {"numbers of other VARIANTs are exact",
            [] {
                EXPECT(decimal::fromUnits(0, 12345, 4, true, 2) == "-1.2345" && decimal::fromUnits(0, 125000, 4, false, 2) == "12.50");
                EXPECT(decimal::fromUnits(0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 0, false, {}) == "79228162514264337593543950335");
                EXPECT(decimal::fromUnits(0, 0, 28, true, 2) == "0.00" && decimal::fromUnits(0, 1, 28, false, {}) == "0.0000000000000000000000000001");
            }},
        {"texts become numbers or are none",
            [] {
                EXPECT(decimal::normalized(" +007 ", 2) == "7.00" && decimal::normalized("12.5-", 2) == "-12.50");
                EXPECT(decimal::normalized(".5", 2) == "0.50" && decimal::normalized("5.", 0) == "5" && decimal::normalized("-0", 1) == "0.0");
                for (const char *text : {"", "  ", "-", ".", "1e5", "1,000", "ten", "1.2.3", "--1", "-1-", "+"})
                    EXPECT(!decimal::normalized(text, 2));
            }},
    };
}
