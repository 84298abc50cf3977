#pragma once

#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "HostError.h"

/// One test: what it proves, and how.
struct Test {
    std::string name;
    std::function<void()> body;
};

/// Ends the program where something is not as it should be; a failed expectation has no use for what comes after it.
inline void expect(bool isTrue, const char *text, const char *file, int line) {
    if (isTrue) return;
    std::cerr << file << ":" << line << ": not so: " << text << "\n";
    std::exit(1);
}

#define EXPECT(condition) expect((condition), #condition, __FILE__, __LINE__)

/// Whether a call is refused with this code.
inline bool isRefused(boi::HostError::Code code, const std::function<void()> &call) {
    try {
        call();
    } catch (const boi::HostError &error) {
        return error.code == code;
    }
    return false;
}

std::vector<Test> frameTests();
std::vector<Test> jsonTests();
std::vector<Test> messageTests();
std::vector<Test> textTests();
std::vector<Test> blockTests();
std::vector<Test> decimalTests();
std::vector<Test> filterTests();
std::vector<Test> settingsTests();
std::vector<Test> walkTests();
std::vector<Test> layoutTests();
