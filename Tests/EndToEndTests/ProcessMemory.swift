import Foundation

/// What a process has in its memory, as a core file would have it.
struct ProcessMemory {
    let pid: Int32

    /// Which of some byte strings stand anywhere in memory that can be written to.
    ///
    /// - Parameter needles: by their names.
    /// - Returns: the names of those found.
    /// - Throws: Foundation's error when the memory cannot be read, as by another user than root.
    func find(_ needles: [String: Data]) throws -> Set<String> {
        kill(pid, SIGSTOP)
        defer { kill(pid, SIGCONT) }
        let memory = try FileHandle(forReadingFrom: URL(filePath: "/proc/\(pid)/mem"))
        defer { try? memory.close() }
        var found: Set<String> = []
        for line in try String(contentsOfFile: "/proc/\(pid)/maps", encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 1, fields[1].hasPrefix("rw"), !line.contains("[v") else { continue }
            let bounds = fields[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard bounds.count == 2 else { continue }
            try memory.seek(toOffset: bounds[0])
            // A page that was never touched reads as zeros; one behind a file's end does not read.
            guard let bytes = try? memory.read(upToCount: Int(bounds[1] - bounds[0])) else { continue }
            for (name, needle) in needles where bytes.range(of: needle) != nil { found.insert(name) }
        }
        return found
    }

    /// Whether this user may look.
    static var isOpen: Bool { getuid() == 0 && FileManager.default.fileExists(atPath: "/proc/self/mem") }
}
