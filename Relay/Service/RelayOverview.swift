import Configuration
import Foundation
import Store
import Sync

/// How a relay, its boards, its agents and its accounts stand: what `status` shows, and what an alarm quotes.
package struct RelayOverview: Sendable, Encodable, Hashable {
    /// A board that is not read as often as its schedule wants.
    package struct Late: Sendable, Encodable, Hashable {
        /// When it should have been read at the latest, in milliseconds since 1970.
        package var since: Int64
        /// Why, as far as that is known, in one sentence.
        package var reason: String
    }

    /// One board.
    package struct Board: Sendable, Encodable, Hashable {
        /// Its agent's name.
        package var agent: String
        package var status: BoardStatus
        package var late: Late?
        /// Why it is not kept at all; `nil` for one that is.
        package var off: String?
        /// What its queue takes, and about when it is done.
        package var forecast: Forecast.Board?

        /// Its name, `acme/ap-invoices`.
        package var board: String { status.board }

        /// Records that wait for a person: blocked ones, and those that could not be read.
        package var letters: Int { (status.records["blocked"] ?? 0) + status.problems }

        /// Whether the last reconciliation found what needs a person.
        package var differs: Bool { status.reconciled?.isClean == false }

        /// Whether the last read failed in a way that no time mends.
        package var isRefused: Bool { status.lastRun?.outcome == .failed && status.lastRun?.needsPerson == true }

        /// Whether the board takes so few more items that a person is to do something about it.
        package var isNearlyFull: Bool { status.capacity?.needsPerson ?? false }

        /// Whether a person is to look at it.
        package var needsPerson: Bool {
            late != nil || isRefused || off != nil || status.hold != nil || status.fault != nil || status.pause != nil
                || letters > 0 || differs
                || status.records["held", default: 0] > 0 || !status.notices.isEmpty || isNearlyFull
        }

        private enum CodingKeys: String, CodingKey {
            case agent, late, off, forecast
        }

        /// Writes everything as one object.
        package func encode(to encoder: any Encoder) throws {
            try status.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(agent, forKey: .agent)
            try container.encodeIfPresent(late, forKey: .late)
            try container.encodeIfPresent(off, forKey: .off)
            try container.encodeIfPresent(forecast, forKey: .forecast)
        }
    }

    /// An agent that the configuration names.
    package struct Agent: Sendable, Encodable, Hashable {
        package var agent: String
        /// Its connections to the running relay.
        package var connections: [AgentStatus]
        /// When it lost its last connection, in milliseconds since 1970; `nil` for one that is connected or never was.
        package var awaySince: Int64?

        /// Why it cannot be asked, in one sentence; `nil` when it can.
        package var absence: String? {
            guard connections.isEmpty else { return nil }
            let since = awaySince.map { "since \($0.momentText)" }
            return "Agent \(agent) is not connected (\(since ?? "it never was")): its own log says why."
        }
    }

    /// So many records that need a person are named.
    package static let mostProblems = 100

    package var isRunning: Bool
    /// Since when the relay keeps its boards on schedule, in milliseconds since 1970; `nil` when it does not run.
    package var startedAt: Int64?
    package var boards: [Board]
    package var agents: [Agent]
    package var accounts: [Account]
    package var problems: [ProblemStatus]

    /// Looks.
    ///
    /// - Parameters:
    ///   - configuration: what there should be.
    ///   - store: what there is.
    ///   - now: milliseconds since 1970.
    /// - Throws: what SQLite throws.
    package init(_ configuration: RelayConfiguration, _ store: RelayStore, now: Int64) throws {
        // A command that holds the state for itself is no relay that keeps boards on schedule.
        let startedAt = StoreLock.isHeld(path: configuration.state) ? try store.startedAt() : nil
        isRunning = startedAt != nil
        self.startedAt = startedAt
        agents = try Self.agents(configuration, isRunning ? try store.agents() : [], try store.departures())
        let (isRunning, agents) = (isRunning, agents)
        boards = try configuration.connections.flatMap { connection in
            let refs = connection.boards.map(connection.ref)
            let statuses = try store.status(of: refs)
            return zip(connection.boards, statuses).map { board, known in
                var status = known
                if let next = connection.volumes(of: board.kind)?.next(after: connection.ref(of: board)),
                    let following = statuses.first(where: { $0.board == next.ref.text })
                {
                    status.capacity?.next = BoardCapacity.Next(
                        board: next.ref.text, level: board.nextAt, isOpen: following.openedAt != nil)
                }
                if let off = connection.off(board.kind) {
                    return Board(agent: connection.agent, status: status, late: nil, off: off)
                }
                let punctuality = Punctuality(
                    polls: board.polls(in: connection), polledAt: status.polledAt, startedAt: startedAt,
                    isPaused: status.pause != nil, now: now)
                var late: Late?
                if case .late(let since) = punctuality {
                    let absence = agents.first { $0.agent == connection.agent }?.absence
                    late = Late(since: since, reason: isRunning ? status.reason(absence) : "No relay is running.")
                }
                return Board(agent: connection.agent, status: status, late: late)
            }
        }
        accounts = []
        for account in configuration.monday {
            let budget = try store.budget(of: account.name) ?? AccountBudget()
            let queues = configuration.queues(of: account, boards, isRunning: isRunning)
            let forecast = Forecast(queues, budget: budget, limits: account.governorLimits, now: now)
            for index in boards.indices {
                if let own = forecast.boards[boards[index].board] { boards[index].forecast = own }
            }
            // What was noted of a version that is no longer asked for says nothing.
            let version = try store.versionDifference(of: account.name).flatMap {
                $0.asked == account.apiVersion ? $0 : nil
            }
            accounts.append(Account(account, budget, forecast, version, now: now))
        }
        problems = try store.problems(limit: Self.mostProblems)
    }

    /// Whether nothing needs a person.
    package var isQuiet: Bool {
        isRunning && !boards.contains { $0.needsPerson } && accounts.allSatisfy { $0.version == nil }
    }

    private static func agents(
        _ configuration: RelayConfiguration, _ connections: [AgentStatus], _ departures: [String: Int64]
    ) throws -> [Agent] {
        var names: [String] = []
        for connection in configuration.connections where !names.contains(connection.agent) {
            names.append(connection.agent)
        }
        return names.map { name in
            let own = connections.filter { $0.agent == name }
            return Agent(agent: name, connections: own, awaySince: own.isEmpty ? departures[name] : nil)
        }
    }
}

extension BoardStatus {
    /// Why the board is not read in time.
    ///
    /// - Parameter absence: that its agent is not connected.
    /// - Returns: one sentence.
    fileprivate func reason(_ absence: String?) -> String {
        if let absence { return absence }
        switch lastRun?.outcome {
        case .failed: return lastRun?.message ?? "The last read failed."
        case .running: return "A read is under way; it is late because it takes long, or waits for its turn."
        case .done, nil: return hold ?? fault ?? "No reason is known; the relay's log may have one."
        }
    }
}
