import Foundation
import HTTPClient
import HTTPTypes
import Monday
import Testing

struct MondayClientTests {
    private let batch = MutationBatch(board: "1", group: "g", members: [.create(name: "a", values: "{}")])

    @Test func `a mutation carries bare token, version, type, agent, key and the exact bytes`() async throws {
        let transport = FakeTransport(#"{"data":{"c0":{"id":"7"}}}"#)
        let call = batch.call(idempotencyKey: "key-1")
        _ = try await transport.answer(MondayCall(body: call.body, idempotencyKey: "key-1", kind: .mutation))
        let request = try #require(transport.seen.first)
        #expect(request.method == .post)
        #expect(request.shownURL == "https://api.monday.com/v2")
        #expect(request.body == call.body)
        #expect(
            request.headers.map { "\($0.name): \($0.value)" } == [
                "Authorization: secret-token", "API-Version: 2026-10", "Content-Type: application/json",
                "User-Agent: sage-relay", "Idempotency-Key: key-1",
            ])
    }

    @Test(arguments: [(MondayCall.Kind.mutation, true), (.query, false)])
    func `a mutation is never repeated behind our back, on a connection of its own`(
        kind: MondayCall.Kind, isFresh: Bool
    ) async throws {
        let transport = FakeTransport(#"{"data":{}}"#)
        _ = try await transport.answer(MondayCall(body: Data(), idempotencyKey: "key", kind: kind))
        #expect(transport.seen.map(\.freshConnection) == [isFresh])
    }

    @Test func `a query carries no idempotency key, and a prefix goes before the token`() async throws {
        let transport = FakeTransport(#"{"data":{}}"#)
        var options = MondayClient.Options()
        options.tokenPrefix = "Bearer "
        _ = try await transport.answer(
            MondayCall(body: Data(), idempotencyKey: "key", kind: .query), options: options)
        let request = try #require(transport.seen.first)
        #expect(request.headers[try #require(HTTPField.Name("Idempotency-Key"))] == nil)
        #expect(request.headers[.authorization] == "Bearer secret-token")
    }

    @Test(arguments: ["", "secret-token\n", "secret token", "secret-\r\nX: y", "secret-ü", " secret"])
    func `a token that is no token sends nothing and is not repeated`(token: String) async throws {
        let transport = FakeTransport("{}")
        let error = await #expect(throws: MondayError.self) { _ = try await transport.answer(token: token) }
        #expect(error?.failure.kind == .unauthorized)
        #expect(error?.delivery == .nothingSent)
        #expect(transport.seen.isEmpty)
        #expect(error.map { "\($0)\(String(reflecting: $0))".contains("secret") } == false)
    }

    @Test func `a token that cannot be read sends nothing and its reason is not repeated`() async throws {
        struct Failure: Error { let text = "secret-token" }
        let transport = FakeTransport("{}")
        let client = MondayClient(MondayClient.Options(), transport: transport) { throw Failure() }
        let error = await #expect(throws: MondayError.self) { _ = try await client.send(WhoAmI.call()) }
        #expect(error?.failure.kind == .unauthorized)
        #expect(error.map { "\($0)\(String(reflecting: $0))".contains("secret") } == false)
    }

    @Test(
        arguments: [
            #"{"errors":[{"message":"bad secret-token","extensions":{"code":"secret-token"}}]}"#,
            #"{"errors":["who is secret-token?"]}"#,
            #"{"error_message":"secret-token","error_code":"secret-token","status_code":401}"#,
            #"{"error":"secret-token"}"#, "<html>secret-token</html>",
        ])
    func `the token is in no failure, even when the server quotes it`(body: String) async throws {
        let answer = try await FakeTransport(status: 401, body).answer()
        let failure = try #require(answer.errors.first)
        #expect(failure.kind == .unauthorized)
        #expect(!"\(failure)\(String(reflecting: failure))".contains("secret"))
        #expect(!"\(answer.errors)".contains("secret"))
    }

    @Test func `nothing of a client shows its token`() {
        let client = MondayClient(MondayClient.Options(), transport: FakeTransport("{}")) { "secret-token" }
        var text = ""
        dump(client, to: &text)
        #expect(!(text + "\(client)" + String(reflecting: client)).contains("secret"))
    }

    @Test(
        arguments: [
            (HTTPClientError(.connect, "refused"), MondayFailure.Kind.temporary(wait: nil)),
            (HTTPClientError(.tls, "unknown CA"), .temporary(wait: nil)),
            (HTTPClientError(.requestInvalid, "no https"), .requestInvalid),
            (HTTPClientError(.timedOut, delivery: .unknown, "late"), .unknownOutcome),
            (HTTPClientError(.connectionLost, delivery: .unknown, "reset"), .unknownOutcome),
            (HTTPClientError(.answerTooLarge, delivery: .unknown, "large"), .unknownOutcome),
        ])
    func `a transport's error says whether monday may have seen the request`(
        cause: HTTPClientError, kind: MondayFailure.Kind
    ) async throws {
        let error = await #expect(throws: MondayError.self) { _ = try await FakeTransport(.failure(cause)).answer() }
        #expect(error?.failure.kind == kind)
        #expect(error?.delivery == cause.delivery)
        #expect(error?.cause == cause)
    }

    @Test(arguments: [("2026-10", false), ("2026-07", true)])
    func `another version than the one asked for is reported`(version: String, differs: Bool) async throws {
        let answer = try await FakeTransport(#"{"data":{}}"#, headers: [("api-version", version)]).answer()
        #expect(answer.apiVersion == version)
        #expect(answer.versionDiffers == differs)
    }

    @Test func `an answer gives data, cost, request and replay`() async throws {
        let answer = try await FakeTransport(
            """
            {"data":{"complexity":{"query":10,"before":100,"after":90,"reset_in_x_seconds":58},"c0":{"id":"7"}},
            "extensions":{"request_id":"r-1"}}
            """, headers: [("Idempotency-Replayed", "true"), ("RateLimit", #""minuteRate";r=4999"#)]
        ).answer()
        #expect(answer.errors.isEmpty)
        #expect(answer.requestID == "r-1")
        #expect(answer.isReplayed)
        #expect(answer.complexity?.query == 10)
        #expect(answer.complexity?.after == 90)
        #expect(answer.complexity?.reset == .seconds(58))
        #expect(answer.limits.windows["minuteRate"]?.remaining == 4999)
        #expect(!answer.versionDiffers)
    }
}

/// A token that was refused, and another in its place.
struct RenewedTokenTests {
    private struct Tokens: MondayTokens {
        let next: String?

        func token() async throws(TokenFault) -> String { "old-token" }
        func renewed(after refused: String) async -> String? { refused == "old-token" ? next : nil }
    }

    @Test(arguments: [("new-token", 401, 2), ("new-token", 403, 1), ("new-token", 200, 1), (nil, 401, 1)])
    func `a request is sent a second time only after a 401 and with another token`(
        next: String?, status: Int, count: Int
    ) async throws {
        let transport = FakeTransport(status: status, #"{"errors":[{"message":"old-token is not good"}]}"#)
        let client = MondayClient(MondayClient.Options(), transport: transport, tokens: Tokens(next: next))
        let answer = try await client.send(WhoAmI.call())
        #expect(answer.status == status)
        #expect(transport.seen.map { $0.headers[.authorization] } == Array(["old-token", "new-token"].prefix(count)))
    }

    @Test func `a token that comes back by itself is waited for, and one that needs a person is not`() async throws {
        struct None: MondayTokens {
            let wait: Duration?
            func token() async throws(TokenFault) -> String { throw TokenFault("Log in.", wait: wait) }
        }
        for (wait, kind) in [
            (Duration.seconds(3), MondayFailure.Kind.temporary(wait: .seconds(3))), (nil, .unauthorized),
        ] {
            let client = MondayClient(
                MondayClient.Options(), transport: FakeTransport("{}"), tokens: None(wait: wait))
            let error = await #expect(throws: MondayError.self) { try await client.send(WhoAmI.call()) }
            #expect(error?.failure.kind == kind)
            #expect(error?.delivery == .nothingSent)
            #expect(error?.failure.message == "Log in.")
        }
    }
}
