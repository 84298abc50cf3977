#include "Faults.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "Json.h"

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

using boi::Json;

std::string text(const Json &json, const char *name) {
    const auto *found = json.find(name);
    return found && found->text() ? *found->text() : "";
}

int number(const Json &json, const char *name, int usual) {
    const auto *found = json.find(name);
    return found && found->whole() ? static_cast<int>(*found->whole()) : usual;
}

bool flag(const Json &json, const char *name, bool usual) {
    const auto *found = json.find(name);
    return found ? found->isTrue() : usual;
}

Json::List list(const Json &json, const char *name) {
    const auto *found = json.find(name);
    return found && found->list() ? *found->list() : Json::List();
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

void Faults::read(const std::string &content) {
    faults.clear();
    locks.clear();
    users.clear();
    isUnified = true;
    isPoisoned = false;
    const auto json = Json::parse(content);
    // A file that is being written is looked at again.
    if (!json || !json->members()) return;
    for (const auto &fault : list(*json, "faults")) {
        faults.push_back({text(fault, "call"), text(fault, "do"), text(fault, "text"), number(fault, "skip", 0),
            number(fault, "times", 1), number(fault, "code", 0), static_cast<DWORD>(number(fault, "milliseconds", 0)),
            flag(fault, "poison", false)});
    }
    for (const auto &lock : list(*json, "locks")) {
        std::vector<std::string> key;
        for (const auto &part : list(lock, "key")) key.push_back(part.text() ? *part.text() : "");
        locks.push_back({text(lock, "table"), std::move(key), number(lock, "attempts", 1)});
    }
    const auto *passwords = json->find("users");
    if (passwords && passwords->members()) {
        for (const auto &[user, password] : *passwords->members()) users.emplace_back(user, password.text() ? *password.text() : "");
    }
    isUnified = flag(*json, "unifiedLogon", true);
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
