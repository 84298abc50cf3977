import Foundation
import Logging
import Store
import Sync

extension RelayService {
    /// Everything that a relay can be asked to do.
    private static let verbs: [any RelayVerb.Type] = [
        SyncRequest.self, PlanRequest.self, ResyncRequest.self, ReconcileRequest.self, RebuildRequest.self,
        WakeRequest.self, BoardsRequest.self,
    ]

    /// Takes the requests of commands beside this relay until the task is cancelled.
    package func serveCommands() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            while true {
                try await time.sleep(until: time.now + 300)
                do {
                    guard let command = try store.takeCommand(now: time.now) else { continue }
                    group.addTask { await self.serve(command) }
                } catch {
                    logger.error("The requests of commands cannot be read", metadata: ["reason": "\(error)"])
                }
            }
        }
    }

    /// Ends requests that a relay before this one took and did not finish, so that nobody waits for them.
    func endAbandonedRequests() throws {
        let ended = RelayError(.unavailable, "The relay that was asked has ended.")
        try store.endAbandonedCommands(
            result: try VerbAnswer<Int>(.failure(ended)).json(), now: time.now)
    }

    /// The workers of some boards.
    ///
    /// - Parameter boards: the boards' names, `acme/ap-invoices`; empty for every board.
    /// - Returns: one worker each, in the order of the configuration.
    /// - Throws: ``RelayError`` when a board is not in the configuration.
    func workers(of boards: [String]) throws -> [BoardWorker] {
        let known = workers.map(\.settings.ref.text)
        if let unknown = boards.first(where: { !known.contains($0) }) {
            throw RelayError(
                .unknownBoard,
                "The configuration has no board \(unknown); it has \(known.joined(separator: ", ")).")
        }
        return workers.filter { boards.isEmpty || boards.contains($0.settings.ref.text) }
    }

    /// Does something with each of several at the same time.
    ///
    /// - Parameters:
    ///   - items: the workers or desks of boards.
    ///   - body: what to do with one.
    /// - Returns: what came of it, in the order of the items.
    func ofEach<Item: Sendable, Row: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable (Item) async -> Row
    ) async -> [Row] {
        await withTaskGroup(of: (Int, Row).self) { group in
            for (index, item) in items.enumerated() { group.addTask { (index, await body(item)) } }
            var rows: [(Int, Row)] = []
            for await row in group { rows.append(row) }
            return rows.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Has what stopped a board before tried again, and told only if it still does.
    ///
    /// - Parameter ref: the board.
    /// - Returns: what was delivered to it so far.
    /// - Throws: what the store throws.
    @discardableResult
    func forgetFault(_ ref: BoardRef) async throws -> DeliveryCounts {
        try await store.write { transaction in
            var board = try transaction.board(ref)
            board.fault = nil
            try transaction.save(board)
            return try transaction.delivered(ref)
        }
    }

    private func serve(_ command: CommandRow) async {
        #if DEBUG
            FailPoint.commandTaken.reached()
        #endif
        do {
            let result: String
            if let verb = Self.verbs.first(where: { $0.name == command.verb }) {
                result = try await verb.answer(Data(command.argument.utf8), in: self)
            } else {
                let unknown = RelayError(.unavailable, "The running relay does not know the request \(command.verb).")
                result = try VerbAnswer<Int>(.failure(unknown)).json()
            }
            try store.end(command: command.id, result: result, now: time.now)
            #if DEBUG
                FailPoint.commandEnded.reached()
            #endif
        } catch {
            logger.error("A command's result cannot be kept", metadata: ["reason": "\(error)"])
        }
    }
}
