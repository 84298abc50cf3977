import Foundation
import Sync
import Synchronization
import TestSupport

/// Keeps one program running: strikes it as it is told, and starts it again however it ended.
final class Keeper: Sendable {
    /// What is done to the program.
    enum Blow: Sendable {
        /// Ends it, and starts it again after so many milliseconds, with a step at which it dies by itself.
        case end(signal: Int32, back: Int, failPoint: String?)
        /// Stops it for so many milliseconds.
        case freeze(time: Int)
    }

    /// How its processes ended.
    struct Ends: Sendable {
        var killed = 0
        var terminated = 0
        var frozen = 0
        /// Died by itself at a named step.
        var atFailPoint = 0
        /// Exit codes of processes that ended by themselves, such as 75 while another relay had the state.
        var byThemselves: [Int32] = []
        /// What crashed, with the end of what it said.
        var crashes: [String] = []
    }

    private struct State {
        var blows: [Blow] = []
        var ends = Ends()
        var isOver = false
        var isUp = false
    }

    /// How long an orderly end may take before it is forced.
    private static let patience: Duration = .seconds(15)

    private let program: String
    private let arguments: [String]
    private let folder: String
    private let state = Mutex(State())

    /// Makes a keeper; ``run()`` starts the program.
    ///
    /// - Parameters:
    ///   - program: the name of a product.
    ///   - arguments: its arguments.
    ///   - folder: where it runs.
    init(_ program: String, _ arguments: [String], in folder: String) {
        self.program = program
        self.arguments = arguments
        self.folder = folder
    }

    var ends: Ends { state.withLock { $0.ends } }

    /// Whether a process runs.
    var isUp: Bool { state.withLock { $0.isUp } }

    /// Strikes the program when the blows before are done.
    func strike(_ blow: Blow) {
        state.withLock { $0.blows.append(blow) }
    }

    /// Has ``run()`` end the program and return.
    func finish() {
        state.withLock { $0.isOver = true }
    }

    /// Runs the program until ``finish()``.
    ///
    /// - Throws: when it cannot be started.
    func run() async throws {
        var process = try start(nil)
        var failPoint: String?
        while !state.withLock({ $0.isOver }) {
            if let blow = state.withLock({ $0.blows.isEmpty ? nil : $0.blows.removeFirst() }) {
                switch blow {
                case .end(let signal, let back, let next):
                    state.withLock { $0.isUp = false }
                    await end(process, signal, failPoint)
                    try await Task.sleep(for: .milliseconds(back))
                    failPoint = next
                    process = try start(failPoint)
                case .freeze(let time):
                    state.withLock { $0.ends.frozen += 1 }
                    process.send(signal: SIGSTOP)
                    try await Task.sleep(for: .milliseconds(time))
                    process.send(signal: SIGCONT)
                }
            } else if !process.isRunning {
                // One that could not begin, because a person's sync holds the state, is armed as it was.
                if await note(process, failPoint) { failPoint = nil }
                try await Task.sleep(for: .milliseconds(300))
                process = try start(failPoint)
            } else {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        process.send(signal: SIGTERM)
        _ = await process.exitCode(within: Self.patience)
    }

    private func start(_ failPoint: String?) throws -> ChildProcess {
        let process = try ChildProcess(
            program, arguments, in: folder, environment: failPoint.map { [FailPoint.variable: $0] } ?? [:])
        state.withLock { $0.isUp = true }
        return process
    }

    private func end(_ process: ChildProcess, _ signal: Int32, _ failPoint: String?) async {
        guard process.isRunning else {
            await note(process, failPoint)
            return
        }
        process.send(signal: signal)
        let code = await process.exitCode(within: Self.patience)
        state.withLock { state in
            if signal == SIGKILL { state.ends.killed += 1 } else { state.ends.terminated += 1 }
        }
        // One that is told to end before it listens to signals ends by the signal.
        if code < 0, code != -SIGKILL, code != -signal { crashed(process, code) }
    }

    /// Notes how a process ended that nobody struck.
    ///
    /// - Returns: whether it ended by a signal.
    @discardableResult
    private func note(_ process: ChildProcess, _ failPoint: String?) async -> Bool {
        let code = await process.exitCode()
        switch code {
        case -SIGKILL where failPoint != nil: state.withLock { $0.ends.atFailPoint += 1 }
        case ..<0: crashed(process, code)
        default: state.withLock { $0.ends.byThemselves.append(code) }
        }
        return code < 0
    }

    private func crashed(_ process: ChildProcess, _ code: Int32) {
        let said = process.standardError.suffix(2000)
        state.withLock { $0.ends.crashes.append("\(program) was ended by signal \(-code): \(said)") }
    }
}
