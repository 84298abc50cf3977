import Foundation
import Sync
import Synchronization
import WireProtocol

/// A company behind an agent: vendors in order of key, and faults where a test wants them.
final class FakeCompany: RecordSource {
    struct State {
        var vendors: [String: APVendor] = [:]
        var clock = SageStamp(date: "20261123", time: "12") ?? SageStamp.distantPast
        var company = "ABC"
        /// The answer breaks off after so many records, once.
        var cutAfter: Int?
        /// The last line lies about the count by so many.
        var lie = 0
        var faultAfter: Int?
        var scans: [ScanQuery] = []
        var fetched = 0
        var unreadable: Set<String> = []
        /// Records that are sent in a form that nobody can read.
        var garbled: Set<String> = []
        /// Whether a limited answer ends at its limit.
        var obeysLimit = true
        /// Whether a poll's answer holds what changed alone.
        var obeysSince = true
        /// What becomes of an answer's lines before they are sent.
        var transform: (@Sendable ([ScanLine]) -> [ScanLine])?
        /// What happens in the company while an answer is on its way.
        var during: (@Sendable (FakeCompany, ScanQuery) -> Void)?
        /// What happens in the company before a record is read by itself.
        var beforeRecord: (@Sendable (FakeCompany) -> Void)?
    }

    let state = Mutex(State())

    func put(
        _ number: String, name: String? = "Vendor", status: APVendor.Status = .active,
        at stamp: String? = "20261101T08:00:00.000"
    ) {
        state.withLock {
            $0.vendors[number] = APVendor(
                division: "00", vendorNumber: number, name: name, status: status,
                stamps: AuditStamps(dateLastUpdated: stamp.flatMap(SageStamp.init)))
        }
    }

    func remove(_ number: String) {
        state.withLock { $0.vendors[number] = nil }
    }

    func info() async throws -> AgentInfo {
        state.withLock { state in
            AgentInfo(
                version: "1", protocolVersions: [1], backend: "fake", mayWrite: false,
                companies: [AgentInfo.Company(code: state.company, segments: [])],
                clock: AgentInfo.Clock(now: state.clock, zone: "UTC"))
        }
    }

    func record(_ kind: RecordKind, _ key: RecordKey) async throws -> AnyRecord? {
        state.withLock { $0.beforeRecord }?(self)
        return state.withLock { state in
            state.fetched += 1
            return state.vendors[key.parts[1]].map(AnyRecord.apVendor)
        }
    }

    func scan(_ kind: RecordKind, _ query: ScanQuery) async throws -> any AsyncSequence<ScannedLine, any Error> {
        let (made, isCut) = try lines(query)
        let (transform, during) = state.withLock { ($0.transform, $0.during) }
        let lines = transform?(made) ?? made
        during?(self, query)
        return AsyncThrowingStream { continuation in
            for line in lines { continuation.yield(garbled(line) ?? ScannedLine(line)) }
            continuation.finish(throwing: isCut ? SourceError("The connection broke.", isRetryable: true) : nil)
        }
    }

    /// A line whose head is good and whose record is not, where a test wants it so.
    private func garbled(_ line: ScanLine) -> ScannedLine? {
        guard case .record(let record) = line, state.withLock({ $0.garbled.contains(record.key.parts[1]) }) else {
            return nil
        }
        let key = record.key.parts.map { "\"\($0)\"" }.joined(separator: ",")
        let json =
            #"{"type":"record","key":[\#(key)],"digest":"garbled","cursor":"\#(record.cursor)","stamps":{},"record":{}}"#
        return try? ScannedLine(json: Array(json.utf8), kind: .apVendor)
    }

    private func lines(_ query: ScanQuery) throws -> ([ScanLine], isCut: Bool) {
        try state.withLock { state in
            state.scans.append(query)
            let start = state.clock
            var lines: [ScanLine] = []
            var (records, problems) = (0, 0)
            var last: String?
            for number in state.vendors.keys.sorted() where number > query.after ?? "" {
                guard let vendor = state.vendors[number] else { continue }
                let stamp = vendor.stamps.latest
                if state.obeysSince, let since = query.changedSince, let stamp, stamp < since { continue }
                if state.obeysLimit, let limit = query.limit, records == limit {
                    lines.append(
                        .end(
                            EndLine(
                                records: records, problems: problems, highWater: nil, next: last, startedAt: start)))
                    return (lines, false)
                }
                if let cut = state.cutAfter, records == cut {
                    state.cutAfter = nil
                    return (lines, true)
                }
                if let limit = state.faultAfter, records == limit {
                    state.faultAfter = nil
                    lines.append(.fault(FaultLine(problem: Problem(.sageUnavailable, detail: "Busy."), cursor: nil)))
                    return (lines, false)
                }
                last = number
                let record = AnyRecord.apVendor(vendor)
                if state.unreadable.contains(number) {
                    problems += 1
                    lines.append(
                        .problem(
                            ProblemLine(
                                key: record.key, cursor: number, problem: Problem(.recordUnreadable, detail: "Bad."))))
                    continue
                }
                records += 1
                let digest = String(decoding: try record.digestedJSON(), as: UTF8.self)
                lines.append(
                    .record(
                        RecordLine(
                            key: record.key, digest: digest, cursor: number, stamps: vendor.stamps,
                            record: query.view == .full ? record : nil)))
            }
            lines.append(
                .end(
                    EndLine(
                        records: records + state.lie, problems: problems, highWater: nil, next: nil, startedAt: start)))
            return (lines, false)
        }
    }
}

extension SageStamp {
    /// For tests that write a stamp down.
    static var distantPast: SageStamp {
        guard let stamp = SageStamp("19700101T00:00:00.000") else { preconditionFailure("a stamp") }
        return stamp
    }
}
