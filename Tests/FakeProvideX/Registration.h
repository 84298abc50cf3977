#pragma once

#include <windows.h>

#include <string>

/// The classes of the fake: in this process, and in one of its own.
namespace registration {

/// The class of the library, under the name that Sage's own class has.
inline constexpr GUID libraryClass = {0x6B0D7F11, 0x52A6, 0x4D7C, {0x9A, 0x3E, 0x70, 0x52, 0x0F, 0x0C, 0x1A, 0x01}};
inline constexpr auto libraryName = L"ProvideX.Script";
/// The class of the executable; a name of its own lets both be registered side by side.
inline constexpr GUID serverClass = {0x6B0D7F11, 0x52A6, 0x4D7C, {0x9A, 0x3E, 0x70, 0x52, 0x0F, 0x0C, 0x1A, 0x02}};
inline constexpr auto serverName = L"FakeProvideX.Script";

/// Registers a class.
///
/// \param kind `InprocServer32` or `LocalServer32`.
/// \param file the file that serves it.
HRESULT add(const GUID &id, const std::wstring &name, const std::wstring &kind, const std::wstring &file);
HRESULT remove(const GUID &id, const std::wstring &name);

/// The path of a module, or of this process's executable.
std::wstring path(HMODULE module);

}  // namespace registration
