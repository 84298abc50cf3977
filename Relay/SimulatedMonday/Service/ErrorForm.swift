/// How errors of limits and tokens are written; monday has had three forms, and gateways may still use the old ones.
package enum ErrorForm: String, CaseIterable, Sendable {
    /// HTTP 429 with `errors[].extensions.code` and `retry_in_seconds`, from 2025-10 on.
    case current
    /// The same with `complexity`, `complexity_budget_left`, `complexity_budget_limit` and `status_code` beside it, as
    /// versions 2025-01 to 2025-07 had it for complexity.
    case detailed
    /// HTTP 200 with `error_code`, `error_message` and `errors` as a list of texts, as before 2024-10.
    case old
}

extension LimitRefusal {
    /// The code of the old form; monday's spellings varied, and these are the ones that its documents and public
    /// reports show.
    private var oldCode: String {
        switch code {
        case "COMPLEXITY_BUDGET_EXHAUSTED": "ComplexityException"
        case "MAX_CONCURRENCY_EXCEEDED": "maxConcurrencyExceeded"
        case "MINUTE_RATE_LIMIT_EXCEEDED": "Rate Limit Exceeded"
        default: code
        }
    }

    private var oldMessage: String {
        guard let complexity else {
            return code == "MINUTE_RATE_LIMIT_EXCEEDED" ? "Minute limit rate exceeded" : message
        }
        return "Complexity budget exhausted, query cost \(complexity.cost) budget remaining \(complexity.left)"
            + " out of \(complexity.limit) reset in \(retryInSeconds) seconds"
    }

    /// The body of the old form.
    var oldBody: JSONValue {
        [
            "error_code": .string(oldCode), "status_code": 429, "error_message": .string(oldMessage), "error_data": [:],
            "errors": [.string(oldMessage)], "account_id": .integer(APIService.accountID),
        ]
    }

    /// What stands in `extensions` of the newer forms.
    func extensions(_ form: ErrorForm) -> [JSONMember] {
        var members: [JSONMember] = [
            .init("code", .string(code)), .init("retry_in_seconds", .integer(retryInSeconds)),
        ]
        guard form == .detailed, let complexity else { return members }
        members += [
            .init("complexity", .integer(complexity.cost)), .init("complexity_budget_left", .integer(complexity.left)),
            .init("complexity_budget_limit", .integer(complexity.limit)), .init("status_code", 429),
        ]
        return members
    }
}
