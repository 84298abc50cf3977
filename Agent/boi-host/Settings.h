#pragma once

#include <map>
#include <string>
#include <vector>

#include "Json.h"
#include "KeyOrder.h"

namespace boi {

/// What public sources leave open about Sage's interface, with the defaults of `docs/boi-host-protocol.md`.
struct Settings {
    /// How a walk finds the record it begins at.
    enum class Position { fields, argument, browse };

    std::string progId = "ProvideX.Script";
    std::string serverProcess = "pvxcom.exe";
    std::string sessionObject = "SY_Session";
    std::map<std::string, std::string> members;
    std::u32string separators = {0x160, 0x8A};
    KeyOrder::Bytes keyOrder = KeyOrder::Bytes::windows1252;
    char32_t keyPadding = 0;
    Position position = Position::fields;
    /// Whether for pages with a filter Sage itself gives the keys that pass, by `nGetResultSets`.
    bool usesResultSets = false;
    std::vector<std::string> lockPatterns = {
        "in use", "locked", "being used", "busy", "another user", "another workstation"};
    std::vector<std::string> unknownObjectPatterns = {"not found", "does not exist", "error 200"};
    std::string clockMember;
    std::string zone;
    std::map<std::string, std::string> modules;
    std::map<std::string, std::string> tasks;
    Json layouts = Json::object();

    /// Reads the settings of `openSession`.
    ///
    /// \throws HostError with `badRequest`.
    static Settings parse(const Json &json);

    /// The name that a member has on this installation.
    const std::string &member(const std::string &name) const;

    /// Whether one of Sage's texts says that a record is locked.
    bool saysLocked(const std::string &text) const;

    /// Whether one of Sage's texts says that there is no business object of a name.
    bool saysUnknownObject(const std::string &text) const;
};

}  // namespace boi
