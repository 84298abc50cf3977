#include <cstdint>
#include <cstring>
#include <thread>

#include "Expect.h"

namespace {

/// Blocks of every size around those that are kept, each filled with a byte of its own.
std::vector<unsigned char *> filled() {
    std::vector<unsigned char *> blocks;
    for (std::size_t size = 0; size < 600; ++size) {
        auto *block = static_cast<unsigned char *>(::operator new(size));
        std::memset(block, static_cast<int>(size % 251), size);
        blocks.push_back(block);
    }
    return blocks;
}

bool isWhole(const std::vector<unsigned char *> &blocks) {
    for (std::size_t size = 0; size < blocks.size(); ++size)
        for (std::size_t index = 0; index < size; ++index)
            if (blocks[size][index] != size % 251) return false;
    return true;
}

void drop(const std::vector<unsigned char *> &blocks) {
    for (auto *block : blocks) ::operator delete(block);
}

}  // namespace

std::vector<Test> blockTests() {
    return {
        {"blocks of any size are whole, apart from each other, and aligned, also when they are used again",
            [] {
                for (int round = 0; round < 3; ++round) {
                    const auto first = filled(), second = filled();
                    EXPECT(isWhole(first) && isWhole(second));
                    for (auto *block : first) EXPECT(reinterpret_cast<std::uintptr_t>(block) % 16 == 0);
                    drop(first);
                    const auto third = filled();
                    EXPECT(isWhole(second) && isWhole(third));
                    drop(second);
                    drop(third);
                }
            }},
        {"a block is given back by whichever thread is done with it",
            [] {
                for (int round = 0; round < 3; ++round) {
                    std::vector<unsigned char *> blocks;
                    std::thread([&] { blocks = filled(); }).join();
                    const auto own = filled();
                    EXPECT(isWhole(blocks) && isWhole(own));
                    drop(blocks);
                    std::thread([&] { drop(own); }).join();
                }
            }},
    };
}
