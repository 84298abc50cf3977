#include "Host.h"

#include <algorithm>
#include <iostream>
#include <thread>
#include <vector>

#include "Secret.h"

namespace boi {

namespace {

/// How long Sage may take to close a session before its server is ended.
constexpr DWORD graceMilliseconds = 5000;
constexpr DWORD longestIdleCheck = 1000;
constexpr std::size_t readSize = 65536;

}  // namespace

void Host::run() {
    if (!worker.start()) {
        std::cerr << "COM could not be started." << std::endl;
        ExitProcess(noCom);
    }
    std::thread([this] { watchIdle(); }).detach();
    try {
        read();
    } catch (const BrokenFrame &broken) {
        output.send({{"type", "fatal"}, {"error", {{"code", "badRequest"}, {"message", broken.what()}}}});
        end(brokenFrame);
    }
    end(orderly);
}

void Host::read() {
    FrameReader frames;
    std::vector<char> bytes(readSize);
    DWORD count = 0;
    // ReadFile knows no text mode, which would end a stream at ^Z.
    while (ReadFile(input, bytes.data(), static_cast<DWORD>(bytes.size()), &count, nullptr) && count > 0) {
        frames.append({bytes.data(), count});
        wipe(bytes.data(), count);
        while (auto content = frames.next()) {
            lastFrame = GetTickCount64();
            auto message = [&] {
                try {
                    auto parsed = Message::parse(*content);
                    wipe(*content);
                    return parsed;
                } catch (...) {
                    wipe(*content);
                    throw;
                }
            }();
            take(std::move(message));
        }
    }
}

void Host::take(Message message) {
    if (!isGreeted && message.type != Message::Type::hello) throw BrokenFrame("The first frame is not a hello.");
    switch (message.type) {
        case Message::Type::hello: return takeHello(message);
        case Message::Type::request: return worker.add(std::move(message));
        case Message::Type::credit: return worker.addCredit(message.id, message.pages);
        case Message::Type::cancel: return worker.cancel(message.id);
        case Message::Type::ping:
            return output.send({{"type", "pong"}, {"id", message.id}, {"busy", worker.busy()}, {"queued", worker.queued()}});
        case Message::Type::abort: {
            const auto outcome = worker.abort();
            Json answer = {{"type", "aborted"}, {"id", message.id}, {"ended", outcome.hasEnded}, {"pid", nullptr},
                {"reason", outcome.reason}};
            if (outcome.process != 0) answer.set("pid", outcome.process);
            return output.send(answer);
        }
    }
}

void Host::takeHello(const Message &message) {
    if (isGreeted) throw BrokenFrame("A second hello.");
    if (!message.speaksVersion1) throw BrokenFrame("No common version of the protocol; this host speaks 1.");
    isGreeted = true;
    idleMilliseconds = static_cast<DWORD>(message.idleSeconds) * 1000;
    output.send({{"type", "hello"}, {"protocol", 1}, {"version", version}, {"bits", sizeof(void *) * 8},
        {"pid", GetCurrentProcessId()}, {"frameLimit", FrameReader::limit}, {"pageLimit", PageRequest::largestLimit}});
}

void Host::watchIdle() {
    while (true) {
        const DWORD limit = idleMilliseconds;
        Sleep(std::min(limit / 4 + 1, longestIdleCheck));
        if (GetTickCount64() - lastFrame > limit) end(idle);
    }
}

void Host::end(Exit code) {
    // Whoever comes second waits here until the process is gone.
    ending.lock();
    if (!worker.end(graceMilliseconds)) {
        std::cerr << "Sage did not come back: " << worker.abort().reason << std::endl;
        // A thread that hangs in a library would hang an orderly exit too.
        TerminateProcess(GetCurrentProcess(), hung);
    }
    TerminateProcess(GetCurrentProcess(), code);
    std::abort();
}

}  // namespace boi
