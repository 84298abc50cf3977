#include "SageSession.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "Secret.h"
#include "Text.h"
#include "ZoneNames.h"

namespace boi {

namespace {

std::string stamp(const SYSTEMTIME &time) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04u%02u%02uT%02u:%02u:%02u.%03u", time.wYear % 10000u, time.wMonth, time.wDay,
        time.wHour, time.wMinute, time.wSecond, time.wMilliseconds);
    return text.data();
}

SYSTEMTIME localTime() {
    SYSTEMTIME time;
    GetLocalTime(&time);
    return time;
}

bool endsWith(const std::string &text, const std::string &end) {
    return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// A setting by an object's name, or what is usual.
std::string setting(const std::map<std::string, std::string> &settings, const std::string &name, const std::string &usual) {
    const auto found = settings.find(name);
    return found == settings.end() ? usual : found->second;
}

/// `A/P` for `AP_Vendor_bus`.
std::string usualModule(const std::string &name) {
    return name.size() > 3 && name[2] == '_' ? uppercased(name.substr(0, 1) + "/" + name.substr(1, 1)) : "";
}

/// `AP_Vendor_ui` for `AP_Vendor_bus`; objects that only read do without a task.
std::string usualTask(const std::string &name) {
    return endsWith(lowercasedASCII(name), "_bus") ? name.substr(0, name.size() - 4) + "_ui" : "";
}

void readLayout(const Json &json, SageLayout &layout) {
    const auto refuse = [&] { throw HostError(HostError::Code::badRequest, "The layout of " + layout.name + " is none."); };
    if (!json.members()) refuse();
    const auto membersOf = [&](const char *name) {
        const auto *found = json.find(name);
        if (found && !found->members()) refuse();
        return found ? *found->members() : Json::Object();
    };
    for (const auto &[name, described] : membersOf("columns")) {
        if (!described.members()) refuse();
        auto found = std::find_if(
            layout.columns.begin(), layout.columns.end(), [&, &name = name](const Column &column) { return column.name == name; });
        if (found == layout.columns.end()) found = layout.columns.insert(found, Column{name, false, {}, {}});
        for (const char *what : {"length", "scale"}) {
            const auto *size = described.find(what);
            if (!size) continue;
            const auto *number = size->whole();
            if (!number || *number < 0 || *number > 32767) refuse();
            (what[0] == 'l' ? found->length : found->scale) = static_cast<int>(*number);
        }
    }
    for (const auto &[name, fields] : membersOf("indexes")) layout.indexes[uppercased(name)] = PageRequest::parseFields(fields);
}

}  // namespace

SageSession::~SageSession() { close(); }

int SageSession::callWithTexts(const char *member, const std::vector<std::string> &texts) {
    std::vector<Variant> variants;
    std::vector<VARIANT> arguments;
    for (const auto &text : texts) variants.emplace_back(text);
    for (const auto &variant : variants) arguments.push_back(variant.raw);
    return session.call(settings.member(member), arguments).code();
}

Json SageSession::open(Arguments arguments) {
    // Taken out first, so that no way out leaves it behind.
    auto password = arguments.taken("password").value_or("");
    const Secret secret(password);
    if (isOpen) throw HostError(HostError::Code::unavailable, "This host holds a session already.");
    settings = Settings::parse(arguments.value("settings"));
    const auto home = arguments.text("home"), company = arguments.text("company");
    const auto logon = arguments.optionalText("logon");
    const auto user = arguments.optionalText("user");
    if (logon && *logon != "setUser" && *logon != "unified" && *logon != "both")
        throw HostError(HostError::Code::badRequest, "logon is setUser, unified or both.");
    date = arguments.optionalText("date").value_or(stamp(localTime()).substr(0, 8));
    isPoisoned = false;
    try {
        {
            auto watched = std::make_unique<ServerProcess>(settings.serverProcess);
            const std::lock_guard lock(serverMutex);
            server = std::move(watched);
        }
        script = Automation::create(settings.progId, &observer);
        {
            const std::lock_guard lock(serverMutex);
            server->settle();
        }
        const Variant path(home), sessionName(settings.sessionObject);
        script.call(settings.member("Init"), {path.raw});
        session = script.makeObject(settings.member("NewObject"), {sessionName.raw});
        if (!session)
            throw HostError(HostError::Code::unavailable, "Sage gives no session; the workstation setup may be missing.");
        const auto way = logon.value_or(user ? "setUser" : "unified");
        bool isLoggedOn = way != "setUser" && session.call(settings.member("nLogon")).code() != 0;
        if (!isLoggedOn && way != "unified") {
            const Variant userText(user.value_or(""));
            Variant passwordText(secret.value());
            try {
                isLoggedOn = session.call(settings.member("nSetUser"), {userText.raw, passwordText.raw}).code() != 0;
            } catch (...) {
                passwordText.wipeText();
                throw;
            }
            passwordText.wipeText();
        }
        if (!isLoggedOn)
            throw HostError(HostError::Code::logonFailed, "Sage refused the user or the password.", lastErrorMessage());
        setCompany(company);
        module.clear();
        if (const auto first = arguments.optionalText("module")) setModule(*first);
    } catch (const ComFailure &failure) {
        poison();
        close();
        // No session was lost: none was open.
        throw HostError(HostError::Code::unavailable, failure.what(), failure.sageText, failure.hresult);
    } catch (...) {
        close();
        throw;
    }
    isOpen = true;
    Json process;
    const std::lock_guard lock(serverMutex);
    if (const auto candidate = server->candidate()) process = {{"process", server->name()}, {"pid", *candidate}};
    return {{"company", company}, {"server", process}};
}

void SageSession::setCompany(const std::string &company) {
    if (callWithTexts("nSetCompany", {company}) == 0)
        throw HostError(HostError::Code::companyRefused, "Sage refused company " + company + ".", lastErrorMessage());
}

void SageSession::setModule(const std::string &wanted) {
    if (wanted.empty() || wanted == module) return;
    // A module that this user may not enter, or that is not installed, shows when its object is made.
    callWithTexts("nSetDate", {wanted, date});
    callWithTexts("nSetModule", {wanted});
    module = wanted;
}

void SageSession::requireAlive() const {
    if (!isOpen) throw HostError(HostError::Code::sessionLost, "No session is open.");
    if (isPoisoned) throw HostError(HostError::Code::sessionLost, "The session failed before and is not used any more.");
}

Json SageSession::clock() {
    requireAlive();
    if (!settings.clockMember.empty()) {
        const auto text = session.call(settings.clockMember).text();
        const auto blank = text.find(' ');
        return {{"now", text.substr(0, blank)},
            {"zone", blank == std::string::npos ? clockZone() : text.substr(blank + 1)}};
    }
    return {{"now", stamp(localTime())}, {"zone", clockZone()}};
}

std::string SageSession::clockZone() const {
    if (!settings.zone.empty()) return settings.zone;
    DYNAMIC_TIME_ZONE_INFORMATION zone = {};
    GetDynamicTimeZoneInformation(&zone);
    const std::wstring key(zone.TimeZoneKeyName);
    const auto name = toUTF8(std::u16string(key.begin(), key.end()));
    const auto found = ianaZone(name);
    if (found.empty())
        throw HostError(HostError::Code::unavailable, "The machine's time zone \"" + name + "\" has no name of the IANA here; set zone.");
    return found;
}

SageLayout SageSession::layoutOf(const std::string &objectName) const {
    const auto lowered = lowercasedASCII(objectName);
    SageLayout layout;
    layout.name = endsWith(lowered, "_bus") || endsWith(lowered, "_svc") ? objectName.substr(0, objectName.size() - 4) : objectName;
    for (const auto &known : SageLayout::all()) {
        for (const auto *names : {&known.writers, &known.readers}) {
            for (const auto &name : *names) {
                if (lowercasedASCII(name) == lowered) layout = known;
            }
        }
    }
    if (const auto *other = settings.layouts.find(layout.name)) readLayout(*other, layout);
    return layout;
}

HostError SageSession::noObject(
    const std::string &name, const std::string &sageText, std::optional<std::uint32_t> hresult) const {
    if (settings.saysUnknownObject(sageText))
        return {HostError::Code::unknownObject, "There is no business object " + name + ".", sageText};
    // A full licence, a missing right or a wrong call is not an installation without this table.
    return {HostError::Code::unavailable, "Sage does not give the business object " + name + ".", sageText, hresult};
}

std::unique_ptr<SageObject> SageSession::newObject(const std::string &name) {
    auto layout = layoutOf(name);
    setModule(setting(settings.modules, name, usualModule(name)));
    const auto task = setting(settings.tasks, name, usualTask(name));
    if (!task.empty()) {
        const Variant text(task);
        const auto number = session.call(settings.member("nLookupTask"), {text.raw});
        if (number.code() != 0) session.call(settings.member("nSetProgram"), {number.raw});
    }
    const Variant text(name), holder(session.pointer());
    Automation made;
    try {
        made = script.makeObject(settings.member("NewObject"), {text.raw, holder.raw});
    } catch (const ComFailure &failure) {
        // Sage refuses an object by an exception with a text; only a call that did not come through kills the session.
        if (failure.hresult == static_cast<std::uint32_t>(RPC_E_DISCONNECTED) || !failure.sageText) throw;
        throw noObject(name, *failure.sageText, failure.hresult);
    }
    if (!made) throw noObject(name, lastErrorMessage());
    return std::make_unique<SageObject>(std::move(made), name, std::move(layout), settings);
}

Json SageSession::makeObject(Arguments arguments) {
    requireAlive();
    Entry made{newObject(arguments.text("name")), nullptr};
    const Json value = {{"object", ++lastObject}, {"name", made.object->name()}, {"table", made.object->table()}};
    objects[lastObject] = std::move(made);
    return value;
}

SageSession::Entry &SageSession::entry(std::int64_t number) {
    requireAlive();
    const auto found = objects.find(number);
    if (found == objects.end()) throw HostError(HostError::Code::badRequest, "There is no object of this number.");
    return found->second;
}

SageObject &SageSession::object(std::int64_t number) { return *entry(number).object; }

SageObject &SageSession::walker(std::int64_t number) {
    auto &found = entry(number);
    if (!found.object->isEditing()) return *found.object;
    if (!found.walker) found.walker = newObject(found.object->name());
    return *found.walker;
}

std::string SageSession::lastErrorMessage() { return session.call(settings.member("sLastErrorMsg")).text(); }

void SageSession::dropObject(std::int64_t number) {
    requireAlive();
    const auto found = objects.find(number);
    if (found == objects.end()) return;
    auto dropped = std::move(found->second);
    objects.erase(found);
    if (dropped.walker) dropped.walker->drop();
    dropped.object->drop();
}

void SageSession::close() {
    const auto attempt = [&](const std::function<void()> &call) {
        // A call that failed once would fail or hang again; references are given back all the same.
        if (isPoisoned) return;
        try {
            call();
        } catch (const HostError &) {
            isPoisoned = true;
        }
    };
    for (auto &[number, entry] : objects) {
        if (entry.walker) attempt([&, &walker = entry.walker] { walker->drop(); });
        attempt([&, &object = entry.object] { object->drop(); });
    }
    objects.clear();
    if (session) {
        attempt([&] { session.call(settings.member("nCleanup")); });
        attempt([&] { session.call(settings.member("DropObject")); });
    }
    session.release();
    script.release();
    isOpen = false;
    isPoisoned = false;
    const std::lock_guard lock(serverMutex);
    server.reset();
}

ServerProcess::Outcome SageSession::abort() {
    const std::lock_guard lock(serverMutex);
    if (!server) return {false, 0, "No session is open or being opened: nothing was ended."};
    return server->end();
}

}  // namespace boi
