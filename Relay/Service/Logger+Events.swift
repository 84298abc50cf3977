import Logging
import OAuth
import Sync
import Tunnel
import WireProtocol

extension Logger {
    /// Says what happened on the listener.
    func log(_ event: TunnelListener.Event) {
        switch event {
        case .connected(let info):
            notice(
                "An agent connected",
                metadata: [
                    "agent": "\(info.agent.name)", "slot": "\(info.slot)", "epoch": "\(info.epoch)",
                    "address": "\(info.peerAddress)", "product": "\(info.product ?? "?")",
                ])
        case .ended(let info, let error):
            notice(
                "An agent's connection ended",
                metadata: [
                    "agent": "\(info.agent.name)", "slot": "\(info.slot)", "epoch": "\(info.epoch)",
                    "reason": "\(error.map { "\($0)" } ?? "closed in order")",
                ])
        case .refused(let address, let identity, let problem) where problem.code == .upgradeRequired:
            info(
                "An agent checked its way here",
                metadata: ["address": "\(address)", "identity": "\(identity.map { "\($0)" } ?? "none")"])
        case .refused(let address, let identity, let problem):
            warning(
                "A connection was refused",
                metadata: [
                    "address": "\(address)", "identity": "\(identity.map { "\($0)" } ?? "none")",
                    "problem": "\(problem)",
                ])
        case .failed(let address, let error):
            warning("A connection failed", metadata: ["address": "\(address)", "reason": "\(error)"])
        }
    }

    /// Says what happened to the tokens of an account.
    func log(_ event: AccessTokens.Event, account: String) {
        switch event {
        case .renewed(let until):
            info(
                "The token of a monday account was renewed",
                metadata: ["account": "\(account)", "until": "\(until.map(\.momentText) ?? "not known")"])
        case .failed(let reason):
            warning(
                "The token of a monday account could not be renewed",
                metadata: ["account": "\(account)", "reason": "\(reason)"])
        case .needsPerson(let reason):
            error("A monday account needs a login", metadata: ["account": "\(account)", "reason": "\(reason)"])
        }
    }

    /// Says what happened to Sage's SOAP service of a connection.
    func log(_ event: SageServiceEvent, connection: String) {
        switch event {
        case .contractRead(let address, let operations, let isNew):
            notice(
                isNew ? "The WSDL of Sage's SOAP service was read" : "The WSDL of Sage's SOAP service has changed",
                metadata: [
                    "connection": "\(connection)", "address": "\(address)", "operations": "\(operations)",
                ])
        case .contractNotRead(let address, let reason):
            warning(
                "The WSDL of Sage's SOAP service could not be read; what is kept of it is gone by",
                metadata: ["connection": "\(connection)", "address": "\(address)", "reason": "\(reason)"])
        }
    }

    /// Says what a reconciliation found.
    func log(_ report: BoardReconciliation) {
        log(
            level: report.isClean ? .info : .warning,
            report.isClean ? "A board is as its company is" : "A reconciliation found what needs a person",
            metadata: [
                "board": "\(report.board)", "items": "\(report.items)", "repaired": "\(report.repaired.all)",
                "findings": "\(report.findings.open)", "left": "\((report.left ?? report.findings).open)",
                "totals-differing": "\(report.totals?.differing.count ?? 0)",
                "message": "\(report.messages.joined(separator: " "))",
            ])
    }

    /// Says what came of a bulk import, or why there is none.
    func log(_ board: BoardRef, bulk sentence: String) {
        notice("Bulk import", metadata: ["board": "\(board)", "message": "\(sentence)"])
    }

    /// Says what happened to a board.
    func log(_ board: BoardRef, _ event: BoardWorker.Event) {
        switch event {
        case .ran(let run):
            info(
                "A board was read",
                metadata: [
                    "board": "\(board)", "mode": "\(run.mode)", "read": "\(run.read)", "new": "\(run.new)",
                    "changed": "\(run.changed)", "gone": "\(run.gone)", "problems": "\(run.problems)",
                    "message": "\(run.message ?? "")",
                ])
        case .reconciled:
            info("A board was reconciled", metadata: ["board": "\(board)"])
        case .failedReading(let reason):
            warning("A board could not be read", metadata: ["board": "\(board)", "reason": "\(reason)"])
        case .failedDelivering(let reason):
            error("A board's state could not be kept", metadata: ["board": "\(board)", "reason": "\(reason)"])
        }
    }
}
