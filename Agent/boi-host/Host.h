#pragma once

#include <windows.h>

#include <atomic>
#include <mutex>

#include "Frame.h"
#include "Message.h"
#include "Output.h"
#include "Worker.h"

namespace boi {

/// Reads the agent's frames and answers at once what does not need Sage.
class Host {
public:
    Host(HANDLE input, HANDLE output) : input(input), output(output), worker(this->output) {}

    /// Serves until the end of input; does not come back but ends the process.
    [[noreturn]] void run();

    static constexpr const char *version = "1.0.0";

private:
    enum Exit : UINT { orderly = 0, brokenFrame = 2, noCom = 3, hung = 4, idle = 5 };

    void read();
    void take(Message message);
    void takeHello(const Message &message);
    void watchIdle();
    [[noreturn]] void end(Exit code);

    HANDLE input;
    Output output;
    Worker worker;
    bool isGreeted = false;
    std::atomic<DWORD> idleMilliseconds{Message::defaultIdleSeconds * 1000};
    std::atomic<ULONGLONG> lastFrame{GetTickCount64()};
    std::mutex ending;
};

}  // namespace boi
