import SimulatorServer

/// The answers that need no execution.
extension APIService {
    /// HTTP 200 with a body that is JSON already.
    func answer(_ body: [UInt8], headers: [(name: String, value: String)] = []) -> HTTPAnswer {
        HTTPAnswer(
            status: 200, headers: [("Content-Type", "application/json; charset=utf-8")] + headers, body: body)
    }

    /// HTTP 200 with errors and no data.
    func errors(_ errors: [GraphQLError]) -> HTTPAnswer {
        .json([
            "errors": .array(errors.map(\.json)), "account_id": .integer(Self.accountID),
            "extensions": ["request_id": .string(requestID)],
        ])
    }

    private func failure(_ message: String, _ extensions: [JSONMember], status: Int, retryAfter: Int? = nil)
        -> HTTPAnswer
    {
        var answer = HTTPAnswer.json(
            [
                "errors": [["message": .string(message), "extensions": .object(extensions)]],
                "extensions": ["request_id": .string(requestID)],
            ], status: status)
        if let retryAfter { answer.headers.append(("Retry-After", String(retryAfter))) }
        return answer
    }

    /// HTTP 429.
    func limited(_ refusal: LimitRefusal) -> HTTPAnswer {
        guard form != .old else { return .json(refusal.oldBody) }
        return failure(
            refusal.message, refusal.extensions(form), status: 429, retryAfter: refusal.retryInSeconds)
    }

    /// HTTP 401.
    var unauthorized: HTTPAnswer {
        guard form != .old else {
            return .json(["errors": ["Not Authenticated"], "account_id": .integer(Self.accountID)], status: 401)
        }
        return failure("Not Authenticated", [.init("code", "Unauthorized"), .init("status_code", 401)], status: 401)
    }

    /// HTTP 500.
    var serverError: HTTPAnswer {
        failure(
            "Internal server error", [.init("code", "INTERNAL_SERVER_ERROR"), .init("status_code", 500)], status: 500)
    }

    /// HTTP 409, for an idempotency key in progress.
    func conflict(retryAfter: Int = 1) -> HTTPAnswer {
        failure(
            "A request with this idempotency key is currently being processed",
            [.init("code", "IDEMPOTENCY_CONFLICT")], status: 409, retryAfter: retryAfter)
    }

    /// The answer of a fault that keeps the request from running; `nil` for none and for one that lets it run.
    func refusal(by fault: Fault?) -> HTTPAnswer? {
        guard let fault else { return nil }
        switch fault.kind {
        case .dropBeforeExecuting: return HTTPAnswer(status: 0, headers: [], body: [], delivery: .dropped)
        case .serverError: return serverError
        case .unauthorized: return unauthorized
        case .conflict: return conflict(retryAfter: fault.retryAfter)
        case .errorsWithoutData:
            return errors([GraphQLError(message: "Something went wrong", code: fault.code, extensions: [])])
        case .tooManyRequests:
            return limited(
                LimitRefusal(
                    code: "MINUTE_RATE_LIMIT_EXCEEDED", message: "Minute rate limit exceeded",
                    retryInSeconds: fault.retryAfter))
        case .locked:
            return failure(
                "Resource is currently locked, please try again later",
                [.init("code", "RESOURCE_LOCKED"), .init("status_code", 423)], status: 423,
                retryAfter: fault.retryAfter)
        default: return nil
        }
    }
}
