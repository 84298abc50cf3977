#include <windows.h>

#include <objbase.h>

#include <string>

#include "ClassFactory.h"
#include "FakeObject.h"
#include "Registration.h"

namespace {

/// How long the server waits for a first object, and again after the last one is gone.
constexpr ULONGLONG lingerMilliseconds = 2000;
constexpr DWORD checkMilliseconds = 100;

int serve() {
    if (FAILED(CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED))) return 1;
    ClassFactory factory;
    DWORD cookie = 0;
    // Each activation gets a process of its own, as a client of Sage's own server has it for itself.
    if (FAILED(CoRegisterClassObject(registration::serverClass, &factory, CLSCTX_LOCAL_SERVER, REGCLS_SINGLEUSE, &cookie))) return 1;
    ULONGLONG lastUse = GetTickCount64();
    while (GetTickCount64() - lastUse < lingerMilliseconds) {
        MsgWaitForMultipleObjects(0, nullptr, FALSE, checkMilliseconds, QS_ALLINPUT);
        MSG message;
        while (PeekMessageW(&message, nullptr, 0, 0, PM_REMOVE)) DispatchMessageW(&message);
        if (FakeObject::alive() > 0) lastUse = GetTickCount64();
    }
    CoRevokeClassObject(cookie);
    CoUninitialize();
    return 0;
}

}  // namespace

int WINAPI WinMain(HINSTANCE, HINSTANCE, LPSTR arguments, int) {
    const std::string given(arguments);
    if (given == "/regserver")
        return FAILED(registration::add(registration::serverClass, registration::serverName, L"LocalServer32",
            L"\"" + registration::path(nullptr) + L"\""));
    if (given == "/unregserver") return FAILED(registration::remove(registration::serverClass, registration::serverName));
    return serve();
}
