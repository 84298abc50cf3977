#include "ServerProcess.h"

#include <tlhelp32.h>

#include <algorithm>

#include "Text.h"

namespace boi {

namespace {

ULONGLONG ticks(const FILETIME &time) { return (static_cast<ULONGLONG>(time.dwHighDateTime) << 32) | time.dwLowDateTime; }

ULONGLONG now() {
    FILETIME time;
    GetSystemTimeAsFileTime(&time);
    return ticks(time);
}

/// Clocks of processes and of the system may differ by their resolution: 100 ms, in ticks of 100 ns.
constexpr ULONGLONG clockResolution = 1000000;

/// Who a process runs as, as a SID; empty where that cannot be told.
std::vector<BYTE> owner(HANDLE process) {
    HANDLE opened = nullptr;
    if (!OpenProcessToken(process, TOKEN_QUERY, &opened)) return {};
    const Handle token(opened);
    DWORD size = 0;
    GetTokenInformation(opened, TokenUser, nullptr, 0, &size);
    std::vector<BYTE> user(size);
    if (size == 0 || !GetTokenInformation(opened, TokenUser, user.data(), size, &size)) return {};
    PSID sid = reinterpret_cast<const TOKEN_USER *>(user.data())->User.Sid;
    const auto *bytes = static_cast<const BYTE *>(sid);
    return {bytes, bytes + GetLengthSid(sid)};
}

}  // namespace

ServerProcess::ServerProcess(std::string name) : executable(std::move(name)), begin(now()), before(running()) {}

std::vector<DWORD> ServerProcess::running() const {
    std::vector<DWORD> processes;
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    if (snapshot == INVALID_HANDLE_VALUE) return processes;
    const Handle closed(snapshot);
    PROCESSENTRY32W entry = {};
    entry.dwSize = sizeof(entry);
    for (BOOL isThere = Process32FirstW(snapshot, &entry); isThere; isThere = Process32NextW(snapshot, &entry)) {
        const std::wstring file(entry.szExeFile);
        if (lowercasedASCII(toUTF8(std::u16string(file.begin(), file.end()))) == lowercasedASCII(executable))
            processes.push_back(entry.th32ProcessID);
    }
    return processes;
}

Handle ServerProcess::openOwn(DWORD number) const {
    DWORD theirs = 0, ours = 0;
    if (!ProcessIdToSessionId(number, &theirs) || !ProcessIdToSessionId(GetCurrentProcessId(), &ours) || theirs != ours)
        return nullptr;
    Handle opened(OpenProcess(PROCESS_TERMINATE | PROCESS_QUERY_INFORMATION | SYNCHRONIZE, FALSE, number));
    FILETIME started, ended, kernel, user;
    if (!opened || !GetProcessTimes(opened.get(), &started, &ended, &kernel, &user)) return nullptr;
    if (ticks(started) + clockResolution < begin) return nullptr;
    const auto sid = owner(opened.get());
    return !sid.empty() && sid == owner(GetCurrentProcess()) ? std::move(opened) : nullptr;
}

void ServerProcess::settle() {
    isSettled = true;
    found = 0;
    handle.reset();
    for (const DWORD number : running()) {
        if (std::find(before.begin(), before.end(), number) != before.end()) continue;
        auto opened = openOwn(number);
        if (!opened) continue;
        ++found;
        process = number;
        handle = std::move(opened);
    }
    if (found != 1) handle.reset();
}

std::optional<DWORD> ServerProcess::candidate() const {
    if (!handle) return std::nullopt;
    return process;
}

ServerProcess::Outcome ServerProcess::end() {
    // An activation that hangs has not come back to look; what it started is there all the same.
    if (!isSettled) settle();
    if (!handle) {
        return {false, 0,
            found == 0 ? "No " + executable + " was started by this host's log-on, or it is another user's: nothing was ended."
                       : std::to_string(found) + " processes " + executable
                    + " were started during this host's log-on, and which is its own cannot be told: nothing was ended."};
    }
    if (WaitForSingleObject(handle.get(), 0) == WAIT_OBJECT_0)
        return {false, process, executable + " has ended by itself."};
    if (!TerminateProcess(handle.get(), 1))
        return {false, process, "Windows does not let this host end " + executable + ": error " + std::to_string(GetLastError()) + "."};
    WaitForSingleObject(handle.get(), 2000);
    return {true, process, "Ended " + executable + ", the one server process that this host's log-on started."};
}

}  // namespace boi
