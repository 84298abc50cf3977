// Memory for small objects, kept by size once it was used.
//
// A page is some ten thousand short texts, made and dropped. Windows' heap has lists by size for that; Wine's walks over
// its free blocks one by one, and took three quarters of the host's time.

#include <cstdlib>
#include <new>

namespace {
constexpr std::size_t step = 16;
constexpr std::size_t classes = 32;

struct Block {
    Block *next;
};

/// Blocks that this thread gave back, by their size in steps; a block may be given back by another thread than its own.
thread_local Block *kept[classes + 1];

/// What stands before a block: its size in steps, 0 for one that is too large to be kept. One step wide, so that a block
/// is aligned as the heap aligns.
struct Head {
    std::size_t steps;
    char filling[step - sizeof(std::size_t)];
};

void *take(std::size_t size) {
    const std::size_t steps = (size + step - 1) / step;
    if (steps <= classes && kept[steps]) {
        Block *block = kept[steps];
        kept[steps] = block->next;
        return block;
    }
    const std::size_t body = steps <= classes ? steps * step : size;
    auto *head = static_cast<Head *>(std::malloc(sizeof(Head) + body));
    if (!head) throw std::bad_alloc();
    head->steps = steps <= classes ? steps : 0;
    return head + 1;
}

void give(void *memory) noexcept {
    if (!memory) return;
    auto *head = static_cast<Head *>(memory) - 1;
    if (head->steps == 0) return std::free(head);
    auto *block = static_cast<Block *>(memory);
    block->next = kept[head->steps];
    kept[head->steps] = block;
}
}  // namespace

void *operator new(std::size_t size) { return take(size ? size : 1); }
void operator delete(void *memory) noexcept { give(memory); }
void operator delete(void *memory, std::size_t) noexcept { give(memory); }
