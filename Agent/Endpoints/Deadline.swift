import HTTPTypes
import WireProtocol

/// When a caller stops waiting.
struct Deadline<Time: Clock>: Sendable where Time.Duration == Duration {
    /// The longest deadline that is taken, a day: more would overflow clocks and help nobody.
    static var longest: Int { 86_400_000 }

    let clock: Time
    /// `nil` when the caller set none.
    let instant: Time.Instant?

    /// Reads the header field `sage-deadline-ms`.
    ///
    /// - Parameters:
    ///   - fields: the header fields of the request.
    ///   - clock: what time is measured with.
    /// - Throws: a ``Problem`` with the code `bad-request` when the field is not a number from 1 to a day.
    init(_ fields: HTTPFields, clock: Time) throws(Problem) {
        self.clock = clock
        guard let name = HTTPField.Name(WireHeader.deadline), let text = fields[name] else {
            instant = nil
            return
        }
        guard text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), let milliseconds = Int(text),
            1...Self.longest ~= milliseconds
        else {
            throw Problem(
                .badRequest,
                detail: "\(WireHeader.deadline) is a number of milliseconds from 1 to \(Self.longest), not \(text).")
        }
        instant = clock.now.advanced(by: .milliseconds(milliseconds))
    }

    /// Runs work that ends, by being cancelled, when the deadline passes.
    ///
    /// - Parameter work: what to do.
    /// - Returns: what the work returns.
    /// - Throws: what the work throws, or a ``Problem`` with the code `deadline-exceeded`.
    func bound<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        guard let instant else { return try await work() }
        let passed = Problem(.deadlineExceeded, detail: "The caller's deadline passed before Sage 100 had answered.")
        guard clock.now < instant else { throw passed }
        return try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask(operation: work)
            group.addTask {
                try await clock.sleep(until: instant, tolerance: nil)
                throw passed
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }
}
