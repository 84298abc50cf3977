#pragma once

#include <windows.h>

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "Activity.h"
#include "Json.h"
#include "Message.h"
#include "Output.h"
#include "SageSession.h"
#include "ServerProcess.h"
#include "Steering.h"

namespace boi {

/// The one thread that talks to Sage, a single-threaded apartment, and the requests that wait for it.
class Worker {
public:
    explicit Worker(Output &output);
    ~Worker();

    /// Waits until the apartment is there; `false` when COM cannot be started.
    bool start();

    /// Lets a request wait for its turn.
    void add(Message request);
    void addCredit(std::uint64_t id, std::uint32_t pages);
    void cancel(std::uint64_t id);

    Json busy() const { return activity.busy(); }
    std::size_t queued();
    ServerProcess::Outcome abort() { return session.abort(); }

    /// Drops what waits, stops what runs at its next record, and closes the session.
    ///
    /// \return `false` when Sage does not come back in this time.
    bool end(DWORD milliseconds);

    /// More requests than an agent has open at once would only fill memory.
    static constexpr std::size_t mostWaiting = 64;

private:
    struct Waiting {
        Message request;
        std::shared_ptr<Steering> steering;
    };

    void run();
    bool waitForWork();
    std::optional<Waiting> next();

    Output &output;
    Activity activity;
    SageSession session{activity};
    std::mutex mutex;
    std::deque<Waiting> waiting;
    /// Of the requests that wait or run.
    std::map<std::uint64_t, std::shared_ptr<Steering>> steerings;
    std::atomic<bool> isEnding{false};
    std::atomic<bool> isStarted{false};
    Handle signal;
    Handle started;
    Handle ended;
    /// The thread, as Windows knows it; set before `started` is.
    Handle own;
    std::thread thread;
};

}  // namespace boi
