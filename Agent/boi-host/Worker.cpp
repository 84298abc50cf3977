#include "Worker.h"

#include <objbase.h>

#include "Verbs.h"

namespace boi {

Worker::Worker(Output &output)
    : output(output), signal(CreateEventW(nullptr, FALSE, FALSE, nullptr)), started(CreateEventW(nullptr, TRUE, FALSE, nullptr)),
      ended(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {}

Worker::~Worker() {
    if (thread.joinable()) thread.join();
}

bool Worker::start() {
    thread = std::thread([this] { run(); });
    WaitForSingleObject(started.get(), INFINITE);
    return isStarted;
}

void Worker::run() {
    // Of this thread, for who ends it: the number that std::thread has of it is none of Windows'.
    HANDLE handle = nullptr;
    if (DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &handle, 0, FALSE, DUPLICATE_SAME_ACCESS))
        own.reset(handle);
    isStarted = SUCCEEDED(CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED));
    SetEvent(started.get());
    if (!isStarted) return;
    Verbs verbs(session, output, [this] { return waitForWork(); }, [this] { return isEnding.load(); });
    while (!isEnding) {
        auto work = next();
        if (!work) {
            waitForWork();
            continue;
        }
        activity.verbBegins(work->request.id, work->request.verb);
        verbs.perform(work->request, *work->steering);
        activity.verbEnds();
        const std::lock_guard lock(mutex);
        steerings.erase(work->request.id);
    }
    // A call that closes the session counts as busy, so that a hang there shows too.
    session.close();
    CoUninitialize();
    SetEvent(ended.get());
}

bool Worker::waitForWork() {
    const HANDLE handles[] = {signal.get()};
    // A single-threaded apartment has to take its messages while it waits, or what calls into it hangs.
    const DWORD result = MsgWaitForMultipleObjects(1, handles, FALSE, INFINITE, QS_ALLINPUT);
    if (result == WAIT_OBJECT_0 + 1) {
        MSG message;
        while (PeekMessageW(&message, nullptr, 0, 0, PM_REMOVE)) DispatchMessageW(&message);
    }
    return !isEnding;
}

std::optional<Worker::Waiting> Worker::next() {
    const std::lock_guard lock(mutex);
    if (waiting.empty()) return std::nullopt;
    auto work = std::move(waiting.front());
    waiting.pop_front();
    return work;
}

void Worker::add(Message request) {
    const auto id = request.id;
    {
        const std::lock_guard lock(mutex);
        if (steerings.count(id) == 0 && waiting.size() < mostWaiting) {
            auto steering = std::make_shared<Steering>();
            // A scan may begin with credit; what is not a number of pages is found when the verb runs.
            const auto *credit = request.arguments.find("credit");
            const auto *pages = credit ? credit->whole() : nullptr;
            steering->credit = pages && *pages >= 0 ? std::min<std::int64_t>(*pages, 1000000) : 1;
            steerings[id] = steering;
            waiting.push_back({std::move(request), std::move(steering)});
            SetEvent(signal.get());
            return;
        }
    }
    output.sendError(id, HostError(HostError::Code::unavailable, "Too many requests wait, or one with this id is not answered."));
}

void Worker::addCredit(std::uint64_t id, std::uint32_t pages) {
    const std::lock_guard lock(mutex);
    const auto found = steerings.find(id);
    if (found == steerings.end()) return;
    found->second->credit += pages;
    SetEvent(signal.get());
}

void Worker::cancel(std::uint64_t id) {
    const std::lock_guard lock(mutex);
    const auto found = steerings.find(id);
    if (found == steerings.end()) return;
    found->second->isCancelled = true;
    SetEvent(signal.get());
}

std::size_t Worker::queued() {
    const std::lock_guard lock(mutex);
    return waiting.size();
}

bool Worker::end(DWORD milliseconds) {
    {
        const std::lock_guard lock(mutex);
        isEnding = true;
        waiting.clear();
    }
    SetEvent(signal.get());
    // A page that nobody takes would hold the thread back in the middle of its frame. Whether Windows cancels such a write
    // to a pipe was not seen, and Wine does not; where it is not cancelled, the host ends when the time is up.
    output.close();
    if (own) CancelSynchronousIo(own.get());
    return WaitForSingleObject(ended.get(), milliseconds) == WAIT_OBJECT_0;
}

}  // namespace boi
