#pragma once

#include <windows.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boi {

struct HandleCloser {
    void operator()(void *handle) const { CloseHandle(handle); }
};

/// A Windows handle that is closed when it goes.
using Handle = std::unique_ptr<void, HandleCloser>;

/// Finds out which process of Sage's server an activation started, and ends that one when it hangs.
///
/// On Windows the server is not a child of its client, so that no job object catches it, and another user's server, or
/// that of another program of this user, must not be ended in its place.
class ServerProcess {
public:
    /// Looks at the processes before the activation.
    ///
    /// \param name the name of the server's executable.
    explicit ServerProcess(std::string name);

    /// Looks again behind the activation and keeps the one new process of this user and this Windows session open.
    void settle();

    /// The number of the one process that may be ended.
    std::optional<DWORD> candidate() const;
    const std::string &name() const { return executable; }

    struct Outcome {
        bool hasEnded = false;
        DWORD process = 0;
        std::string reason;
    };

    /// Ends the candidate, or says why not.
    Outcome end();

private:
    std::vector<DWORD> running() const;
    Handle openOwn(DWORD process) const;

    std::string executable;
    ULONGLONG begin = 0;
    std::vector<DWORD> before;
    bool isSettled = false;
    std::size_t found = 0;
    DWORD process = 0;
    Handle handle;
};

}  // namespace boi
