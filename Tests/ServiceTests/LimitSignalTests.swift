import Foundation
import HTTPClient
import HTTPTypes
import Monday
import Sync
import Synchronization
import Testing

@testable import Service

/// What the engine hears of monday's limits.
struct LimitSignalTests {
    /// The signal of an answer to a request that looks something up, by the way it takes in the running relay.
    private func signal(
        _ body: String, status: Int = 200, headers: [String: String] = [:]
    ) async throws -> LimitSignal {
        var fields = HTTPFields()
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        let heard = Mutex<[LimitSignal]>([])
        let client = MondayClient(
            MondayClient.Options(), transport: Answering(status: status, headers: fields, body: Data(body.utf8))
        ) { call, answer in
            let signal = LimitSignal(call, answer)
            heard.withLock { $0.append(signal) }
        } token: {
            "secret-token"
        }
        _ = try await client.send(ItemLookup.call(board: "1", keyColumn: "k", groups: [["a"]]))
        let signals = heard.withLock { $0 }
        #expect(signals.count == 1)
        return try #require(signals.first)
    }

    @Test func `headers and complexity of an answer are heard`() async throws {
        let heard = try await signal(
            #"{"data":{"complexity":{"query":30,"before":100,"after":70,"reset_in_x_seconds":45}}}"#,
            headers: [
                "RateLimit-Policy":
                    #""minuteRate";q=1000;w=60, "concurrency";q=40, "complexityMinute";q=5000000;w=60;qu="content-bytes""#,
                "RateLimit": #""minuteRate";r=999, "concurrency";r=39, "complexityMinute";r=4950000;t=44"#,
            ])
        var expected = LimitSignal(.lookUp)
        expected.complexity = LimitSignal.Complexity(cost: 30, left: 70, reset: 45_000)
        expected.requests = LimitSignal.Window(remaining: 999, quota: 1000, length: 60_000)
        expected.concurrency = LimitSignal.Window(remaining: 39, quota: 40)
        expected.complexityMinute = LimitSignal.Window(
            remaining: 4_950_000, reset: 44_000, quota: 5_000_000, length: 60_000)
        #expect(heard == expected)
    }

    @Test(
        arguments: [
            ("MINUTE_RATE_LIMIT_EXCEEDED", "\"retry_in_seconds\":58", .minute, 58_000),
            ("MAX_CONCURRENCY_EXCEEDED", "\"retry_in_seconds\":15", .concurrency, 15_000),
            ("DAILY_LIMIT_EXCEEDED", "\"retry_in_seconds\":3599", .day, 3_599_000),
            ("COMPLEXITY_BUDGET_EXHAUSTED", "\"retry_in_seconds\":22", .complexity, 22_000),
            ("RATE_LIMIT_EXCEEDED", "\"retryAfterMs\":1500", .minute, 2000),
            ("IP_RATE_LIMIT_EXCEEDED", "\"status_code\":429", .address, nil),
        ] as [(String, String, LimitSignal.Refusal, Int?)])
    func `a refusal is heard with its limit and its wait`(
        code: String, more: String, refusal: LimitSignal.Refusal, wait: Int?
    ) async throws {
        let body = #"{"errors":[{"message":"No.","extensions":{"code":"\#(code)",\#(more)}}]}"#
        let heard = try await signal(body, status: 429)
        #expect(heard.refusal == refusal && heard.wait == wait && heard.isRefusedWhole)
    }

    @Test func `a server that is away says when to come again, and a refusal of a part is none of the whole`()
        async throws
    {
        let away = try await signal("busy", status: 503, headers: ["Retry-After": "120"])
        #expect(away.refusal == .unavailable && away.wait == 120_000)
        #expect(try await signal("busy", status: 503).refusal == nil)
        let part = try await signal(
            #"{"data":{"boards":null},"errors":[{"message":"x","path":["boards"],"extensions":{"code":"tooManyRequests"}}]}"#
        )
        #expect(part.refusal == .other && !part.isRefusedWhole)
        let record = try await signal(
            #"{"errors":[{"message":"x","extensions":{"code":"ColumnValueException"}}]}"#)
        #expect(record.refusal == nil)
    }
}

/// Gives the same answer to every request.
private struct Answering: MondayTransport {
    let status: Int
    let headers: HTTPFields
    let body: Data

    func send(_ request: HTTPClient.Request) async throws(HTTPClientError) -> HTTPClient.Response {
        HTTPClient.Response(status: status, headers: headers, body: body)
    }
}
