#include "Expect.h"

int main() {
    int count = 0;
    for (const auto &suite : {frameTests(), jsonTests(), messageTests(), textTests(), decimalTests(), filterTests(), settingsTests(),
             walkTests(), layoutTests(), blockTests()}) {
        for (const auto &test : suite) {
            std::cout << test.name << std::endl;
            test.body();
            ++count;
        }
    }
    std::cout << count << " tests passed\n";
}
