#include "Activity.h"

namespace boi {

void Activity::verbBegins(std::uint64_t newId, const std::string &newVerb) {
    const std::lock_guard lock(mutex);
    id = newId;
    verb = newVerb;
    verbBegan = Clock::now();
}

void Activity::verbEnds() {
    const std::lock_guard lock(mutex);
    id.reset();
}

void Activity::callBegins(const std::string &member) {
    const std::lock_guard lock(mutex);
    call = member;
    callBegan = Clock::now();
}

void Activity::callEnds() {
    const std::lock_guard lock(mutex);
    call.reset();
}

Json Activity::busy() const {
    const std::lock_guard lock(mutex);
    if (!id) return nullptr;
    const auto milliseconds = [](Clock::time_point since) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - since).count();
    };
    Json busy = {{"id", *id}, {"verb", verb}, {"milliseconds", milliseconds(verbBegan)}, {"call", nullptr},
        {"callMilliseconds", 0}};
    if (call) {
        busy.set("call", *call);
        busy.set("callMilliseconds", milliseconds(callBegan));
    }
    return busy;
}

}  // namespace boi
