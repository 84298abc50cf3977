import Foundation

/// What this process has used so far.
enum ProcessFigures {
    /// User and system time, in seconds.
    static var processorSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000 }
    }

    /// The most memory that was resident at once, in KiB (proc(5), `VmHWM`).
    static var peakMemory: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    /// How much of it is files that are mapped, shared with every process that uses them, in KiB.
    static var mappedFiles: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("RssFile:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    static func seconds(_ body: () async throws -> Void) async throws -> Double {
        let start = processorSeconds
        try await body()
        return processorSeconds - start
    }
}

extension Double {
    /// Three digits behind the point.
    var text: String { formatted(.number.precision(.fractionLength(3))) }
}
