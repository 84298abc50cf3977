#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "Arguments.h"
#include "Automation.h"
#include "Json.h"
#include "SageObject.h"
#include "ServerProcess.h"
#include "Settings.h"

namespace boi {

/// One log-on to one company of Sage, on the one thread that talks to Sage; `abort` alone may come from another.
class SageSession {
public:
    explicit SageSession(CallObserver &observer) : observer(observer) {}
    ~SageSession();

    Json open(Arguments arguments);
    Json clock();
    Json makeObject(Arguments arguments);
    std::string lastErrorMessage();
    void dropObject(std::int64_t number);

    /// Drops objects and session in Sage's order; what fails on the way is passed over.
    void close();

    /// \throws HostError with `badRequest` for a number that is none, with `sessionLost` where no session is open.
    SageObject &object(std::int64_t number);

    /// The object to walk with: another one of the same name while a record of the object is being edited.
    SageObject &walker(std::int64_t number);

    /// \throws HostError with `sessionLost` when no session is open, or it was poisoned.
    void requireAlive() const;

    /// Has no further call made with this session.
    void poison() { isPoisoned = true; }

    /// Ends the server that this session's log-on started; from any thread.
    ServerProcess::Outcome abort();

    const Settings &currentSettings() const { return settings; }

private:
    struct Entry {
        std::unique_ptr<SageObject> object;
        std::unique_ptr<SageObject> walker;
    };

    void logOn(Arguments &arguments);
    void setCompany(const std::string &company);
    void setModule(const std::string &module);
    int callWithTexts(const char *member, const std::vector<std::string> &texts);
    Entry &entry(std::int64_t number);
    std::unique_ptr<SageObject> newObject(const std::string &name);
    /// Why Sage gave no object, by its text.
    HostError noObject(const std::string &name, const std::string &sageText, std::optional<std::uint32_t> hresult = {}) const;
    SageLayout layoutOf(const std::string &objectName) const;
    std::string clockZone() const;

    CallObserver &observer;
    Settings settings;
    Automation script;
    Automation session;
    bool isOpen = false;
    bool isPoisoned = false;
    std::string date;
    std::string module;
    std::map<std::int64_t, Entry> objects;
    std::int64_t lastObject = 0;

    std::mutex serverMutex;
    std::unique_ptr<ServerProcess> server;
};

}  // namespace boi
