import Foundation

/// A program of this package as a process of its own, with its output in files.
///
/// Ended when it is let go of, so that no test leaves a process behind.
package final class ChildProcess: @unchecked Sendable {
    // `Process` is only used by the test that owns this object; what the system changes in it is behind its own lock.
    private let process = Process()
    private let output: URL
    private let errors: URL

    /// Where the package's programs are: beside the program that runs the tests.
    package static let products = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent()

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: the name of a product of this package, or an absolute path.
    ///   - arguments: its arguments.
    ///   - folder: where it runs, and where its output goes.
    ///   - environment: added to this process's own.
    ///   - input: what it reads from standard input, at most 64 KiB, by a pipe.
    /// - Throws: when it cannot be started.
    package init(
        _ program: String, _ arguments: [String], in folder: String, environment: [String: String] = [:],
        input: String? = nil
    ) throws {
        let name = "\(URL(filePath: program).lastPathComponent)-\(UUID().uuidString.prefix(8))"
        output = URL(filePath: folder).appending(path: name + ".out")
        errors = URL(filePath: folder).appending(path: name + ".err")
        for file in [output, errors] { try Data().write(to: file) }
        process.executableURL = program.hasPrefix("/") ? URL(filePath: program) : Self.products.appending(path: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        if let input {
            // Written while both ends are held, so that nothing is written to a pipe without a reader.
            let pipe = Pipe()
            try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try pipe.fileHandleForWriting.close()
            process.standardInput = pipe
        }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try withSignals { try process.run() }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    package var pid: Int32 { process.processIdentifier }
    package var isRunning: Bool { process.isRunning }

    /// What it wrote to standard output so far.
    package var standardOutput: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
    /// What it wrote to standard error so far.
    package var standardError: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

    /// Sends a signal.
    package func send(signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Waits for its end.
    ///
    /// - Parameter deadline: how long; then it is killed.
    /// - Returns: its exit code; the number of the signal that ended it, negative; -9 when it was killed here.
    package func exitCode(within deadline: Duration = .seconds(60)) async -> Int32 {
        let isOver = await eventually(within: deadline) { !self.process.isRunning }
        if !isOver { send(signal: SIGKILL) }
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - program: as for ``init(_:_:in:environment:)``.
    ///   - arguments: its arguments.
    ///   - folder: where it runs.
    /// - Returns: the ended process and its exit code.
    /// - Throws: when it cannot be started.
    package static func run(
        _ program: String, _ arguments: [String], in folder: String
    ) async throws -> (process: ChildProcess, exitCode: Int32) {
        let process = try ChildProcess(program, arguments, in: folder)
        return (process, await process.exitCode())
    }
}

/// Waits until something that another process does has happened.
///
/// - Parameters:
///   - deadline: how long at most.
///   - condition: looked at many times a second.
/// - Returns: whether it happened.
package func eventually(within deadline: Duration, _ condition: () async throws -> Bool) async rethrows -> Bool {
    let end = ContinuousClock.now + deadline
    while ContinuousClock.now < end {
        if try await condition() { return true }
        // Polling another process is the only way to see what it did; the deadline bounds it, not the pause.
        try? await Task.sleep(for: .milliseconds(10))
    }
    return try await condition()
}
