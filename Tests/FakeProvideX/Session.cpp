#include "Session.h"

#include "CSVReader.h"

Session::Session(std::shared_ptr<Installation> owner) : FakeObject(owner->faults), installation(std::move(owner)) {
    add("nLogon", [this](const CallArguments &) {
        isLoggedOn = isLoggedOn || faults->admitsUnified();
        return CallResult(isLoggedOn ? 1 : fail("The unified logon is not enabled."));
    });
    add("nSetUser", [this](const CallArguments &arguments) {
        isLoggedOn = faults->admits(arguments.text(0), arguments.text(1));
        return CallResult(isLoggedOn ? 1 : fail("The user logon or password is not valid."));
    });
    add("nSetCompany", [this](const CallArguments &arguments) { return CallResult(setCompany(arguments.text(0))); });
    add("nSetDate", [this](const CallArguments &arguments) {
        return CallResult(arguments.text(1).size() == 8 ? 1 : fail("The date is not valid."));
    });
    add("nSetModule", [this](const CallArguments &arguments) {
        return CallResult(arguments.text(0).size() == 3 ? 1 : fail("The module is not on file."));
    });
    add("nLookupTask", [](const CallArguments &arguments) { return CallResult(arguments.text(0).empty() ? 0 : 1); });
    add("nSetProgram", [](const CallArguments &) { return CallResult(1); });
    add("sCompanyCode", [this](const CallArguments &) { return CallResult(opened ? opened->code() : std::string()); });
    add("sLastErrorMsg", [this](const CallArguments &) { return CallResult(message); });
    // The fake's own: Sage's clock and its zone, which a test sets in Company.json.
    add("sClock", [this](const CallArguments &) {
        if (!opened) throw FakeException{"Error 65 in sClock: no company is set."};
        opened->refresh();
        return CallResult(opened->now() + " " + opened->zone());
    });
    add("nCleanup", [this](const CallArguments &) {
        opened.reset();
        return CallResult(1);
    });
    add("DropObject", [](const CallArguments &) { return CallResult(1); });
}

int Session::fail(std::string text) {
    message = std::move(text);
    return 0;
}

int Session::setCompany(const std::string &code) {
    if (!isLoggedOn) return fail("No user is logged on.");
    const auto found = installation->company(code);
    if (!found->exists()) return fail("The company code " + code + " is not on file.");
    try {
        found->refresh();
    } catch (const FolderError &error) {
        return fail("The company's files cannot be read: " + std::string(error.what()));
    }
    if (!found->allowsExternalAccess()) return fail("Company " + code + " does not allow external access.");
    opened = found;
    return 1;
}
