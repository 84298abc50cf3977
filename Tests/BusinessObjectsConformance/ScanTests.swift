import Foundation
import Synchronization
import Testing

@testable import COMHost

extension ConformanceTests {
    @Test func `a scan of twenty thousand records sends no page without credit, and keeps none`() async throws {
        let sages = try TwoSages()
        defer { withExtendedLifetime(sages) {} }
        try sages.writeVendors(20_000)
        let settings = try WineHost.settings(sages.folder)
        let host = try RawHost(settings.command)
        defer { host.kill() }
        host.send(["type": .text("hello"), "protocols": .list([.number(1)])])
        #expect(try await host.next().type == "hello")
        var logon = settings.logon
        logon["company"] = .text("ABC")
        logon["user"] = .text("bridge")
        logon["password"] = .text("s3cret-p4ss")
        #expect(try await host.answer(to: "openSession", logon).value != nil)
        let object = try #require(
            try await host.answer(to: "businessObject", ["name": .text("AP_Vendor_svc")]).value?.object)
        let scan = host.request("scan", ["object": .number(object), "limit": .number(250), "credit": .number(2)])
        var (pages, records, early, late) = (0, 0, 0, 0)
        func takePage() async throws {
            let frame = try await host.next()
            try #require(frame.type == "page" && frame.id == scan, "\(frame)")
            pages += 1
            records += frame.records?.count ?? 0
        }
        for credits in 2...80 {
            while pages < credits { try await takePage() }
            if credits % 20 == 2 {
                // What the host would send on its own would stand in front of its answer.
                try await Task.sleep(for: .milliseconds(300))
                #expect(try await host.answer(toControl: "ping").type == "pong")
            }
            if credits == 20 {
                // Reading the table took more than the scan does.
                try Memory.forgetPeak(of: host.pid)
                early = try Memory.peakKiB(of: host.pid)
            }
            if credits == 80 { late = try Memory.peakKiB(of: host.pid) }
            if credits < 80 { host.send(["type": .text("credit"), "id": .number(scan), "pages": .number(1)]) }
        }
        let ending = try await host.next()
        #expect(ending.type == "result" && ending.id == scan)
        #expect(pages == 80 && records == 20_000)
        print("boi-host: \(early) KiB after 5,000 records, \(late) KiB at most from there to 20,000")
        #expect(late - early < 8 * 1024, "15,000 records that were kept would be more")
    }
}

/// A boi-host that is spoken to frame by frame.
final class RawHost: Sendable {
    /// A frame, as far as a scan has them.
    struct Frame: Decodable, Sendable {
        struct Value: Decodable, Sendable {
            var object: Int?
        }
        var type: String
        var id: Int?
        var records: [[String]]?
        var value: Value?
    }

    private struct Gone: Error {}

    private let process: HostProcess
    private let frames: AsyncStream<Data>
    private let lastID = Mutex(0)

    init(_ command: [String]) throws {
        let (frames, giver) = AsyncStream.makeStream(of: Data.self)
        self.frames = frames
        let reader = Mutex(FrameReader())
        process = try HostProcess(command: command) { event in
            switch event {
            case .output(let bytes):
                reader.withLock { reader in
                    reader.append(bytes)
                    while let content = try? reader.next() { giver.yield(Data(content)) }
                }
            case .errors: break
            case .ended: giver.finish()
            }
        }
    }

    var pid: pid_t { process.pid }

    func send(_ frame: [String: HostJSON]) {
        FrameReader.frame(HostJSON.object(frame).bytes).map(process.send)
    }

    /// Sends a request.
    ///
    /// - Returns: its number.
    func request(_ verb: String, _ arguments: [String: HostJSON]) -> Int {
        let id = number()
        send(["type": .text("request"), "id": .number(id), "verb": .text(verb), "arguments": .object(arguments)])
        return id
    }

    func answer(to verb: String, _ arguments: [String: HostJSON]) async throws -> Frame {
        _ = request(verb, arguments)
        return try await next()
    }

    func answer(toControl type: String) async throws -> Frame {
        send(["type": .text(type), "id": .number(number())])
        return try await next()
    }

    /// The next frame.
    ///
    /// - Throws: where the host has ended.
    func next() async throws -> Frame {
        for await frame in frames { return try JSONDecoder().decode(Frame.self, from: frame) }
        throw Gone()
    }

    func kill() { process.kill() }

    private func number() -> Int {
        lastID.withLock { last in
            last += 1
            return last
        }
    }
}
