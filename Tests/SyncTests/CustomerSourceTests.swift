import Foundation
import Mapping
import Store
import Synchronization
import Testing
import WireProtocol

@testable import Sync

/// Customers of an agent, which sends keys and stamps.
private final class CustomersOfAgent: RecordSource {
    let customers = Mutex<[String: AuditStamps]>([:])
    let scans = Mutex(0)
    /// Customers whose lines hold a record that nobody can read.
    let garbled = Mutex<Set<String>>([])

    func put(_ number: String, at stamp: String?) {
        customers.withLock { $0[number] = AuditStamps(dateLastUpdated: stamp.flatMap(SageStamp.init)) }
    }

    func info() async throws -> AgentInfo {
        AgentInfo(
            version: "1", protocolVersions: [1], backend: "fake", mayWrite: false,
            companies: [AgentInfo.Company(code: "ABC", segments: [])],
            clock: AgentInfo.Clock(now: SageStamp("20261123T12:00:00.000") ?? .distantPast, zone: "UTC"))
    }

    func scan(_ kind: RecordKind, _ query: ScanQuery) async throws -> any AsyncSequence<ScannedLine, any Error> {
        scans.withLock { $0 += 1 }
        let all: [ScanLine] = try customers.withLock { $0 }.sorted { $0.key < $1.key }
            .filter {
                query.changedSince == nil || $0.value.latest == nil
                    || $0.value.latest ?? .distantPast >= query.changedSince ?? .distantPast
            }
            .map { number, stamps in
                let customer = AnyRecord.arCustomer(ARCustomer(division: "01", customerNumber: number, stamps: stamps))
                return .record(
                    RecordLine(
                        key: customer.key, digest: String(decoding: try customer.digestedJSON(), as: UTF8.self),
                        cursor: number, stamps: stamps, record: query.view == .full ? customer : nil))
            }
        var lines: [ScannedLine] = []
        var last: String?
        for case .record(let line) in all where line.cursor > query.after ?? "" {
            guard lines.count < query.limit ?? .max else { break }
            last = line.cursor
            let isGarbled = garbled.withLock { $0.contains(line.cursor) }
            lines.append(isGarbled ? try Self.garbled(line) : ScannedLine(.record(line)))
        }
        let isWhole = lines.count < query.limit ?? .max
        lines.append(
            .end(
                EndLine(
                    records: lines.count, problems: 0, highWater: nil, next: isWhole ? nil : last,
                    startedAt: try await info().clock.now)))
        let sent = lines
        return AsyncThrowingStream { continuation in
            for line in sent { continuation.yield(line) }
            continuation.finish()
        }
    }

    private static func garbled(_ line: RecordLine) throws -> ScannedLine {
        let key = line.key.parts.map { "\"\($0)\"" }.joined(separator: ",")
        let json =
            #"{"type":"record","key":[\#(key)],"digest":"garbled","cursor":"\#(line.cursor)","stamps":{},"record":{}}"#
        return try ScannedLine(json: Array(json.utf8), kind: .arCustomer)
    }

    func record(_ kind: RecordKind, _ key: RecordKey) async throws -> AnyRecord? {
        customers.withLock { $0[key.parts[1]] }
            .map { .arCustomer(ARCustomer(division: "01", customerNumber: key.parts[1], stamps: $0)) }
    }
}

/// What the SOAP service says.
private final class Service: CustomerReader {
    let balances = Mutex<[String: String]>([:])
    let asked = Mutex<[String]>([])
    let failures = Mutex<[String: SourceError]>([:])

    func details(of customer: ARCustomer) async throws -> ARCustomer.Details? {
        asked.withLock { $0.append(customer.customerNumber) }
        if let failure = failures.withLock({ $0[customer.customerNumber] }) { throw failure }
        return balances.withLock { $0[customer.customerNumber] }.map { balance in
            var details = ARCustomer.Details()
            details.name = "Customer \(customer.customerNumber)"
            details.balance = DecimalText(balance)
            return details
        }
    }

    /// Who was asked for since the last time.
    func turn() -> [String] {
        asked.withLock { asked in
            defer { asked = [] }
            return asked
        }
    }
}

@Suite(.timeLimit(.minutes(2)))
struct CustomerSourceTests {
    private let agent = CustomersOfAgent()
    private let service = Service()
    private let engine: Engine
    private var settings: BoardSettings { engine.settings }

    init() throws {
        var engine = try Engine()
        engine.settings = BoardSettings(
            ref: BoardRef(connection: "acme", kind: .arCustomer), company: "ABC", boardID: "1")
        engine.board.state.withLock { $0.columns = FakeBoard.columns(of: .arCustomer) }
        self.engine = engine
        for number in ["A", "B", "C"] {
            agent.put(number, at: "20261101T08:00:00.000")
            service.balances.withLock { $0[number] = "1.00" }
        }
    }

    private func run(_ mode: ScanRow.Mode, reader: Bool = true) async throws -> RunRow {
        try await BoardScanner(
            settings: settings, store: engine.store,
            source: CustomerSource(agent: agent, reader: reader ? service : nil, connection: "acme"),
            time: engine.time
        ).run(mode)
    }

    private func balance(_ number: String) async throws -> String? {
        try await engine.store.read { [ref = settings.ref] in
            try $0.record(ref, key: "01/\(number)")?.desired.fields["balance"]
        }
    }

    @Test func `the first read asks for every customer once`() async throws {
        let run = try await run(.poll)
        #expect(run.new == 3)
        #expect(service.turn() == ["A", "B", "C"])
        #expect(try await balance("B") == "1.00")
    }

    @Test func `a poll asks for what Sage stamped anew, and for nothing when nothing was`() async throws {
        _ = try await run(.poll)
        _ = service.turn()
        #expect(try await run(.poll).changed == 0)
        #expect(service.turn() == [])
        agent.put("B", at: "20261123T11:00:00.000")
        service.balances.withLock { $0["B"] = "2.50" }
        #expect(try await run(.poll).changed == 1)
        #expect(service.turn() == ["B"])
        #expect(try await balance("B") == "2.50")
        // Still within the overlap, and as it was.
        #expect(try await run(.poll).changed == 0)
        #expect(service.turn() == [])
    }

    @Test func `a customer without a stamp is asked for once by polls`() async throws {
        _ = try await run(.poll)
        agent.put("D", at: nil)
        service.balances.withLock { $0["D"] = "4" }
        _ = service.turn()
        _ = try await run(.sweep)
        _ = service.turn()
        _ = try await run(.poll)
        #expect(service.turn() == [])
    }

    @Test func `a sweep asks for every customer, so that a balance without a stamp is found`() async throws {
        _ = try await run(.poll)
        _ = service.turn()
        service.balances.withLock { $0["C"] = "-7.00" }
        #expect(try await run(.poll).changed == 0)
        let run = try await run(.sweep)
        #expect(run.changed == 1 && run.unchanged == 2)
        #expect(service.turn().sorted().suffix(3) == ["A", "B", "C"])
        #expect(try await balance("C") == "-7.00")
    }

    @Test func `a customer that the service does not know is a problem of that customer, and is not gone`() async throws
    {
        service.balances.withLock { $0["B"] = nil }
        let run = try await run(.poll)
        #expect(run.new == 2 && run.problems == 1)
        service.balances.withLock { $0["B"] = "3" }
        #expect(try await self.run(.sweep).new == 1)
    }

    @Test func `a customer that was refused is asked for again by each poll, however old its stamp is`() async throws {
        service.failures.withLock { $0["A"] = SourceError("Refused.", isRetryable: true, cause: .record) }
        #expect(try await run(.poll).problems == 1)
        agent.put("C", at: "20261123T11:00:00.000")
        _ = try await run(.poll)
        _ = service.turn()
        #expect(try await run(.poll).problems == 0)
        #expect(service.turn() == ["A"])
        service.failures.withLock { $0 = [:] }
        _ = try await run(.poll)
        #expect(try await balance("A") == "1.00")
        let left = try await engine.store.read { [ref = settings.ref] in try $0.unreadable(ref, limit: 5) }
        #expect(left.isEmpty)
        _ = service.turn()
        _ = try await run(.poll)
        #expect(service.turn() == [])
    }

    @Test func `a line that cannot be read is one customer's problem, and the others are read`() async throws {
        agent.garbled.withLock { $0 = ["B"] }
        let run = try await run(.poll)
        #expect(run.new == 3 && run.problems == 0)
        #expect(service.turn() == ["A", "B", "C"])
    }

    @Test func `large answers are taken in parts`() async throws {
        for number in 100..<350 {
            agent.put("\(number)", at: "20261101T08:00:00.000")
            service.balances.withLock { $0["\(number)"] = "1.00" }
        }
        #expect(try await run(.full).new == 253)
        for number in 100..<350 { agent.put("\(number)", at: "20261123T11:00:00.000") }
        let before = agent.scans.withLock { $0 }
        #expect(try await run(.poll).read == 253)
        #expect(agent.scans.withLock { $0 } == before + 3)
    }

    @Test func `a service that is away stops the read, which goes on with it`() async throws {
        service.failures.withLock { $0["C"] = SourceError("The service is away.", isRetryable: true) }
        await #expect(throws: SourceError.self) { try await run(.poll) }
        service.failures.withLock { $0 = [:] }
        #expect(try await run(.poll).outcome == .done)
        #expect(try await balance("C") == "1.00")
    }

    @Test func `without the service nobody is asked, and the run says why`() async throws {
        let error = await #expect(throws: SourceError.self) { try await run(.poll, reader: false) }
        #expect(error?.sentence.contains("The board is off") == true)
        #expect(error?.isRetryable == false)
        #expect(agent.scans.withLock { $0 } == 0)
    }

    @Test func `a customer that left Sage is gone`() async throws {
        _ = try await run(.poll)
        try await engine.drain()
        agent.customers.withLock { $0["A"] = nil }
        #expect(try await run(.sweep).gone == 1)
    }

    @Test func `a plan counts what a sync would do, and asks for nothing that did not change`() async throws {
        _ = try await run(.poll)
        try await engine.drain()
        _ = service.turn()
        agent.put("B", at: "20261123T11:00:00.000")
        service.balances.withLock { $0["B"] = "9" }
        let source = CustomerSource(agent: agent, reader: service, connection: "acme")
        let planner = Planner(
            settings: settings, store: engine.store, source: source, target: engine.board,
            governor: RateGovernor(limits: RateGovernor.Limits(), time: engine.time), limits: RateGovernor.Limits(),
            time: engine.time)
        let plan = try await planner.plan(.poll, samples: 5)
        #expect((plan.read, plan.change, plan.unchanged) == (3, 1, 2))
        #expect(service.turn() == ["B"])
    }
}
