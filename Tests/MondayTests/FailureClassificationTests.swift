import Foundation
import HTTPClient
import Monday
import Testing

/// Every spelling of an error that monday is known to have used, and shapes that nobody promised.
struct FailureClassificationTests {
    private func failure(_ status: Int, _ body: String, _ headers: [(String, String)] = []) async throws
        -> MondayFailure
    {
        let answer = try await FakeTransport(status: status, body, headers: headers).answer()
        return try #require(answer.errors.first)
    }

    private static func error(_ code: String, _ message: String = "m", _ more: String = "") -> String {
        #"{"errors":[{"message":"\#(message)","path":["c0"],"extensions":{"code":"\#(code)"\#(more)}}]}"#
    }

    @Test(
        arguments: [
            (429, error("MINUTE_RATE_LIMIT_EXCEEDED", "m", #","retry_in_seconds":58"#), 58, .minute),
            (429, error("RATE_LIMIT_EXCEEDED", "m", #","retryAfterMs":1500"#), 2, .minute),
            (429, error("Rate Limit Exceeded"), nil, .minute),
            (429, #"{"errors":[{"message":"Minute limit rate exceeded"}]}"#, nil, .minute),
            (200, #"{"errors":["Rate limit exceeded"]}"#, nil, .other),
            (429, error("MAX_CONCURRENCY_EXCEEDED", "m", #","retry_in_seconds":15"#), 15, .concurrency),
            (429, error("maxConcurrencyExceeded"), nil, .concurrency),
            (429, #"{"errors":[{"message":"Concurrency limit exceeded"}]}"#, nil, .concurrency),
            (429, error("DAILY_LIMIT_EXCEEDED", "m", #","retry_in_seconds":3599"#), 3599, .day),
            (429, error("COMPLEXITY_BUDGET_EXHAUSTED", "m", #","retry_in_seconds":22"#), 22, .complexity),
            (200, error("complexityBudgetExhausted"), nil, .complexity),
            (
                200,
                #"""
                {"error_code":"ComplexityException","status_code":429,"error_message":"Complexity budget exhausted,
                query cost 30001 budget remaining 19986 out of 1000000 reset in 3 seconds","error_data":{},
                "errors":["Complexity budget exhausted, query cost 30001"],"account_id":1}
                """#.replacing("\n", with: " "), 3, .complexity
            ),
            (429, error("IP_RATE_LIMIT_EXCEEDED"), nil, .ip),
            (429, #"{"errors":[{"message":"Call limit exceeded for CreateBoard"}]}"#, nil, .other),
            (
                200, error("FIELD_MINUTE_RATE_LIMIT_EXCEEDED", "m", #","status_code":429,"retry_in_seconds":9"#), 9,
                .other
            ),
            (200, error("tooManyRequests", "m", #","status_code":400"#), nil, .other),
            (429, "<html>Too many</html>", nil, .other), (429, "", nil, .other),
        ] as [(Int, String, Int?, MondayFailure.Scope)])
    func `a limit is told from all else, with its wait`(
        status: Int, body: String, wait: Int?, scope: MondayFailure.Scope
    ) async throws {
        #expect(try await failure(status, body).kind == .rateLimited(wait: wait.map { .seconds($0) }, scope: scope))
    }

    @Test func `the longest wait of header and body counts`() async throws {
        let body = Self.error("MINUTE_RATE_LIMIT_EXCEEDED", "m", #","retry_in_seconds":5"#)
        let header = ("Retry-After", "7")
        #expect(try await failure(429, body, [header]).kind == .rateLimited(wait: .seconds(7), scope: .minute))
        let window = ("RateLimit", #""minuteRate";r=0;t=38, "complexityMinute";r=5;t=50"#)
        #expect(
            try await failure(429, body, [header, window]).kind == .rateLimited(wait: .seconds(38), scope: .minute))
    }

    @Test(arguments: [-1, 0, 86_400, 86_401, Int.max])
    func `a wait from a server is never negative and never longer than a day`(seconds: Int) async throws {
        let body = Self.error("RATE_LIMIT_EXCEEDED", "m", #","retry_in_seconds":\#(seconds)"#)
        let wait: Duration? = seconds < 0 ? nil : .seconds(min(seconds, 86_400))
        #expect(try await failure(429, body).kind == .rateLimited(wait: wait, scope: .minute))
    }

    @Test(
        arguments: [
            (
                200, error("ColumnValueException", "m", #","error_data":{"column_id":"due"}"#),
                .recordRefused(columnID: "due")
            ),
            (200, error("ColumnValueException"), .recordRefused(columnID: nil)),
            (200, error("CorrectedValueException"), .recordRefused(columnID: nil)),
            (200, error("InvalidItemNameException"), .recordRefused(columnID: "name")),
            (200, error("ItemNameTooLongException"), .recordRefused(columnID: "name")),
            (422, error("RecordInvalidException"), .recordRefused(columnID: nil)),
            (200, error("ItemsLimitationException"), .boardFull),
            (404, error("ResourceNotFoundException", "m", #","error_data":{"resource_type":"item"}"#), .itemGone),
            (200, error("ResourceNotFoundException", "Item not found"), .itemGone),
            (200, error("ResourceNotFoundException", "m", #","error_data":{"resource_type":"Board"}"#), .boardUnusable),
            (200, error("ResourceNotFoundException", "Group not found"), .boardUnusable),
            (200, error("InvalidBoardIdException"), .boardUnusable),
            (200, error("InvalidColumnIdException"), .boardUnusable),
            (200, error("UserUnauthorizedException", "m", #","status_code":403"#), .forbidden),
            (403, error("UserUnauthorizedException"), .forbidden), (200, error("REVISION_MISMATCH"), .outOfDate),
            (409, error("DeleteLastGroupException"), .boardUnusable),
            (403, error("USER_ACCESS_DENIED"), .unauthorized),
            (200, error("missingRequiredPermissions"), .unauthorized),
            (401, #"{"errors":["Not Authenticated"]}"#, .unauthorized), (401, "", .unauthorized),
            (401, #"{"error_message":"Your ip is restricted","status_code":401}"#, .unauthorized),
            (403, "<html>", .unauthorized),
            (423, error("x", "Resource is currently locked, please try again later"), .locked(wait: nil)),
            (200, #"{"errors":[{"message":"Resource is currently locked"}]}"#, .locked(wait: nil)),
            (409, error("IDEMPOTENCY_CONFLICT"), .conflictInProgress(wait: nil)),
            (500, error("INTERNAL_SERVER_ERROR"), .temporary(wait: nil)),
            (500, error("Internal Server Error"), .temporary(wait: nil)),
            (200, error("API_TEMPORARILY_BLOCKED"), .temporary(wait: nil)),
            (502, "<html><body>Bad Gateway</body></html>", .temporary(wait: nil)), (503, "", .temporary(wait: nil)),
            (504, "upstream", .temporary(wait: nil)),
            (500, #"{"status":500,"error":"Internal Server Error"}"#, .temporary(wait: nil)),
            (
                200, #"{"error_code":"InternalServerError","status_code":500,"error_message":"m"}"#,
                .temporary(wait: nil)
            ),
            (200, error("undefinedField"), .requestInvalid), (200, error("GRAPHQL_VALIDATION_FAILED"), .requestInvalid),
            (400, error("GRAPHQL_PARSE_FAILED"), .requestInvalid), (400, error("JsonParseException"), .requestInvalid),
            (200, #"{"errors":[{"message":"Parse error on \"x\""}]}"#, .requestInvalid),
            (200, error("InvalidVersionException"), .requestInvalid),
            (200, error("InvalidArgumentException"), .requestInvalid),
            (301, "", .requestInvalid), (404, "<html>", .requestInvalid), (413, "", .requestInvalid),
            (200, error("CursorExpiredError"), .cursorExpired),
            (200, error("InvalidArgumentException", "The cursor has expired"), .cursorExpired),
            (408, "", .unknownOutcome), (200, "<html>Welcome</html>", .unknownOutcome), (200, "", .unknownOutcome),
            (200, "{}", .unknownOutcome), (200, #"{"data":null}"#, .unknownOutcome),
            (200, #"{"data":null,"errors":[]}"#, .unknownOutcome), (200, error("SomethingNew"), .other),
        ] as [(Int, String, MondayFailure.Kind)])
    func `an error is sorted by what to do`(status: Int, body: String, kind: MondayFailure.Kind) async throws {
        let failure = try await failure(status, body)
        #expect(failure.kind == kind, "\(failure)")
        #expect(failure.description.hasPrefix(failure.advice))
    }

    @Test(
        arguments: [
            "null", "[]", "[1]", "1", "1e400", "\"text\"", "true", "{", "{\"data\":", "\u{FEFF}{}", #"{"errors":null}"#,
            #"{"errors":{}}"#, #"{"errors":1}"#, #"{"errors":[null]}"#, #"{"errors":[[]]}"#, #"{"errors":[{}]}"#,
            #"{"errors":[{"message":1,"path":"x","extensions":[]}]}"#, #"{"errors":[{"path":[1,{},null]}]}"#,
            #"{"errors":[{"extensions":{"code":7,"status_code":"x","retry_in_seconds":1e300}}]}"#,
            #"{"errors":[{"extensions":{"retryAfterMs":9223372036854775807}}]}"#,
            #"{"errors":[{"extensions":{"retryAfterMs":-9223372036854775808,"status_code":-1}}]}"#,
            #"{"data":[],"errors":"x"}"#, #"{"data":{"complexity":{"query":"a"}}}"#, #"{"data":{"complexity":[]}}"#,
            #"{"error_code":{},"error_message":[]}"#, #"{"extensions":[]}"#, #"{"data":{"c0":{"id":{}}}}"#,
            String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
        ])
    func `no shape of an answer does harm`(body: String) async throws {
        for status in [200, 400, 429, 500] {
            let answer = try await FakeTransport(status: status, body).answer()
            #expect(answer.data != nil || !answer.errors.isEmpty)
            #expect(!BatchOutcome.resolve(["c0"], from: answer).contains { if case .done = $0 { true } else { false } })
            _ = try? WhoAmI.read(answer)
            _ = try? BoardDiscovery.read(answer)
            _ = try? ItemLookup.read(answer, groups: 2)
        }
    }

    @Test(arguments: [(500, 500), (501, 500)])
    func `a message is cut and has one line`(length: Int, shown: Int) async throws {
        let failure = try await failure(
            200, Self.error("x", #"a\nb\u0000"# + String(repeating: "x", count: length - 4)))
        #expect(failure.message.count == shown)
        #expect(failure.message.hasPrefix("a b x"))
    }
}
