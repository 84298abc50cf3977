import Foundation
import HTTPClient
import HTTPTypes

/// Talks to monday's GraphQL API: one request in, one answer out; no waiting, no limits of its own, and no retries but
/// the one with a renewed token.
package struct MondayClient: Sendable {
    /// Where and how to ask.
    package struct Options: Sendable {
        /// `https`, or `http` on this machine where the transport allows it.
        package var endpoint = "https://api.monday.com/v2"
        /// Each version is supported for half a year or more (developer.monday.com, "API versioning").
        package var apiVersion = "2026-10"
        /// Put before the token; monday's samples send the bare token, some gateways want `Bearer `.
        package var tokenPrefix = ""
        package var userAgent = "sage-relay"
        /// For a whole request; monday documents no time limit of its own, and large batches take long.
        package var deadline: Duration = .seconds(90)
        /// 500 items with 64 KB of column values each, the most monday allows, are 32 MB.
        package var maximumAnswerBytes = 40 * 1024 * 1024

        package init() {}
    }

    let options: Options
    private let tokens: any MondayTokens
    let transport: any MondayTransport
    private let observer: (@Sendable (MondayCall, MondayAnswer) async -> Void)?

    /// Makes a client, which sends nothing by itself.
    ///
    /// - Parameters:
    ///   - options: where and how to ask.
    ///   - transport: carries the requests.
    ///   - observer: told every answer with its call, in the task of the call and before the caller has the answer.
    ///   - token: asked for each request, so that a renewed token is used at once; never logged, never kept.
    package init(
        _ options: Options, transport: any MondayTransport,
        observer: (@Sendable (MondayCall, MondayAnswer) async -> Void)? = nil,
        token: @escaping @Sendable () async throws -> String
    ) {
        self.init(options, transport: transport, observer: observer, tokens: GivenToken(give: token))
    }

    /// Makes a client whose tokens can be renewed.
    ///
    /// - Parameters:
    ///   - options: where and how to ask.
    ///   - transport: carries the requests.
    ///   - observer: told every answer with its call, in the task of the call and before the caller has the answer.
    ///   - tokens: asked for each request.
    package init(
        _ options: Options, transport: any MondayTransport,
        observer: (@Sendable (MondayCall, MondayAnswer) async -> Void)? = nil, tokens: any MondayTokens
    ) {
        self.options = options
        self.transport = transport
        self.observer = observer
        self.tokens = tokens
    }

    /// Waits until no token is being renewed: a renewal that is broken off may cost the login.
    package func settle() async {
        await tokens.settle()
    }

    /// Sends one call once; a second time only where monday refused the token (HTTP 401), which means that nothing was
    /// done, and there is another token.
    ///
    /// - Parameter call: the bytes to send.
    /// - Returns: what monday answered, refusals included.
    /// - Throws: ``MondayError`` only where there is no answer.
    package func send(_ call: MondayCall) async throws(MondayError) -> MondayAnswer {
        let token: String
        do throws(TokenFault) {
            token = try await tokens.token()
        } catch {
            let kind: MondayFailure.Kind = error.wait == nil ? .unauthorized : .temporary(wait: error.wait)
            throw MondayError(MondayFailure(kind, message: error.sentence))
        }
        let answer = try await send(call, token: token)
        guard answer.status == 401, let renewed = await tokens.renewed(after: token) else { return answer }
        return try await send(call, token: renewed)
    }

    private func send(_ call: MondayCall, token: String) async throws(MondayError) -> MondayAnswer {
        let request = try request(for: call, token: token)
        let answer: MondayAnswer
        do throws(HTTPClientError) {
            let response = try await transport.send(request)
            answer = AnswerReader(token: token, askedVersion: options.apiVersion).answer(response)
        } catch {
            throw MondayError(error)
        }
        await observer?(call, answer)
        return answer
    }

    private func request(for call: MondayCall, token: String) throws(MondayError) -> HTTPClient.Request {
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw MondayError(
                MondayFailure(.unauthorized, message: "The token is empty, or has a space, a line break or the like."))
        }
        var headers = [
            ("Authorization", options.tokenPrefix + token), ("API-Version", options.apiVersion),
            ("Content-Type", "application/json"), ("User-Agent", options.userAgent),
        ]
        if call.kind == .mutation, let key = call.idempotencyKey { headers.append(("Idempotency-Key", key)) }
        do throws(HTTPClientError) {
            var request = try HTTPClient.Request(
                method: .post, url: options.endpoint, headers: headers.map { (name: $0.0, value: $0.1) },
                body: call.body)
            request.deadline = options.deadline
            // A kept connection that dies makes libcurl send again by itself, before anybody could look at the board.
            request.freshConnection = call.kind == .mutation
            request.maximumBodyBytes = options.maximumAnswerBytes
            return request
        } catch {
            throw MondayError(error)
        }
    }
}
