import Foundation
import Store
import Sync
import Synchronization
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(5)))
struct BoardWorkerTests {
    private static let minute: Int64 = 60_000

    @Test func `a board is read at once and then after its interval, and what was read is delivered`() async throws {
        let rig = try WorkerRig()
        rig.engine.company.put("V1")
        try await rig.run { rig in
            let first = try await rig.nextRun()
            #expect(first.mode == "full" && first.new == 1 && first.startedAt == rig.start)
            try await rig.nextSent()
            #expect(rig.engine.board.keys == [rig.engine.key("V1")])

            rig.engine.company.put("V2", at: "20261123T11:00:00.000")
            let due = try await rig.nextWait()
            #expect(15 * Self.minute...16 * Self.minute ~= due - rig.start)
            rig.time.move(to: due)
            let second = try await rig.nextRun()
            #expect(second.mode == "poll" && second.new == 1 && second.startedAt == due)
            try await rig.nextSent()
            #expect(rig.engine.board.keys == ["V1", "V2"].map(rig.engine.key))
        }
    }

    @Test func `a sweep takes the place of the poll when it is due`() async throws {
        let rig = try WorkerRig(sweepInterval: 20 * 60_000)
        try await rig.run { rig in
            var modes = [try await rig.nextRun().mode]
            for _ in 0..<4 {
                rig.time.move(to: try await rig.nextWait())
                modes.append(try await rig.nextRun().mode)
            }
            #expect(modes == ["full", "poll", "sweep", "poll", "sweep"])
        }
    }

    @Test func `a poll that fails is tried again as a poll, later each time`() async throws {
        let rig = try WorkerRig(sweepInterval: 86_400_000)
        try await rig.run { rig in
            _ = try await rig.nextRun()
            rig.engine.company.state.withLock { $0.company = "XYZ" }
            rig.time.move(to: try await rig.nextWait())
            for failure in 0..<12 {
                let sentence = try await rig.nextFailure()
                #expect(sentence.contains("XYZ"))
                let wait = try await rig.nextWait() - rig.time.now
                let least = min(5000 << Int64(failure), 15 * Self.minute)
                #expect(least...least + 2000 ~= wait)
                if failure == 11 { rig.engine.company.state.withLock { $0.company = "ABC" } }
                rig.time.move(to: rig.time.now + wait)
            }
            #expect(try await rig.nextRun().mode == "poll")
            let runs = try await rig.engine.store.read { reader in try (2...14).compactMap { try reader.run($0)?.mode }
            }
            #expect(runs == Array(repeating: "poll", count: 13))
        }
    }

    @Test func `a sweep that fails is tried again as a sweep, and polls go on meanwhile`() async throws {
        let rig = try WorkerRig(sweepInterval: 15 * 60_000)
        try await rig.run { rig in
            _ = try await rig.nextRun()
            rig.engine.company.state.withLock { $0.company = "XYZ" }
            _ = try await rig.nextWait()
            rig.time.move(to: rig.start + 20 * Self.minute)
            // Sweep and poll are both due, and both fail.
            _ = try await rig.nextFailure()
            _ = try await rig.nextFailure()
            rig.engine.company.state.withLock { $0.company = "ABC" }
            rig.time.move(to: try await rig.nextWait())
            let poll = try await rig.nextRun()
            #expect(poll.mode == "poll" && poll.startedAt < rig.start + 21 * Self.minute)
            // Sweeps are dear: the next try comes ten minutes after the first.
            rig.time.move(to: rig.start + 30 * Self.minute + 30_000)
            #expect(try await rig.nextRun().mode == "sweep")
        }
    }

    @Test func `a board that is not on schedule is read when it is asked for`() async throws {
        let rig = try WorkerRig()
        rig.engine.company.put("V1")
        try await rig.run(isScheduled: false) { rig in
            #expect(try await rig.worker.read(.poll).new == 1)
            try await rig.nextSent()
            #expect(rig.engine.board.keys == [rig.engine.key("V1")])
        }
    }

    @Test func `a reconciliation that is given takes the place of the sweep, and is not due again at once`()
        async throws
    {
        let calls = Mutex(0)
        let rig = try WorkerRig(sweepInterval: 20 * 60_000) { calls.withLock { $0 += 1 } }
        try await rig.run { rig in
            _ = try await rig.nextRun()
            rig.time.move(to: rig.start + 25 * Self.minute)
            try await rig.nextReconciliation()
            #expect(try await rig.nextRun().mode == "poll")
            #expect(try await rig.row().sweptAt == rig.start + 25 * Self.minute)
            rig.time.move(to: rig.start + 44 * Self.minute)
            #expect(try await rig.nextRun().mode == "poll")
            #expect(calls.withLock { $0 } == 1)
        }
    }

    @Test func `a reconciliation that fails keeps no poll from coming`() async throws {
        struct Refused: Error {}
        let rig = try WorkerRig(sweepInterval: 20 * 60_000) { throw Refused() }
        try await rig.run { rig in
            _ = try await rig.nextRun()
            rig.time.move(to: rig.start + 25 * Self.minute)
            _ = try await rig.nextFailure()
            #expect(try await rig.nextRun().mode == "poll")
            #expect(try await rig.row().sweptAt == rig.start)
        }
    }

    @Test func `what is due next is written down when the wait begins`() async throws {
        let rig = try WorkerRig(sweepInterval: 86_400_000)
        try await rig.run { rig in
            _ = try await rig.nextRun()
            let due = try await rig.nextWait()
            let row = try await rig.row()
            #expect(row.nextPollAt == due)
            let sweep = try #require(row.nextSweepAt)
            #expect(86_400_000...86_460_000 ~= sweep - rig.start)
        }
    }
}
