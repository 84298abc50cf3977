import HTTPClient
import Monday
import Testing

struct BatchOutcomeTests {
    private func outcomes(_ body: String, status: Int = 200, count: Int = 3) async throws -> [String] {
        let members = (0..<count).map { MutationBatch.Member.create(name: "\($0)", values: "{}") }
        let aliases = MutationBatch(board: "1", group: "g", members: members).aliases
        let answer = try await FakeTransport(status: status, body).answer()
        return BatchOutcome.resolve(aliases, from: answer).map(Self.word)
    }

    private static func word(_ outcome: BatchOutcome) -> String {
        switch outcome {
        case .done(let id): "done \(id)"
        case .refused(let failure): "refused \(failure.message)"
        case .unknown(let failure): "unknown \(failure?.message ?? "-")"
        }
    }

    private static func error(_ path: String, _ code: String, _ message: String) -> String {
        #"{"message":"\#(message)","path":\#(path),"extensions":{"code":"\#(code)"}}"#
    }

    @Test func `every member has an outcome of its own`() async throws {
        let refusal = Self.error(#"["c1"]"#, "ColumnValueException", "bad label")
        let body = #"{"data":{"c0":{"id":"7"},"c1":null,"c2":{"id":9}},"errors":[\#(refusal)]}"#
        #expect(try await outcomes(body) == ["done 7", "refused bad label", "done 9"])
    }

    @Test func `a null without an error, a missing member and an item without an identifier are unknown`() async throws
    {
        #expect(try await outcomes(#"{"data":{"c0":null,"c2":{"id":""}}}"#) == ["unknown -", "unknown -", "unknown -"])
    }

    @Test func `an identifier counts although an error stands beside it`() async throws {
        let body = #"{"data":{"c0":{"id":"7"}},"errors":[\#(Self.error(#"["c0","name"]"#, "x", "m"))]}"#
        #expect(try await outcomes(body, count: 1) == ["done 7"])
    }

    @Test func `an error below a member leaves open whether the item was made`() async throws {
        let body = #"{"data":{"c0":null},"errors":[\#(Self.error(#"["c0","id"]"#, "UserUnauthorizedException", "m"))]}"#
        #expect(try await outcomes(body, count: 1) == ["unknown m"])
    }

    @Test(arguments: ["INTERNAL_SERVER_ERROR", "API_TEMPORARILY_BLOCKED", "SomethingNew"])
    func `a member's error that proves nothing leaves its outcome open`(code: String) async throws {
        let body = #"{"data":{"c0":null},"errors":[\#(Self.error(#"["c0"]"#, code, "m"))]}"#
        #expect(try await outcomes(body, count: 1) == ["unknown m"])
    }

    @Test func `an error of the whole request beside data leaves open what is null`() async throws {
        let body = #"{"data":{"c0":{"id":"7"},"c1":null},"errors":[{"message":"m"}]}"#
        #expect(try await outcomes(body) == ["done 7", "unknown m", "unknown m"])
    }

    @Test(
        arguments: [
            (429, "MINUTE_RATE_LIMIT_EXCEEDED"), (200, "COMPLEXITY_BUDGET_EXHAUSTED"), (401, "Unauthorized"),
            (400, "GRAPHQL_VALIDATION_FAILED"), (200, "undefinedField"), (200, "InvalidBoardIdException"),
        ])
    func `a refusal from before the first member holds for all`(status: Int, code: String) async throws {
        let body = #"{"errors":[{"message":"m","extensions":{"code":"\#(code)"}}]}"#
        #expect(try await outcomes(body, status: status) == ["refused m", "refused m", "refused m"])
    }

    @Test(
        arguments: [
            (200, "ColumnValueException"), (200, "ItemsLimitationException"), (423, "locked"),
        ])
    func `a refusal from among the members is certain only where there is one`(status: Int, code: String) async throws {
        let body = #"{"errors":[{"message":"Resource is currently locked","extensions":{"code":"\#(code)"}}]}"#
        let text = "Resource is currently locked"
        #expect(try await outcomes(body, status: status, count: 2) == ["unknown \(text)", "unknown \(text)"])
        #expect(try await outcomes(body, status: status, count: 1) == ["refused \(text)"])
    }

    @Test(arguments: [
        (500, "{}"), (502, "<html>"), (504, ""), (200, ""), (409, #"{"errors":[{"message":"idempotency"}]}"#),
    ])
    func `an answer that says nothing of the members leaves all open`(status: Int, body: String) async throws {
        #expect(try await outcomes(body, status: status, count: 1).allSatisfy { $0.hasPrefix("unknown") })
    }

    @Test func `without data an error of one member says nothing of the others`() async throws {
        let body = #"{"data":null,"errors":[\#(Self.error(#"["c1"]"#, "ColumnValueException", "m"))]}"#
        #expect(try await outcomes(body) == ["unknown m", "refused m", "unknown m"])
    }

    @Test func `a request that was not sent is refused, one that may have been is open`() async throws {
        for (delivery, word) in [(HTTPClientError.Delivery.nothingSent, "refused"), (.unknown, "unknown")] {
            let transport = FakeTransport(.failure(HTTPClientError(.timedOut, delivery: delivery, "late")))
            let error = try #require(
                await #expect(throws: MondayError.self) { _ = try await transport.answer() })
            #expect(
                BatchOutcome.resolve(["c0", "u1"], from: error).map(Self.word) == ["\(word) late.", "\(word) late."])
        }
    }
}
