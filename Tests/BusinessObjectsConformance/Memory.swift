import Foundation
import Testing

/// The memory of a process, as the system tells it.
enum Memory {
    /// What this process holds now.
    static func residentKiB() throws -> Int { try kiB("VmRSS:", of: "self") }

    /// The most that a process has held.
    static func peakKiB(of process: pid_t) throws -> Int { try kiB("VmHWM:", of: "\(process)") }

    /// Has the peak of a process begin anew, at what it holds now.
    static func forgetPeak(of process: pid_t) throws {
        try Data("5".utf8).write(to: URL(filePath: "/proc/\(process)/clear_refs"))
    }

    private static func kiB(_ name: String, of process: String) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        return try #require(line.flatMap { Int($0.filter(\.isNumber)) })
    }
}
