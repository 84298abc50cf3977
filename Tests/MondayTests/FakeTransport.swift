import Foundation
import HTTPClient
import HTTPTypes
import Monday
import Synchronization

/// Answers every request with the same answer or error, and keeps the requests.
final class FakeTransport: MondayTransport {
    private let result: Result<HTTPClient.Response, HTTPClientError>
    private let requests = Mutex<[HTTPClient.Request]>([])

    init(_ result: Result<HTTPClient.Response, HTTPClientError>) {
        self.result = result
    }

    convenience init(status: Int = 200, _ body: String, headers: [(String, String)] = []) {
        var fields = HTTPFields()
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        self.init(.success(HTTPClient.Response(status: status, headers: fields, body: Data(body.utf8))))
    }

    var seen: [HTTPClient.Request] { requests.withLock { $0 } }

    func send(_ request: HTTPClient.Request) async throws(HTTPClientError) -> HTTPClient.Response {
        requests.withLock { $0.append(request) }
        return try result.get()
    }

    /// Sends one call through a client whose token is `secret-token`.
    func answer(
        _ call: MondayCall = WhoAmI.call(), options: MondayClient.Options = MondayClient.Options(),
        token: String = "secret-token"
    ) async throws(MondayError) -> MondayAnswer {
        try await MondayClient(options, transport: self) { token }.send(call)
    }
}
