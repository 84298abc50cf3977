#include "Registration.h"

#include <objbase.h>

#include <array>

namespace registration {

namespace {

std::wstring text(const GUID &id) {
    std::array<wchar_t, 64> buffer{};
    StringFromGUID2(id, buffer.data(), static_cast<int>(buffer.size()));
    return buffer.data();
}

bool setValue(const std::wstring &key, const wchar_t *name, const std::wstring &value) {
    HKEY opened = nullptr;
    if (RegCreateKeyExW(HKEY_CLASSES_ROOT, key.c_str(), 0, nullptr, 0, KEY_WRITE, nullptr, &opened, nullptr) != ERROR_SUCCESS)
        return false;
    const auto size = static_cast<DWORD>((value.size() + 1) * sizeof(wchar_t));
    const LONG result = RegSetValueExW(opened, name, 0, REG_SZ, reinterpret_cast<const BYTE *>(value.c_str()), size);
    RegCloseKey(opened);
    return result == ERROR_SUCCESS;
}

}  // namespace

HRESULT add(const GUID &id, const std::wstring &name, const std::wstring &kind, const std::wstring &file) {
    const auto key = L"CLSID\\" + text(id);
    const bool isDone = setValue(name + L"\\CLSID", nullptr, text(id)) && setValue(key, nullptr, name)
        && setValue(key + L"\\ProgID", nullptr, name) && setValue(key + L"\\" + kind, nullptr, file)
        && setValue(key + L"\\" + kind, L"ThreadingModel", L"Apartment");
    return isDone ? S_OK : E_FAIL;
}

HRESULT remove(const GUID &id, const std::wstring &name) {
    RegDeleteTreeW(HKEY_CLASSES_ROOT, name.c_str());
    RegDeleteTreeW(HKEY_CLASSES_ROOT, (L"CLSID\\" + text(id)).c_str());
    return S_OK;
}

std::wstring path(HMODULE module) {
    std::array<wchar_t, 1024> buffer{};
    GetModuleFileNameW(module, buffer.data(), static_cast<DWORD>(buffer.size()));
    return buffer.data();
}

}  // namespace registration
