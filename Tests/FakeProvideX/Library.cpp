#include <windows.h>

#include "ClassFactory.h"
#include "FakeObject.h"
#include "Registration.h"

namespace {

/// Where this library was loaded from.
HMODULE ownModule() {
    HMODULE module = nullptr;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
        reinterpret_cast<LPCWSTR>(&ownModule), &module);
    return module;
}

}  // namespace

extern "C" {

HRESULT WINAPI DllGetClassObject(REFCLSID id, REFIID interfaceId, void **object) {
    static ClassFactory factory;
    if (!IsEqualGUID(id, registration::libraryClass)) return CLASS_E_CLASSNOTAVAILABLE;
    return factory.QueryInterface(interfaceId, object);
}

HRESULT WINAPI DllCanUnloadNow() { return FakeObject::alive() == 0 ? S_OK : S_FALSE; }

HRESULT WINAPI DllRegisterServer() {
    return registration::add(
        registration::libraryClass, registration::libraryName, L"InprocServer32", registration::path(ownModule()));
}

HRESULT WINAPI DllUnregisterServer() { return registration::remove(registration::libraryClass, registration::libraryName); }
}
