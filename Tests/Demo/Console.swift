import Foundation
import Observability

/// What the demonstration tells, on standard output.
struct Console: Sendable {
    private let isTerminal = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

    /// Begins an act.
    func section(_ title: String) {
        line("\n" + (isTerminal ? "\u{1B}[1m\(title)\u{1B}[0m" : title))
    }

    /// Tells one line.
    func line(_ text: String = "") {
        write(text + "\n")
    }

    /// Tells lines, set in below their section.
    func text(_ lines: String...) {
        for text in lines { line(text.isEmpty ? "" : "   " + text) }
    }

    /// Shows a table, set in.
    func table(_ table: TextTable) {
        for row in table.text.split(separator: "\n") { text(String(row)) }
    }

    private func write(_ text: String) {
        // A reader that has gone is no reason to leave the children behind.
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
}
