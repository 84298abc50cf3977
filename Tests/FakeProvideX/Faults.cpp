#include "Faults.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace {

/// Under Wine each look costs several round trips to its server, which is more than a call of a member does.
constexpr ULONGLONG millisecondsBetweenLooks = 50;

/// As a shell has it for a program that was ended by a wrong address; the host itself ends with none such.
constexpr UINT crashCode = 139;

std::string readAll(const std::string &file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

[[noreturn]] void hang(const std::string &kind) {
    while (true) {
        if (kind == "hang") Sleep(1000);
        if (kind == "messageLoop") {
            // As a dialog that nobody sees.
            MSG message;
            MsgWaitForMultipleObjects(0, nullptr, FALSE, 1000, QS_ALLINPUT);
            while (PeekMessageW(&message, nullptr, 0, 0, PM_REMOVE)) DispatchMessageW(&message);
        }
    }
}

}  // namespace

void Faults::setHome(const std::string &home) {
    const std::lock_guard lock(mutex);
    const char *named = std::getenv("FAKE_PROVIDEX_FAULTS");
    const auto wanted = named != nullptr ? std::string(named) : home + "\\faults.json";
    if (wanted != file) {
        file = wanted;
        state = {};
        read("");
    }
    lookedAt = 0;
    refresh();
}

void Faults::refresh() {
    if (file.empty() || GetTickCount64() - lookedAt < millisecondsBetweenLooks) return;
    lookedAt = GetTickCount64();
    WIN32_FILE_ATTRIBUTE_DATA found = {};
    GetFileAttributesExA(file.c_str(), GetFileExInfoStandard, &found);
    const auto seen = std::make_tuple(found.ftLastWriteTime.dwHighDateTime, found.ftLastWriteTime.dwLowDateTime, found.nFileSizeLow);
    if (seen == state) return;
    state = seen;
    read(readAll(file));
}

void Faults::read(const std::string &text) {
    faults.clear();
    locks.clear();
    users.clear();
    isUnified = true;
    isPoisoned = false;
    const auto json = nlohmann::json::parse(text, nullptr, false);
    // A file that is being written is looked at again.
    if (!json.is_object()) return;
    for (const auto &fault : json.value("faults", nlohmann::json::array())) {
        faults.push_back({fault.value("call", ""), fault.value("do", ""), fault.value("text", ""), fault.value("skip", 0),
            fault.value("times", 1), fault.value("code", 0), fault.value("milliseconds", DWORD{0}), fault.value("poison", false)});
    }
    for (const auto &lock : json.value("locks", nlohmann::json::array()))
        locks.push_back({lock.value("table", ""), lock.value("key", std::vector<std::string>()), lock.value("attempts", 1)});
    if (json.contains("users")) {
        for (const auto &[user, password] : json.at("users").items()) users.emplace_back(user, password.get<std::string>());
    }
    isUnified = json.value("unifiedLogon", true);
}

Faults::Strike Faults::strike(const std::string &call) {
    Strike strike;
    Fault met;
    {
        const std::lock_guard lock(mutex);
        refresh();
        if (isPoisoned) {
            strike.error = "Automation error: the object invoked has disconnected from its clients.";
            strike.errorCode = RPC_E_DISCONNECTED;
            return strike;
        }
        const auto found = std::find_if(faults.begin(), faults.end(),
            [&](Fault &fault) { return fault.call == call && fault.times > 0 && fault.skip-- <= 0; });
        if (found == faults.end()) return strike;
        --found->times;
        met = *found;
        isPoisoned = met.poisons;
    }
    strike.text = met.text;
    if (met.kind == "hang" || met.kind == "messageLoop" || met.kind == "busyLoop") hang(met.kind);
    if (met.kind == "sleep") Sleep(met.milliseconds);
    if (met.kind == "crash") TerminateProcess(GetCurrentProcess(), crashCode);
    if (met.kind == "answer") strike.answer = met.code;
    if (met.kind == "warn") strike.warns = true;
    if (met.kind == "lock") {
        strike.answer = 0;
        strike.text = "The record is in use by another workstation.";
    }
    if (met.kind == "error") strike.error = met.text;
    return strike;
}

bool Faults::admits(const std::string &user, const std::string &password) {
    const std::lock_guard lock(mutex);
    if (users.empty()) return !user.empty() && !password.empty();
    return std::find(users.begin(), users.end(), std::make_pair(user, password)) != users.end();
}

bool Faults::admitsUnified() {
    const std::lock_guard lock(mutex);
    return isUnified;
}

bool Faults::holds(const std::string &table, const std::vector<std::string> &key) {
    const std::lock_guard lock(mutex);
    for (auto &held : locks) {
        if (held.table == table && held.key == key && held.attempts > 0) return --held.attempts >= 0;
    }
    return false;
}
