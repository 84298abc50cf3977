import Foundation

/// The folder in which a demonstration keeps everything it makes.
struct StateFolder: Sendable {
    let path: String

    /// A file that tells a demonstration's folder from anything else; nothing else is ever removed.
    private static let mark = "made-by-sage-demo"

    /// Makes the folder anew; one that an earlier demonstration made is removed first.
    ///
    /// - Parameter path: where.
    /// - Throws: ``DemoError`` when something else is there, Foundation's error when it cannot be made.
    init(fresh path: String) throws {
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
        let files = FileManager.default
        if files.fileExists(atPath: self.path) {
            guard files.fileExists(atPath: file(Self.mark)) else {
                throw DemoError(
                    "\(self.path) is there and was not made by sage-demo. Name another folder with --state.")
            }
            let owner = try String(contentsOfFile: file(Self.mark), encoding: .utf8).split(separator: "\n").first ?? ""
            let program = try? String(contentsOfFile: "/proc/\(owner)/comm", encoding: .utf8)
            guard program != "sage-demo\n" else {
                throw DemoError(
                    "Another demonstration, process \(owner), uses \(self.path). End it, or name another folder.")
            }
            try files.removeItem(atPath: self.path)
        }
        for folder in [self.path, logs, secrets] {
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        let process = ProcessInfo.processInfo.processIdentifier
        try write("\(process)\nRemove this folder whenever you like.\n", to: Self.mark)
    }

    var company: String { file("company") }
    var certificates: String { file("certificates") }
    var relayConfiguration: String { file("relay.yaml") }
    var agentConfiguration: String { file("agent.yaml") }
    var ready: String { file("relay-ready.json") }
    private var logs: String { file("logs") }
    private var secrets: String { file("secrets") }

    /// A log's path.
    func log(_ name: String) -> String { "\(logs)/\(name).log" }

    /// A file's path.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, readable by its owner only.
    ///
    /// - Parameters:
    ///   - text: the content.
    ///   - name: within the folder.
    /// - Throws: Foundation's error when it cannot be written.
    func write(_ text: String, to name: String) throws {
        let made = FileManager.default.createFile(
            atPath: file(name), contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        guard made else { throw DemoError("\(file(name)) cannot be written. Look at the disk and the folder's mode.") }
    }
}
