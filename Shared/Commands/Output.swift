import ArgumentParser
import Configuration
import Foundation
import Logging
import Observability

/// Runs a command and turns what it throws into a message on standard error and an exit code.
///
/// - Parameters:
///   - program: the program's name.
///   - exitCode: the exit code of an error.
///   - body: the command.
/// - Throws: `ExitCode`.
package func reporting(
    _ program: String, exitCode: (any Error) -> Int32, _ body: () async throws -> Void
) async throws {
    do {
        try await body()
    } catch let code as ExitCode {
        throw code
    } catch {
        FileHandle.standardError.write(Data("\(program): \(error)\n".utf8))
        throw ExitCode(exitCode(error))
    }
}

/// Writes the file that says a program listens, whole or not at all: its pid, and the port that the system chose.
///
/// - Parameters:
///   - path: where; `nil` for nowhere.
///   - port: the port; `nil` where there is none.
/// - Throws: `CocoaError` when it cannot be written.
package func writeReadyFile(_ path: String?, port: Int?) throws {
    guard let path else { return }
    let pid = ProcessInfo.processInfo.processIdentifier
    let json = port.map { #"{"pid":\#(pid),"port":\#($0)}"# } ?? #"{"pid":\#(pid)}"#
    try Data((json + "\n").utf8).write(to: URL(filePath: path), options: .atomic)
}

/// Prints a value as JSON for programs.
///
/// - Parameter value: what to print.
/// - Throws: `EncodingError`.
package func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}

/// Prints the results of a `check`.
///
/// - Parameters:
///   - results: in the order they were looked at.
///   - json: whether a program reads them.
/// - Throws: `ExitCode` 1 when one of them is bad.
package func printChecks(_ results: [CheckResult], json: Bool) throws {
    if json { try printJSON(results) } else { print(CheckResult.table(results), terminator: "") }
    if results.contains(where: { !$0.isGood }) { throw ExitCode(1) }
}

extension Logger {
    /// A logger as the configuration wants it.
    ///
    /// - Parameters:
    ///   - label: the program's name.
    ///   - settings: level and format.
    package init(_ label: String, _ settings: LogSettings) {
        self.init(label: label) { label in
            LogOutput(
                label: label, level: Logger.Level(rawValue: settings.level.rawValue) ?? .info,
                format: LogOutput.Format(rawValue: settings.format.rawValue) ?? .text)
        }
    }
}
