import Configuration
import Cryptography
import Foundation
import HTTPClient
import Mapping
import Monday
import Observability
import Secrets
import Store
import Sync
import WireProtocol

/// Looks at everything a relay needs before it runs, and changes nothing.
package enum RelayCheck {
    /// Checks certificate, state, secrets, monday accounts and boards.
    ///
    /// - Parameters:
    ///   - configuration: what the operator wrote; that it could be read is the first check.
    ///   - version: the product's version.
    /// - Returns: one result for each thing, all of them even where some are bad.
    package static func run(_ configuration: RelayConfiguration, version: String) async -> [CheckResult] {
        var results: [CheckResult] = []
        results.append(
            await CheckResult("certificate") {
                let context = try TLSContext(configuration.agents.tlsConfiguration)
                try configuration.checkOwnIdentity(context)
                return context.certificate.map { "\($0.uris.joined()) until \($0.notAfter.formatted(.iso8601))" } ?? ""
            })
        let folder = URL(filePath: configuration.state).deletingLastPathComponent().path
        results.append(
            await CheckResult("state") {
                // The folder itself is made by the first start.
                let isThere = FileManager.default.fileExists(atPath: folder)
                let parent = URL(filePath: folder).deletingLastPathComponent().path
                guard FileManager.default.isWritableFile(atPath: isThere ? folder : parent) else {
                    throw RelayError(
                        .unavailable,
                        "The folder \(folder) is not there, or cannot be written to. Make it, for this user alone.")
                }
                return configuration.state
            })
        let secrets = configuration.secrets?.open()
        for account in configuration.monday {
            results += await check(account, of: configuration, secrets, version: version)
        }
        results += agents(configuration)
        let services = RelayService.services(configuration, version: version, store: nil, time: WallTime())
        for connection in configuration.connections {
            if let service = services[connection.name] {
                results.append(
                    await CheckResult("SOAP service of \(connection.name)") { try await service.check() })
                await service.shutdown()
            } else if let off = connection.boards.lazy.compactMap({ connection.off($0.kind) }).first {
                results.append(CheckResult(name: "SOAP service of \(connection.name)", isGood: false, detail: off))
            }
        }
        return results
    }

    /// The agents, as a relay that runs sees them: they dial it, so that there is nobody else to ask.
    private static func agents(_ configuration: RelayConfiguration) -> [CheckResult] {
        let overview = (try? RelayStore(readOnly: configuration.state)).flatMap {
            try? RelayOverview(configuration, $0, now: WallTime().now)
        }
        guard let overview, overview.isRunning else {
            return [
                CheckResult(
                    name: "agents", isGood: true,
                    detail:
                        "not looked for: they dial a running relay, and none runs; `sage-agent check` looks from their"
                        + " side")
            ]
        }
        return overview.agents.map { agent in
            CheckResult(
                name: "agent \(agent.agent)", isGood: agent.absence == nil,
                detail: agent.absence ?? agent.connections.first?.detail ?? "")
        }
    }

    private static func check(
        _ account: MondayAccount, of configuration: RelayConfiguration, _ secrets: (any SecretStore)?, version: String
    ) async -> [CheckResult] {
        let name = "monday account \(account.name)"
        do {
            let (target, client) = try MondayBoards.make(account, secrets: secrets, version: version)
            var results: [CheckResult] = []
            do {
                let me = try await target.whoAmI()
                results.append(
                    CheckResult(name: name, isGood: true, detail: "\(me.name) at \(me.accountSlug).monday.com"))
                for connection in configuration.connections where connection.monday == account.name {
                    for board in connection.boards {
                        results.append(await check(board, connection, target, configuration.state, account))
                    }
                }
            } catch {
                results.append(CheckResult(name: name, isGood: false, detail: "\(error)"))
            }
            await client.shutdown()
            return results
        } catch {
            return [CheckResult(name: name, isGood: false, detail: "\(error)")]
        }
    }

    private static func check(
        _ board: RelayConfiguration.Board, _ connection: RelayConfiguration.Connection, _ target: MondayBoards,
        _ state: String, _ account: MondayAccount
    ) async -> CheckResult {
        let settings = BoardSettings(connection, board, account)
        let name = "board \(settings.ref)"
        do {
            // The account structure is known once the company was read; without it the segments are not looked for.
            let segments = (try? RelayStore(readOnly: state))?.segments(settings.ref) ?? []
            let (description, mapping, findings) = try settings.mapped(
                try await target.describe(boardID: settings.boardID), segments: segments)
            let costly = findings.filter { $0.weight != .notice }.map(\.sentence)
            let capacity = description.itemsLimit.map {
                BoardCapacity(limit: $0, items: description.itemsCount ?? 0, creations: [])
            }
            let warnings = costly + [capacity?.warning(settings.ref, now: WallTime().now)].compactMap(\.self)
            let room = description.itemsLimit.map { " of \($0)" } ?? ""
            let isUnread = board.kind == .glAccount && segments.isEmpty
            return CheckResult(
                name: name, isGood: costly.isEmpty && capacity?.level != .full,
                detail: "\(description.name): \(mapping.targets.count) columns,"
                    + " \(description.itemsCount ?? 0)\(room) items"
                    + (isUnread ? "; columns of segments are checked once the company was read" : "")
                    + warnings.map { ". \($0)" }.joined())
        } catch {
            return CheckResult(name: name, isGood: false, detail: "\(error)")
        }
    }
}
