import Foundation

/// Why the demonstration ended early, and what to do.
struct DemoError: Error, CustomStringConvertible {
    /// What failed, and the action to take.
    let message: String
    /// The last lines of the log that tells more.
    let log: [String]

    /// Takes the message, and reads the end of a log.
    ///
    /// - Parameters:
    ///   - message: what failed, and what to do.
    ///   - logFile: the log that tells more.
    init(_ message: String, logFile: String? = nil) {
        self.message = message
        log = logFile.map { Self.tail($0) } ?? []
    }

    var description: String {
        ([message] + log.map { "  | \($0)" }).joined(separator: "\n")
    }

    private static func tail(_ file: String) -> [String] {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return [] }
        let lines = text.split(separator: "\n").suffix(15).map(String.init)
        return ["The end of \(file):"] + (lines.isEmpty ? ["(nothing)"] : lines)
    }
}
