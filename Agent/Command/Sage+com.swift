import COMHost
import Configuration
import Foundation
import Ledger
import WireProtocol

/// What the configuration names for a Sage behind COM cannot be used.
struct COMSettingsError: Error, CustomStringConvertible {
    var description: String
}

extension AgentConfiguration.COM {
    /// The settings of the host.
    ///
    /// - Parameter secrets: where user and password are.
    /// - Returns: the settings, with user and password read.
    /// - Throws: `SecretError`, or ``COMSettingsError`` for the file of layouts and the names of tables.
    func hostSettings(_ secrets: (any SecretStore)?) throws -> HostSettings {
        if let table = objects.keys.sorted().first(where: { !Ledger.tables.contains($0) }) {
            throw COMSettingsError(
                description: "sage.com.objects names the table \(table), which is not read; expected one of "
                    + Ledger.tables.joined(separator: ", "))
        }
        var host = HostSettings(command: command, logon: try logonArguments())
        if let secrets, let user, let password {
            host.credentials = HostSettings.Credentials(
                user: try secrets.read(user).reveal(), password: try secrets.read(password).reveal())
        }
        host.deadlines.start = deadlines.start
        host.deadlines.logon = deadlines.logon
        host.deadlines.call = deadlines.call
        host.deadlines.page = deadlines.page
        host.deadlines.queue = deadlines.queue
        host.watchdog.call = watchdog.call
        host.watchdog.silence = watchdog.silence
        host.watchdog.grace = watchdog.grace
        host.watchdog.idle = watchdog.idle
        host.recycle.age = recycle.age
        host.recycle.sessions = recycle.sessions
        host.recycle.errors = recycle.errors
        host.restart.first = restart.first
        host.restart.longest = restart.longest
        host.restart.failures = restart.failures
        host.restart.healthy = restart.healthy
        host.restart.logon = restart.logon
        return host
    }

    private func logonArguments() throws -> [String: HostJSON] {
        var arguments: [String: HostJSON] = ["home": .text(home), "settings": .object(try settings.json())]
        let names: [Logon: String] = [.setUser: "setUser", .unified: "unified", .both: "both"]
        arguments["logon"] = logon.flatMap { names[$0] }.map(HostJSON.text)
        arguments["date"] = date.map { .text($0.text) }
        arguments["module"] = module.map(HostJSON.text)
        return arguments
    }
}

extension AgentConfiguration.COM.Settings {
    /// The host's names for what is set.
    fileprivate func json() throws -> [String: HostJSON] {
        var json: [String: HostJSON] = [:]
        json["progId"] = programID.map(HostJSON.text)
        json["serverProcess"] = serverProcess.map(HostJSON.text)
        json["sessionObject"] = sessionObject.map(HostJSON.text)
        json["separators"] = separators.map { .list($0.map(HostJSON.number)) }
        json["keyOrder"] = keyOrder.map { .text($0.rawValue) }
        json["keyPadding"] = keyPadding.flatMap { UInt32(exactly: $0) }.flatMap(Unicode.Scalar.init)
            .map { .text(String($0)) }
        json["position"] = position.map { .text($0.rawValue) }
        json["resultSets"] = resultSets.map { .text($0.rawValue) }
        json["lockPatterns"] = lockPatterns.map { .list($0.map(HostJSON.text)) }
        json["unknownObjectPatterns"] = unknownObjectPatterns.map { .list($0.map(HostJSON.text)) }
        json["clockMember"] = clockMember.map(HostJSON.text)
        json["zone"] = zone.map { .text($0.identifier) }
        for (name, table) in [("members", members), ("modules", modules), ("tasks", tasks)] where !table.isEmpty {
            json[name] = .object(table.mapValues(HostJSON.text))
        }
        if let layouts {
            do {
                json["layouts"] = try JSONDecoder().decode(
                    HostJSON.self, from: Data(contentsOf: URL(filePath: layouts)))
            } catch {
                throw COMSettingsError(
                    description:
                        "sage.com.settings.layouts: \(layouts) is no JSON that can be read; expected an object "
                        + "of tables as in docs/boi-host-protocol.md")
            }
        }
        return json
    }
}
