import CompanyAudit
import Foundation
import NIOPosix
import Rig
import Synchronization
import TestSupport

/// One run: a company lives, everything between it and its boards goes wrong, and in the end both must be equal.
struct ChaosRun {
    let seed: UInt64
    let duration: Duration

    private let world: ChaosWorld
    private let plan: ChaosPlan
    private var tally = ChaosTally()

    /// Sets everything up.
    ///
    /// - Parameters:
    ///   - seed: decides what happens.
    ///   - duration: how long it goes on, before the calm.
    /// - Throws: what a part throws.
    init(seed: UInt64, duration: Duration) async throws {
        self.seed = seed
        self.duration = duration
        plan = ChaosPlan(seed: seed, milliseconds: Int(duration / .milliseconds(1)))
        world = try await ChaosWorld(group: .singleton)
        try world.remember()
    }

    /// Where everything is that the run makes.
    var folder: String { world.bridge.folder.path }

    /// Carries the plan out, then calms everything, syncs to the end and compares.
    ///
    /// - Returns: what happened and what was found.
    /// - Throws: what a part throws.
    mutating func perform() async throws -> ChaosTally {
        let (relay, agent) = (world.keepers[.relay], world.keepers[.agent])
        let running = [relay, agent].compactMap(\.self).map { keeper in Task { try await keeper.run() } }
        do {
            try await storm()
            try await calm()
        } catch {
            for keeper in world.keepers.values { keeper.finish() }
            for task in running { _ = await task.result }
            throw error
        }
        for keeper in world.keepers.values { keeper.finish() }
        for task in running { try await task.value }
        note()
        return tally
    }

    private mutating func storm() async throws {
        let start = ContinuousClock.now
        var minute = 1
        try await world.monday.storm(seed: seed)
        for step in plan.steps {
            let at = start + .milliseconds(step.at)
            while start + .seconds(60 * minute) <= at {
                try await Task.sleep(until: start + .seconds(60 * minute))
                try await tellMinute(minute)
                minute += 1
            }
            try await Task.sleep(until: at)
            try await carryOut(step.action)
        }
        try await Task.sleep(until: start + duration)
    }

    private mutating func tellMinute(_ minute: Int) async throws {
        note()
        let counts = try await world.monday.counts()
        let kills = tally.relay.killed + tally.relay.atFailPoint + tally.agent.killed
        say(
            "minute \(minute): \(kills) kills, \(tally.cuts) cuts, \(tally.ordered) faults ordered,"
                + " \(counts.items) items, \(counts.requests) calls, the company lived \(tally.lives) times")
    }

    private mutating func carryOut(_ action: ChaosPlan.Action) async throws {
        switch action {
        case .live(let seed):
            tally.lives += 1
            try world.live(seed: seed)
        case .kill(let program, let back, let failPoint):
            world.keepers[program]?.strike(.end(signal: SIGKILL, back: back, failPoint: failPoint))
        case .terminate(let program, let back):
            world.keepers[program]?.strike(.end(signal: SIGTERM, back: back, failPoint: nil))
        case .freeze(let program, let time):
            world.keepers[program]?.strike(.freeze(time: time))
        case .cut(let way, let cut, let time):
            guard let way = world.ways[way] else { return }
            tally.cuts += 1
            way.cut(cut)
            later(time) { way.mend() }
        case .fault(let kind, let operation):
            tally.ordered += 1
            try await world.monday.order(kind, operation: operation)
        case .hold(let kind, let time):
            tally.ordered += 1
            try await world.monday.order(kind, operation: "create_item")
            later(time) { [monday = world.monday] in try await monday.release() }
        case .sync(let mode):
            // Beside a relay that runs; without one it would be the relay itself, for as long as it waits.
            guard world.keepers[.relay]?.isUp == true else { return }
            tally.syncs += 1
            let folder = folder
            // Nobody waits for it: it is one more that asks, and it dies with the relay it asks.
            Task {
                let verb = mode == "reconcile" ? ["reconcile"] : ["sync", "--all", "--mode", mode]
                let sync = try ChildProcess(
                    "sage-relay", verb + ["--config", "relay.yaml", "--wait", "5"], in: folder)
                _ = await sync.exitCode(within: .seconds(10))
            }
        }
    }

    private func later(_ milliseconds: Int, _ body: @escaping @Sendable () async throws -> Void) {
        Task {
            try await Task.sleep(for: .milliseconds(milliseconds))
            try await body()
        }
    }

    /// Ends all that goes wrong, syncs until nothing is left to do, and compares.
    private mutating func calm() async throws {
        say("calm")
        let waiting = try await world.monday.waitingFaults()
        tally.struck = try await world.monday.counts().struck ?? tally.ordered - waiting
        // What was asked for before may still run; it ends within its time.
        try await Task.sleep(for: .seconds(5))
        try await world.calm()
        // Both begin anew, so that none has a step to die at.
        for keeper in world.keepers.values { keeper.strike(.end(signal: SIGTERM, back: 0, failPoint: nil)) }
        try await Task.sleep(for: .seconds(2))
        for attempt in 1...6 {
            let sync = try await world.bridge.sync(["--all", "--mode", "sweep"])
            let isClean = sync.exitCode == 0
            tally.lastSync = isClean ? "clean, after \(attempt)" : sync.errors + "\(sync.rows)"
            if isClean { break }
            try await Task.sleep(for: .seconds(3))
        }
        tally.audits = try await world.audit()
        (tally.requests, _, _) = try await world.monday.counts()
    }

    private mutating func note() {
        tally.relay = world.keepers[.relay]?.ends ?? Keeper.Ends()
        tally.agent = world.keepers[.agent]?.ends ?? Keeper.Ends()
    }
}
