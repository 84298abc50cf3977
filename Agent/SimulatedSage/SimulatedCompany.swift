import BusinessObjects
import Synchronization
import WireProtocol

/// One company of a simulated Sage: its books, its clock, who locks what, and what is to go wrong.
///
/// Every call takes one lock, so that a page never shows half of an event.
package final class SimulatedCompany: Sendable {
    /// What stands in the folder of a company, or comes from the generator.
    package struct Contents: Sendable {
        /// The company's name as Company Maintenance shows it.
        package var name: String
        /// The preference "Allow External Access" of Company Maintenance.
        package var allowsExternalAccess: Bool
        package var clock: SageClock
        package var books: Books

        package init(name: String, allowsExternalAccess: Bool = true, clock: SageClock, books: Books) {
            self.name = name
            self.allowsExternalAccess = allowsExternalAccess
            self.clock = clock
            self.books = books
        }

        /// Lets something happen to the books, stamped with the clock.
        package mutating func change<Result>(_ events: (inout Books) throws -> Result) rethrows -> Result {
            books.now = clock.now
            return try events(&books)
        }
    }

    struct State {
        var contents: Contents
        /// Which session holds a record.
        var locks: [RecordName: Int] = [:]
        /// How many more attempts find a record locked by another workstation.
        var foreignLocks: [RecordName: Int] = [:]
        var faults: [SageCall: [CompanyFault]] = [:]
        var latency: Duration = .zero
        var weather: SageWeather?
        /// The rows that reads do not find, by table.
        var hidden: [String: HiddenRows] = [:]
        var sessions: Set<Int> = []
        var lastSession = 0
    }

    /// A record of one table.
    struct RecordName: Hashable {
        let table: String
        let key: RecordKey
    }

    /// Sage's three-character company code.
    package let code: String
    let state: Mutex<State>
    /// Lets the time of a call pass.
    let sleep: @Sendable (Duration) async throws -> Void

    /// Makes a company.
    ///
    /// - Parameters:
    ///   - code: Sage's three-character company code.
    ///   - contents: what it holds.
    ///   - sleep: lets the time of slow and pausing calls pass; a test passes a clock of its own.
    package init(
        code: String, contents: Contents,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.code = code
        self.sleep = sleep
        state = Mutex(State(contents: contents))
    }

    /// What the company holds now.
    package var contents: Contents {
        state.withLock { $0.contents }
    }

    /// The books as they are now.
    package var books: Books {
        state.withLock { $0.contents.books }
    }

    /// Lets something happen: the books change as a whole, stamped with Sage's clock.
    ///
    /// - Parameters:
    ///   - lead: how far the clock that stamps is ahead of Sage's: that of a workstation which goes wrong, or, with a
    ///     negative one, of an entry that was begun then and kept open until now.
    ///   - events: what happens to the books; when it throws, what it did until then remains.
    /// - Returns: what `events` returns.
    /// - Throws: what `events` throws.
    package func change<Result: Sendable, Failure: Error>(
        clockAhead lead: Duration = .zero, _ events: (inout Books) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try state.withLock { (state: inout State) throws(Failure) -> Result in
            state.contents.books.now = state.contents.clock.now
                .advanced(milliseconds: Int(lead / .milliseconds(1)))
            return try events(&state.contents.books)
        }
    }

    /// Puts Sage's clock forward, or back when the duration is negative: an hour back as at the end of daylight-saving
    /// time, or wrong until it is put right.
    package func advance(by duration: Duration) {
        state.withLock { $0.contents.clock.advance(by: duration) }
    }

    /// Puts other contents in the place of the company's; sessions stay open, as when files change below Sage.
    package func replace(_ contents: Contents) {
        state.withLock { $0.contents = contents }
    }
}

extension SimulatedCompany {
    /// Has the next call of a kind go wrong, or the next but one when one is waiting already.
    package func inject(_ fault: CompanyFault, at call: SageCall) {
        state.withLock { $0.faults[call, default: []].append(fault) }
    }

    /// Has another workstation hold a record for the next attempts to edit it.
    ///
    /// - Parameters:
    ///   - table: Sage's name of the table.
    ///   - key: the primary key in full.
    ///   - attempts: how many attempts fail.
    package func lock(_ table: String, key: [String], attempts: Int) {
        state.withLock { $0.foreignLocks[RecordName(table: table, key: RecordKey(key))] = attempts }
    }

    /// Has every session that is open now die.
    package func loseSessions() {
        state.withLock { state in
            state.sessions = []
            state.locks = [:]
        }
    }

    /// Has every call take this long.
    package func setLatency(_ latency: Duration) {
        state.withLock { $0.latency = latency }
    }

    /// Ticks or clears "Allow External Access"; sessions that are open stay so.
    package func allowExternalAccess(_ isAllowed: Bool) {
        state.withLock { $0.contents.allowsExternalAccess = isAllowed }
    }
}
