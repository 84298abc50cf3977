import Configuration
import Foundation
import HTTPClient
import HTTPTypes
import Resilience
import WireProtocol
import XML

/// Calls Sage's web services as one account: one request at a time, since Sage keeps its objects by user name.
///
/// What only reads is tried again after a failure that may pass, with back-off, within the call's patience and the
/// client's ``RetryBudget``; what writes goes over a connection of its own, so that libcurl repeats nothing by itself.
/// Where several clients call as the same account, they are given the same ``TurnQueue``.
package actor SageSOAPClient {
    package nonisolated let contract: SOAPContract
    let options: SageSOAPOptions
    private let credentials: SageSOAPCredentials
    private let transport: any SOAPTransport
    private let turns: TurnQueue
    /// Of the clock: begins to measure, sleeps, and waits for a turn.
    private let stopwatch: @Sendable () -> @Sendable () -> Duration
    private let sleep: @Sendable (Duration) async throws -> Void
    private let take: @Sendable (Duration) async throws -> Void
    private var generator: any RandomNumberGenerator & Sendable
    private var budget: RetryBudget
    /// The `dateTime` for no day, by address.
    private var nullDateTimes: [String: String?] = [:]

    /// Makes a client, which sends nothing by itself.
    ///
    /// - Parameters:
    ///   - contract: what the WSDL of the servers that will be called says.
    ///   - credentials: the account.
    ///   - transport: carries the requests; its options are those of the server (`HTTPClient.Options(of:)`).
    ///   - turns: the account's.
    ///   - options: how calls are made.
    ///   - clock: what waits and patience are measured with.
    ///   - generator: where jitter comes from.
    package init(
        _ contract: SOAPContract, credentials: SageSOAPCredentials, transport: any SOAPTransport,
        turns: TurnQueue = TurnQueue(), options: SageSOAPOptions = SageSOAPOptions(),
        clock: some Clock<Duration> = ContinuousClock(),
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.contract = contract
        self.credentials = credentials
        self.transport = transport
        self.turns = turns
        self.options = options
        stopwatch = {
            let start = clock.now
            return { start.duration(to: clock.now) }
        }
        sleep = { try await clock.sleep(for: $0) }
        take = { try await turns.take(within: $0, clock: clock) }
        self.generator = generator
        budget = RetryBudget(retries: options.retries)
    }

    // MARK: The course of a call

    func course() -> CallCourse { CallCourse(options, elapsed: stopwatch()) }

    /// Calls an operation that changes nothing, again and again while that may help.
    func read(
        _ name: String, _ operands: Operands, at url: SageServerURL
    ) async throws(SageSOAPError) -> SOAPValue? {
        let operation = try contract.operation(name)
        var course = course()
        while true {
            do throws(SageSOAPError) {
                return try await exchange(operation, operands, at: url, isFresh: false, &course).get()
            } catch {
                let error = error.withNothingDone()
                guard error.isRetryable, try await pause(&course) else { throw error }
            }
        }
    }

    /// Takes the account's turn, sends one request, and gives the turn back.
    ///
    /// - Throws: ``SageSOAPError`` where the turn did not come; what the request came to is in the result.
    func exchange(
        _ operation: SOAPOperation, _ operands: Operands, at url: SageServerURL, isFresh: Bool,
        _ course: inout CallCourse
    ) async throws(SageSOAPError) -> Result<SOAPValue?, SageSOAPError> {
        try await takeTurn(course, for: operation.name)
        defer { giveTurn() }
        do throws(SageSOAPError) {
            return .success(try await exchangeInTurn(operation, operands, at: url, isFresh: isFresh, &course))
        } catch {
            return .failure(error)
        }
    }

    /// Waits for the account's turn, as long as the call's patience is; whoever has it calls ``giveTurn()``.
    func takeTurn(_ course: CallCourse, for what: String) async throws(SageSOAPError) {
        do {
            try await take(course.left)
        } catch is CancellationError {
            throw SageSOAPError(.cancelled, "\(what) was cancelled.")
        } catch {
            throw SageSOAPError(
                .timedOut, "\(what) waited \(options.patience) for other calls of the same account.", isRetryable: true)
        }
    }

    nonisolated func giveTurn() {
        turns.give()
    }

    /// Sends one request; the caller has the account's turn.
    func exchangeInTurn(
        _ operation: SOAPOperation, _ operands: Operands, at url: SageServerURL, isFresh: Bool,
        _ course: inout CallCourse
    ) async throws(SageSOAPError) -> SOAPValue? {
        course.noteRequest()
        let request = try request(operation, operands, at: url, isFresh: isFresh)
        let response: HTTPClient.Response
        do throws(HTTPClientError) {
            response = try await transport.send(request)
        } catch {
            throw SageSOAPError(error)
        }
        let reader = AnswerReader(contract: contract, operation: operation)
        do throws(SageSOAPError) {
            let result = try reader.result(response)
            budget.succeeded()
            return result
        } catch {
            throw error.hiding(credentials.password, of: response)
        }
    }

    /// Waits before the next request, where there is to be one.
    ///
    /// - Parameter course: the call's.
    /// - Returns: whether it waited; not where attempts, patience or budget are used up.
    /// - Throws: ``SageSOAPError`` with `cancelled`; what was done before is the caller's to know.
    func pause(_ course: inout CallCourse) async throws(SageSOAPError) -> Bool {
        guard let wait = course.nextWait(using: &generator), budget.take() else { return false }
        do {
            try await sleep(wait)
        } catch {
            throw SageSOAPError(.cancelled, "The call was cancelled between two attempts.")
        }
        return true
    }

    // MARK: Requests

    private func request(
        _ operation: SOAPOperation, _ operands: Operands, at url: SageServerURL, isFresh: Bool
    ) throws(SageSOAPError) -> HTTPClient.Request {
        let body = try EnvelopeWriter(contract: contract).envelope(operation, try all(operands, of: operation))
        do throws(HTTPClientError) {
            var request = try HTTPClient.Request(
                method: .post, url: url.text,
                headers: [
                    ("Content-Type", "text/xml; charset=utf-8"), ("SOAPAction", "\"\(operation.action)\""),
                    ("Accept", "text/xml"), ("User-Agent", options.userAgent),
                ], body: body)
            request.deadline = options.deadline
            request.maximumBodyBytes = options.maximumAnswerBytes
            request.freshConnection = isFresh
            return request
        } catch {
            throw SageSOAPError(error)
        }
    }

    /// All operands, those of the account and the company among them.
    private func all(
        _ operands: Operands, of operation: SOAPOperation
    ) throws(SageSOAPError) -> [String: SOAPValue] {
        guard let target = operands.target else { return operands.others }
        guard let member = operation.input.members.named("logon"), let type = contract.type(of: member) else {
            throw contract.lacks("logon", in: operation.name, operation.input.members)
        }
        var logon = SOAPObject(type)
        logon.set([.text(credentials.user)], of: try contract.member("Username", of: type))
        logon.set([.text(credentials.password.reveal())], of: try contract.member("Password", of: type))
        var all = operands.others
        all["logon"] = .object(logon)
        all["companyCode"] = .text(target.company.code)
        return all
    }

    // MARK: No day

    /// The `dateTime` that stands for no day at an address; asked of the service once, where the contract has it.
    func nullDateTime(at url: SageServerURL) async throws(SageSOAPError) -> String? {
        if let known = options.nullDateTime { return known }
        if let known = nullDateTimes[url.text] { return known }
        guard contract.canCall("GetContractInformation") else { return nil }
        do throws(SageSOAPError) {
            return try await contractInformation(at: url).nullDateTime
        } catch {
            // A service that has the operation and refuses it says nothing of blank dates; .NET's own is known anyway.
            guard !error.isRetryable, error.isFault || error.code == .answerInvalid else { throw error }
            keep(nullDateTime: nil, at: url)
            return nil
        }
    }

    func keep(nullDateTime: String?, at url: SageServerURL) {
        nullDateTimes.updateValue(nullDateTime, forKey: url.text)
    }
}
