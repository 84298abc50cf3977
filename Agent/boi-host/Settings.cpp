#include "Settings.h"

#include <algorithm>

#include "HostError.h"
#include "Text.h"

namespace boi {

namespace {

[[noreturn]] void refuse(const std::string &name) {
    throw HostError(HostError::Code::badRequest, "The setting " + name + " is not what it should be.");
}

void read(const Json &json, const char *name, std::string &value) {
    const auto *found = json.find(name);
    if (!found) return;
    if (!found->text()) refuse(name);
    value = *found->text();
}

void read(const Json &json, const char *name, std::map<std::string, std::string> &value) {
    const auto *found = json.find(name);
    if (!found) return;
    if (!found->members()) refuse(name);
    for (const auto &[key, text] : *found->members()) {
        if (!text.text()) refuse(name);
        value[key] = *text.text();
    }
}

/// Reads a text that is one of a few, and gives its place among them.
std::size_t choice(const Json &json, const char *name, const std::vector<std::string> &choices) {
    std::string text = choices.front();
    read(json, name, text);
    const auto found = std::find(choices.begin(), choices.end(), text);
    if (found == choices.end()) refuse(name);
    return static_cast<std::size_t>(found - choices.begin());
}

void readPatterns(const Json &json, const char *name, std::vector<std::string> &patterns) {
    const auto *found = json.find(name);
    if (!found) return;
    if (!found->list()) refuse(name);
    patterns.clear();
    for (const auto &pattern : *found->list()) {
        if (!pattern.text() || pattern.text()->empty()) refuse(name);
        patterns.push_back(*pattern.text());
    }
}

/// Whether a pattern is in a text; case does not matter.
bool matches(const std::string &text, const std::vector<std::string> &patterns) {
    const auto lowered = lowercasedASCII(text);
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string &pattern) {
        return lowered.find(lowercasedASCII(pattern)) != std::string::npos;
    });
}

std::u32string readPoints(const Json &list, const char *name) {
    std::u32string points;
    if (!list.list() || list.list()->empty()) refuse(name);
    for (const auto &point : *list.list()) {
        const auto *number = point.whole();
        if (!number || *number <= 0 || *number > 0xFFFF || (*number >= 0xD800 && *number <= 0xDFFF)) refuse(name);
        points.push_back(static_cast<char32_t>(*number));
    }
    return points;
}

}  // namespace

Settings Settings::parse(const Json &json) {
    Settings settings;
    if (json.isNull()) return settings;
    if (!json.members()) refuse("settings");
    read(json, "progId", settings.progId);
    read(json, "serverProcess", settings.serverProcess);
    read(json, "sessionObject", settings.sessionObject);
    read(json, "members", settings.members);
    read(json, "clockMember", settings.clockMember);
    read(json, "zone", settings.zone);
    read(json, "modules", settings.modules);
    read(json, "tasks", settings.tasks);
    if (const auto *points = json.find("separators")) settings.separators = readPoints(*points, "separators");
    settings.keyOrder = choice(json, "keyOrder", {"windows1252", "utf8"}) == 0 ? KeyOrder::Bytes::windows1252
                                                                             : KeyOrder::Bytes::utf8;
    settings.position = static_cast<Position>(choice(json, "position", {"fields", "argument", "browse"}));
    settings.usesResultSets = choice(json, "resultSets", {"never", "filtered"}) == 1;
    std::string padding(1, '\0');
    read(json, "keyPadding", padding);
    const auto points = codePoints(padding);
    if (points.size() != 1) refuse("keyPadding");
    settings.keyPadding = points.front();
    readPatterns(json, "lockPatterns", settings.lockPatterns);
    readPatterns(json, "unknownObjectPatterns", settings.unknownObjectPatterns);
    if (const auto *layouts = json.find("layouts")) settings.layouts = *layouts;
    if (!settings.layouts.members()) refuse("layouts");
    return settings;
}

const std::string &Settings::member(const std::string &name) const {
    const auto found = members.find(name);
    return found == members.end() ? name : found->second;
}

bool Settings::saysLocked(const std::string &text) const { return matches(text, lockPatterns); }

bool Settings::saysUnknownObject(const std::string &text) const { return matches(text, unknownObjectPatterns); }

}  // namespace boi
