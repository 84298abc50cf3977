#pragma once

#include <windows.h>

#include <string>

/// A lock on one record, held against every process of this machine, and freed with the process that holds it.
class RecordLock {
public:
    RecordLock() = default;
    RecordLock(const RecordLock &) = delete;
    RecordLock &operator=(const RecordLock &) = delete;
    ~RecordLock() { release(); }

    /// Takes the lock of a record by its name; `false` when someone else holds it.
    bool take(const std::string &name) {
        release();
        std::string plain = "FakeProvideX";
        for (const char byte : name) plain += "-" + std::to_string(static_cast<unsigned char>(byte));
        handle = CreateEventA(nullptr, TRUE, FALSE, plain.c_str());
        const bool isTaken = handle != nullptr && GetLastError() != ERROR_ALREADY_EXISTS;
        if (!isTaken) release();
        return isTaken;
    }

    void release() {
        if (handle != nullptr) CloseHandle(handle);
        handle = nullptr;
    }

private:
    HANDLE handle = nullptr;
};
