import BusinessObjects
import COMHost
import Foundation
import Synchronization

/// A folder with a plan for `fake-host.py`, and the way to Sage over it.
final class FakeHost: Sendable {
    /// One line of the fake's log.
    struct Entry: Decodable {
        struct Frame: Decodable {
            var type: String
            var verb: String?
            var id: Int?
        }
        var event: String
        var pid: Int32?
        var group: Int32?
        var frame: Frame?
        var arguments: [String]?
        var descriptors: [Int]?
    }

    static let password = "s3cret-p4ss"

    let host: COMHost
    let folder: URL
    private let events = EventLog()

    /// Makes the folder and the way; the plan is JSON, and the settings' times are short.
    init(_ plan: String = "{}", _ change: (inout HostSettings) -> Void = { _ in }) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "com-host-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.write(plan, to: folder)
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "fake-host.py").path
        var settings = HostSettings(
            command: ["python3", script, folder.path],
            credentials: HostSettings.Credentials(user: "bridge", password: Self.password))
        settings.watchdog.call = .seconds(60)
        settings.restart.first = .milliseconds(20)
        settings.restart.longest = .seconds(60)
        change(&settings)
        host = COMHost(settings) { [events] in events.add($0) }
    }

    /// Writes the plan of the hosts that are started from now on.
    static func write(_ plan: String, to folder: URL) throws {
        try Data(plan.utf8).write(to: folder.appending(path: "plan.json"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// What was told for the log.
    var report: String { events.text }

    /// What the fake saw.
    var log: [Entry] {
        let text = (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { try? JSONDecoder().decode(Entry.self, from: Data($0.utf8)) }
    }

    var starts: [Entry] { log.filter { $0.event == "start" } }
    var verbs: [String] { log.compactMap { $0.frame?.verb } }

    func vendors() async throws -> (any BusinessObjectSession, any BusinessObject) {
        let session = try await host.openSession(company: "ABC")
        return (session, try await session.businessObject("AP_Vendor_svc"))
    }

    /// Waits, for a minute at most, until something is so.
    func until(_ condition: () -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while !condition() {
            guard ContinuousClock.now < deadline, (try? await Task.sleep(for: .milliseconds(5))) != nil else {
                return false
            }
        }
        return true
    }

    /// Whether a process is there, not counting one that is dead and not reaped by whoever inherited it.
    static func lives(_ pid: Int32) -> Bool {
        guard let state = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
        return state.split(separator: ")").last?.split(separator: " ").first != "Z"
    }
}

/// Keeps what was told for the log.
private final class EventLog: Sendable {
    private let events = Mutex<[HostEvent]>([])
    func add(_ event: HostEvent) { events.withLock { $0.append(event) } }
    var text: String { events.withLock { $0.map(\.description).joined(separator: "\n") } }
}
