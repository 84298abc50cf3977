#include "Company.h"

#include <windows.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "CSVReader.h"
#include "Json.h"

namespace {

namespace fs = std::filesystem;

std::string readAll(const fs::path &file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

Company::Company(std::string home, std::string code) : folder(home + "\\" + code), companyCode(std::move(code)) {}

bool Company::exists() const {
    std::error_code error;
    return companyCode.size() == 3 && fs::is_directory(folder, error);
}

std::string Company::version() const {
    auto named = readAll(fs::path(folder) / "VERSION");
    named.erase(named.find_last_not_of(" \r\n\t") + 1);
    if (!named.empty()) return named;
    if (fs::exists(fs::path(folder) / "VERSION")) return "writing";
    std::map<std::string, std::string> states;
    for (const auto &entry : fs::directory_iterator(folder)) {
        const auto extension = entry.path().extension().string();
        if (extension != ".csv" && extension != ".json") continue;
        states[entry.path().filename().string()] = std::to_string(entry.last_write_time().time_since_epoch().count()) + " "
            + std::to_string(entry.file_size());
    }
    std::string text;
    for (const auto &[file, state] : states) text += file + " " + state + "\n";
    return text + ".";
}

void Company::refresh() {
    const auto before = version();
    if (before == loaded) return;
    if (before == "writing") {
        if (loaded.empty()) throw FolderError("the folder is being written");
        return;
    }
    auto old = *this;
    try {
        load();
        if (version() != before) throw FolderError("the folder is being written");
        loaded = before;
    } catch (const FolderError &) {
        const bool isBeingWritten = version() != before;
        *this = std::move(old);
        if (!isBeingWritten || loaded.empty()) throw;
    }
}

void Company::load() {
    const auto text = readAll(fs::path(folder) / "Company.json");
    const auto json = boi::Json::parse(text.empty() ? "{}" : text);
    if (!json || !json->members()) throw FolderError("Company.json cannot be read");
    const auto *access = json->find("allowExternalAccess");
    allowsAccess = !access || access->isTrue();
    const auto *clock = json->find("clock");
    const auto setting = [&](const char *name, const char *usual) {
        const auto *found = clock ? clock->find(name) : nullptr;
        return found && found->text() ? *found->text() : std::string(usual);
    };
    standingClock = setting("now", "");
    zoneName = setting("zone", "America/Los_Angeles");
    tables.clear();
    for (auto &layout : boi::SageLayout::all()) {
        const auto name = layout.name;
        Table table(std::move(layout));
        const auto file = fs::path(folder) / (name + ".csv");
        try {
            if (fs::exists(file)) table.load(readAll(file));
        } catch (const FolderError &error) {
            throw FolderError(name + ".csv: " + error.what());
        }
        tables.emplace(name, std::move(table));
    }
}

std::string Company::now() const {
    if (!standingClock.empty()) return standingClock;
    SYSTEMTIME time;
    GetLocalTime(&time);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04u%02u%02uT%02u:%02u:%02u.%03u", time.wYear % 10000u, time.wMonth, time.wDay,
        time.wHour, time.wMinute, time.wSecond, time.wMilliseconds);
    return text.data();
}
