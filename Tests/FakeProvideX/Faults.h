#pragma once

#include <windows.h>

#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

/// What is to go wrong, from a file beside the companies: `faults.json`, or the one that `FAKE_PROVIDEX_FAULTS` names.
///
/// The file is looked at before every call, at most every 50 milliseconds, and may change while the fake runs.
/// `README.md` describes it.
class Faults {
public:
    /// What a fault does to one call; hangs and crashes have happened by then.
    struct Strike {
        /// The call is not made and answers with this code.
        std::optional<int> answer;
        /// The call is made, and its success is a warning.
        bool warns = false;
        std::string text;
        /// The call ends in an exception with this text.
        std::optional<std::string> error;
        HRESULT errorCode = DISP_E_EXCEPTION;
    };

    /// Sets where the companies are.
    void setHome(const std::string &home);

    /// Meets the faults that wait for a call; may not come back.
    Strike strike(const std::string &call);

    /// Whether the user may log on; without users in the file, everybody with a password may.
    bool admits(const std::string &user, const std::string &password);
    bool admitsUnified();

    /// Whether another workstation holds a record; counts the attempt.
    bool holds(const std::string &table, const std::vector<std::string> &key);

private:
    struct Fault {
        std::string call, kind, text;
        int skip = 0, times = 1, code = 0;
        DWORD milliseconds = 0;
        bool poisons = false;
    };
    struct Lock {
        std::string table;
        std::vector<std::string> key;
        int attempts = 1;
    };

    void refresh();
    void read(const std::string &content);

    std::mutex mutex;
    std::string file;
    /// When the file was written, and its size, as they were last seen.
    std::tuple<DWORD, DWORD, DWORD> state;
    ULONGLONG lookedAt = 0;
    std::vector<Fault> faults;
    std::vector<Lock> locks;
    std::vector<std::pair<std::string, std::string>> users;
    bool isUnified = true;
    bool isPoisoned = false;
};
