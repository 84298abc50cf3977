import SimulatorServer

/// Answers `POST /v2`: token, version, limits, document, faults, idempotency, execution, in this order.
struct APIService {
    /// The account's number, as it stands beside errors.
    static let accountID = 20_000_001

    let call: HTTPCall
    let now: SimulatorClock.Milliseconds
    /// The address of the server, for links.
    let address: String
    /// Whether the request was held and is released now: faults are behind it.
    let isReleased: Bool

    /// What becomes of a request.
    enum Outcome {
        case answer(HTTPAnswer)
        case hold
        /// Done, but the answer waits.
        case holdAnswer(HTTPAnswer, key: String?)
    }

    private var version = APIVersion.current
    /// What the token may do; `nil` for a personal token, which may do everything.
    private var scopes: Set<String>?
    private var isMutation = false
    private(set) var form = ErrorForm.current
    private(set) var requestID = ""
    private(set) var operations: [String] = []
    private(set) var boards: Set<String> = []
    /// The idempotency key of a mutation.
    private(set) var key: String?
    /// The fault that strikes the request.
    private(set) var fault: Fault?

    /// Takes a request.
    init(_ call: HTTPCall, now: SimulatorClock.Milliseconds, address: String, isReleased: Bool = false) {
        self.call = call
        self.now = now
        self.address = address
        self.isReleased = isReleased
    }

    /// Answers the request.
    ///
    /// - Parameter state: The account and its books.
    /// - Returns: The answer, or that the client waits.
    mutating func run(_ state: inout SimulatorState) -> Outcome {
        state.lastRequestID += 1
        requestID = "sim-" + String(state.lastRequestID, radix: 16)
        key = call.headers["idempotency-key"].flatMap { $0.isEmpty ? nil : $0 }
        state.account.now = now
        state.account.advanceImports()
        // Drawn for every request, so that the weather does not depend on what is refused before it.
        let drawn = isReleased ? nil : state.faults.draw()
        form = state.account.configuration.errorForm
        let token = call.headers["authorization"] ?? ""
        if token != state.account.configuration.token {
            scopes = state.oauth.scopes(of: token, now: now)
            guard scopes != nil else { return refuse(unauthorized, &state) }
        }
        guard let version = APIVersion.answering(call.headers["api-version"]) else {
            return refuse(
                errors([
                    GraphQLError(
                        message: "Invalid API version", code: "InvalidVersionException",
                        extensions: [.init("status_code", 200)])
                ]), &state)
        }
        self.version = version
        if !isReleased, let refusal = state.governor.admit(inProgress: state.held.count, now: now) {
            return refuse(limited(refusal), &state)
        }
        do {
            let plan = try plan()
            let demand = try RequestDemand(plan, account: state.account)
            (operations, boards, isMutation) = (demand.operations, demand.boards, demand.isMutation)
            if plan.kind == .query || !covers(operations, state.account.configuration) { key = nil }
            if !isReleased { fault = state.faults.request(facts(plan, &state), drawn: drawn) }
            if fault?.kind == .holdRequest {
                switch key.flatMap({ state.idempotency.entry($0, now: now) }) {
                case .inProgress: return refuse(conflict(), &state)
                case .answered: break
                case nil: if let key { state.idempotency.begin(key) }
                }
                return .hold
            }
            if let answer = refusal(by: fault) { return refuse(answer, &state) }
            prepare(fault, &state)
            return try perform(plan, demand, &state)
        } catch let failure as BadRequest {
            return refuse(failure.answer(requestID), &state)
        } catch let failure as DocumentErrors {
            return refuse(errors(failure.errors), &state)
        } catch {
            return refuse(errors([error as? GraphQLError].compactMap(\.self)), &state)
        }
    }

    /// Whether the idempotency key is heeded for these fields.
    private func covers(_ operations: [String], _ configuration: SimulatorConfiguration) -> Bool {
        configuration.imports.isCoveredByIdempotencyKeys
            || !operations.contains { MondaySchema.importFields.contains($0) }
    }

    // MARK: Document

    private struct DocumentErrors: Error {
        let errors: [GraphQLError]
    }

    /// A body that is no GraphQL request at all.
    private struct BadRequest: Error {
        let message: String

        func answer(_ requestID: String) -> HTTPAnswer {
            .json(
                [
                    "errors": [
                        [
                            "message": .string(message),
                            "extensions": ["code": "JsonParseException", "status_code": 400],
                        ]
                    ], "extensions": ["request_id": .string(requestID)],
                ], status: 400)
        }
    }

    private func plan() throws -> Plan {
        let body: JSONValue
        do {
            body = try JSONParser.parse(call.body)
        } catch {
            throw BadRequest(message: "Bad request: the body is not JSON, \(error)")
        }
        guard let text = body["query"]?.text else { throw BadRequest(message: "Bad request: \"query\" is missing") }
        let variables = body["variables"] ?? .null
        guard variables.isNull || variables.members != nil else {
            throw BadRequest(message: "Bad request: \"variables\" is not an object")
        }
        let document = try DocumentParser.parse(text)
        let found = DocumentValidator.errors(in: document, schema: MondaySchema.schema)
        guard found.isEmpty else { throw DocumentErrors(errors: found) }
        let plan = try Planner.plan(
            document, operationName: body["operationName"]?.text, variables: variables, schema: MondaySchema.schema)
        if let absent = plan.fields.first(where: { !version.has($0.name) }) {
            throw GraphQLError.undefinedField(
                absent.name, of: plan.kind == .mutation ? "Mutation" : "Query", at: absent.location)
        }
        return plan
    }

    // MARK: Execution

    private mutating func perform(
        _ plan: Plan, _ demand: RequestDemand, _ state: inout SimulatorState
    ) throws -> Outcome {
        if let key {
            switch state.idempotency.entry(key, now: now) {
            case .inProgress where !isReleased: return refuse(conflict(), &state)
            case .answered(let body):
                return finish(
                    answer(body, headers: [("Idempotency-Replayed", "true")]), isExecuted: false, isReplay: true, &state
                )
            default: break
            }
        }
        let isApp = scopes != nil
        let report = state.governor.report(demand, isApp: isApp, now: now)
        if let refusal = state.governor.admit(demand, isApp: isApp, now: now) {
            if let key { state.idempotency.end(key, body: nil, now: now) }
            return refuse(limited(refusal), &state)
        }
        let body = execute(part(of: plan), report, &state)
        if let key {
            switch fault?.kind {
            case .holdAnswer: state.idempotency.begin(key)
            case .executeSomeThenDrop: break
            default: state.idempotency.end(key, body: body, now: now)
            }
        }
        return finish(answer(body), isExecuted: true, isReplay: false, &state)
    }

    private func execute(_ plan: Plan, _ report: ComplexityReport, _ state: inout SimulatorState) -> [UInt8] {
        let account = state.account
        // The account asks the book of faults while the state is in use here: lent for the time of the execution.
        let lentFaults = LentFaults(state.faults)
        account.refusesColumns = { lentFaults.book.columnValues(itemName: $0) }
        let resolver = Resolver(account: account, complexity: report, version: version, address: address)
        let scopes = scopes
        let withheld = fault?.kind == .partialData ? plan.fields.last : nil
        var executor = Executor { field, node in
            if let withheld, field === withheld { throw Self.resourceProtection }
            if let scopes, let needed = Scope.needed(by: field.name, of: node), !scopes.contains(needed) {
                throw GraphQLError.missingScope(needed)
            }
            return try resolver.resolve(field, node)
        }
        let data = executor.run(plan)
        account.refusesColumns = { _ in false }
        state.faults = lentFaults.book
        var members = [JSONMember("data", data)]
        if !executor.errors.isEmpty {
            members.append(JSONMember("errors", .array(executor.errors.map(\.json))))
            members.append(JSONMember("account_id", .integer(Self.accountID)))
        }
        members.append(JSONMember("extensions", ["request_id": .string(requestID)]))
        return JSONValue.object(members).encoded
    }

    private final class LentFaults {
        var book: FaultBook

        init(_ book: FaultBook) {
            self.book = book
        }
    }

    private static let resourceProtection = GraphQLError(
        message: "Rate limit already blocked for this field", code: "tooManyRequests",
        extensions: [.init("status_code", 400), .init("service", "data-structure")])

    // MARK: Answers

    private func refuse(_ answer: HTTPAnswer, _ state: inout SimulatorState) -> Outcome {
        finish(answer, isExecuted: false, isReplay: false, &state)
    }

    /// Sets the headers of every answer, applies what a fault does to a finished answer, and notes the request.
    private func finish(
        _ given: HTTPAnswer, isExecuted: Bool, isReplay: Bool, _ state: inout SimulatorState
    ) -> Outcome {
        var answer = given
        switch fault?.kind {
        case .executeThenDrop, .executeSomeThenDrop, .dropBeforeExecuting: answer.delivery = .dropped
        case .executeThenServerError: answer = serverError
        case .garbageBody: answer.body = Array("<html><body>upstream says hello".utf8)
        case .cutOffBody: answer.delivery = .cutOff
        default: break
        }
        answer.headers.append(("API-Version", version.value))
        answer.headers += state.governor.headers(
            inProgress: state.held.count + 1, isApp: scopes != nil, isMutation: isMutation, now: now)
        var status = answer.status
        if case .dropped = answer.delivery { status = 0 }
        state.journal.record(
            JournalEntry(
                number: state.journal.nextNumber, time: now, operations: operations, status: status,
                idempotencyKey: key, isReplay: isReplay, isExecuted: isExecuted, fault: fault?.kind,
                size: call.body.count), boards: boards)
        guard fault?.kind == .holdAnswer else { return .answer(answer) }
        return .holdAnswer(answer, key: isExecuted ? key : nil)
    }
}
