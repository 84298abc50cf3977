import Foundation
import TestSupport

/// A program that the demonstration started; it is in a process group of its own, so Ctrl-C does not reach it directly.
final class StartedProgram: Sendable {
    /// What it is called in messages.
    let name: String
    /// Where its standard error goes; `nil` for the demonstration's own.
    let log: String?
    private let process: Process
    private let exit: Task<Int32, Never>

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - arguments: after the program's name.
    ///   - output: the file for its standard output.
    ///   - log: the file for its standard error; `nil` to show it to the person who watches.
    /// - Throws: ``DemoError`` when it cannot be started, Foundation's error when a file cannot be made.
    init(_ program: String, _ arguments: [String], output: String, log: String?) throws {
        name = URL(fileURLWithPath: program).lastPathComponent
        self.log = log
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.file(output)
        // One file for both must be opened once, or they write over one another.
        process.standardError =
            log == output ? process.standardOutput : try log.map(Self.file) ?? FileHandle.standardError
        let (ends, end) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { ended in
            end.yield(ended.terminationReason == .exit ? ended.terminationStatus : 128 + ended.terminationStatus)
            end.finish()
        }
        exit = Task {
            for await code in ends { return code }
            return -1
        }
        do {
            try withSignals { try process.run() }
        } catch {
            throw DemoError("\(program) cannot be started: \(error.localizedDescription) Build everything first: make.")
        }
        self.process = process
    }

    /// Whether it runs.
    var isRunning: Bool { process.isRunning }

    /// Waits for its end, and makes it end when it takes too long or the task is cancelled.
    ///
    /// - Parameter limit: how long it may take.
    /// - Returns: its exit code, 128 and the signal when one ended it.
    /// - Throws: ``DemoError`` when it took too long, `CancellationError`.
    func wait(atMost limit: Duration) async throws -> Int32 {
        let code = await withTaskCancellationHandler {
            await withTaskGroup(of: Int32?.self) { group in
                group.addTask { await self.exit.value }
                group.addTask {
                    try? await Task.sleep(for: limit)
                    guard !Task.isCancelled else { return nil }
                    await self.stop()
                    return nil
                }
                let first = await group.next() ?? nil
                group.cancelAll()
                return first
            }
        } onCancel: {
            Task { await stop() }
        }
        try Task.checkCancellation()
        guard let code else {
            throw DemoError("\(name) did not end within \(limit) and was stopped.", logFile: log)
        }
        return code
    }

    /// Asks it to end, and ends it by force when it has not within the grace.
    func stop(grace: Duration = .seconds(10)) async {
        guard process.isRunning else { return }
        process.terminate()
        let force = Task { [process] in
            try await Task.sleep(for: grace)
            if process.isRunning { Self.force(process) }
        }
        _ = await exit.value
        force.cancel()
    }

    /// Ends it by force, at once.
    func kill() {
        if process.isRunning { Self.force(process) }
    }

    private static func force(_ process: Process) {
        _ = Foundation.kill(process.processIdentifier, SIGKILL)
    }

    private static func file(_ path: String) throws -> FileHandle {
        try Data().write(to: URL(fileURLWithPath: path))
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }
}
