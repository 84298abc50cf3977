import Foundation

/// A server that is another program, ended with its owner.
final class ServerProcess {
    private let process = Process()
    private let output = Pipe()

    /// Starts the program and waits for a line of its output.
    ///
    /// - Parameters:
    ///   - program: found through the search path.
    ///   - arguments: passed on.
    ///   - ready: the beginning of the line that says that it listens.
    ///   - line: the rest of that line.
    /// - Throws: when it ends without that line.
    init(_ program: String, _ arguments: [String], ready: String, line: (String) -> Void = { _ in }) throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.split(separator: "\n").contains(where: { $0.hasPrefix(ready) }) || !text.hasSuffix("\n") {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw POSIXError(.ECHILD) }
            text += String(decoding: bytes, as: UTF8.self)
        }
        let found = text.split(separator: "\n").first { $0.hasPrefix(ready) } ?? ""
        line(String(found.dropFirst(ready.count)))
    }

    deinit {
        // Started from a worker thread of libdispatch, the child has inherited that every other signal is blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Runs a program to its end.
    ///
    /// - Parameter arguments: the program and its arguments.
    /// - Throws: when it fails.
    static func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw POSIXError(.ECHILD) }
    }
}
