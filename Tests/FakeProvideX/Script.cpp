#include "Script.h"

#include "BusinessObject.h"
#include "Session.h"
#include "Text.h"

Script::Script(std::shared_ptr<Installation> owner) : FakeObject(owner->faults), installation(std::move(owner)) {
    add("Init", [this](const CallArguments &arguments) {
        const auto home = arguments.text(0);
        if (home != installation->home) {
            installation->home = home;
            installation->companies.clear();
        }
        faults->setHome(home);
        isInitialized = true;
        return CallResult(1);
    });
    add("NewObject", [this](const CallArguments &arguments) { return CallResult(newObject(arguments)); });
}

IDispatch *Script::newObject(const CallArguments &arguments) {
    if (!isInitialized) throw FakeException{"Error 65 in NEW: Init must be called first."};
    const auto wanted = boi::lowercasedASCII(arguments.text(0));
    if (wanted == "sy_session") return new Session(installation);
    auto *session = arguments.count() > 1 ? dynamic_cast<Session *>(own(arguments.object(1))) : nullptr;
    if (session == nullptr || !session->company()) throw FakeException{"Error 65 in NEW: a session with a company is missing."};
    for (const auto &layout : boi::SageLayout::all()) {
        for (const bool mayWrite : {true, false}) {
            for (const auto &name : mayWrite ? layout.writers : layout.readers) {
                if (boi::lowercasedASCII(name) == wanted)
                    return new BusinessObject(name, layout.name, mayWrite, session->company(), faults);
            }
        }
    }
    throw FakeException{"Error 200 in NEW: object not found."};
}
