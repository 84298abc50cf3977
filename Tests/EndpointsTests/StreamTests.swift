import Foundation
import NIOCore
import SimulatedSage
import Synchronization
import Testing
import Tunnel
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct StreamTests {
    /// Vendors of three pages.
    private func agent(_ count: Int = 600) throws -> TestAgent {
        let rows = (1000..<1000 + count).map { "00,V\($0),Vendor \($0)" }
        return try TestAgent(["AP_Vendor": "APDivisionNo,VendorNo,VendorName\n" + rows.joined(separator: "\n")])
    }

    @Test func `every page is written before the next is read, in pieces of bounded size`() async throws {
        let writer = CollectingWriter()
        let lines = try await agent().lines("/v1/companies/ABC/ap-vendors", writer: writer)
        #expect(lines.count == 601)
        let pieces = await writer.pieces
        #expect(pieces.count >= 3)
        #expect(pieces.allSatisfy { $0.readableBytes < 64 * 1024 + 1024 })
        #expect(pieces.allSatisfy { String(buffer: $0).hasSuffix("\n") }, "a piece ends with a whole line")
    }

    @Test func `a deadline that passed ends the scan with a fault and a cursor that works`() async throws {
        let agent = try agent()
        let writer = CollectingWriter { [clock = agent.clock] count in
            if count == 0 { clock.advance(by: .milliseconds(500)) }
        }
        let lines = try await agent.lines("/v1/companies/ABC/ap-vendors", deadline: "500", writer: writer)
        guard case .fault(let fault) = try ScanLine(json: Data((lines.last ?? "").utf8), kind: .apVendor) else {
            Issue.record("no fault: \(lines.last ?? "")")
            return
        }
        #expect(fault.problem.code == .deadlineExceeded)
        #expect(fault.problem.retryable)
        let rest = try await agent.lines("/v1/companies/ABC/ap-vendors?after=\(RecordKey([fault.cursor ?? ""]).text)")
        #expect(lines.count - 1 + rest.count - 1 == 600)
    }

    @Test func `a deadline stops a call that hangs, and the next request has Sage again`() async throws {
        let agent = try agent()
        let hang = Hang()
        agent.company.inject(.hang(hang), at: .readPage)
        async let lines = agent.lines("/v1/companies/ABC/ap-vendors", deadline: "1000")
        await hang.reached()
        agent.clock.advance(by: .seconds(1))
        let found = try await lines
        #expect(found.count == 1)
        #expect(found[0].contains(ProblemCode.deadlineExceeded.rawValue))
        #expect(!found[0].contains("cursor"))
        #expect(try await agent.lines("/v1/companies/ABC/ap-vendors").count == 601)
    }

    @Test func `a deadline before the first line is an answer of its own`() async throws {
        let agent = try agent()
        let hang = Hang()
        agent.company.inject(.hang(hang), at: .clock)
        async let reply = agent.reply("/v1/companies/ABC/ap-vendors", deadline: "1000")
        await hang.reached()
        agent.clock.advance(by: .seconds(1))
        #expect(try agent.problem(await reply).code == .deadlineExceeded)
    }

    @Test func `a reader that has gone ends the scan without another page`() async throws {
        let agent = try agent()
        let writer = CollectingWriter { count in
            if count == 1 { throw CollectingWriter.ReaderGone() }
        }
        await #expect(throws: CollectingWriter.ReaderGone.self) {
            try await agent.lines("/v1/companies/ABC/ap-vendors", writer: writer)
        }
        #expect(await writer.pieces.count == 1)
    }

    @Test func `a cancelled request stops while Sage hangs, and its body is cut off`() async throws {
        let agent = try agent()
        let hang = Hang()
        agent.company.inject(.hang(hang), at: .readPage)
        let writer = CollectingWriter()
        let request = Task { try await agent.lines("/v1/companies/ABC/ap-vendors", writer: writer) }
        await hang.reached()
        request.cancel()
        await #expect(throws: CancellationError.self) { try await request.value }
        #expect(await writer.pieces.isEmpty)
    }

    @Test func `a single record does not wait for the end of a scan`() async throws {
        let agent = try agent()
        let found = Mutex<[String]>([])
        let writer = CollectingWriter { count in
            guard count == 0 else { return }
            let reply = await agent.reply("/v1/companies/ABC/ap-vendors/00/V1599")
            found.withLock { $0.append(agent.bytes(reply)) }
        }
        let lines = try await agent.lines("/v1/companies/ABC/ap-vendors", writer: writer)
        #expect(lines.count == 601)
        #expect(found.withLock { $0.first?.contains("Vendor 1599") } == true)
    }

    @Test func `two scans at once take turns and both come to their end`() async throws {
        let agent = try agent()
        async let first = agent.lines("/v1/companies/ABC/ap-vendors")
        async let second = agent.lines("/v1/companies/ABC/ap-vendors")
        #expect(try await first == second)
    }
}
