import Foundation
import HTTPClient
import HTTPTypes

/// Makes an answer of whatever came back: GraphQL of any age, a gateway's HTML, or nothing.
struct AnswerReader {
    /// Taken out of every message, should a server quote it.
    let token: String
    let askedVersion: String

    func answer(_ response: HTTPClient.Response) -> MondayAnswer {
        let limits = RateLimits(response.headers)
        let version = field("API-Version", response)
        let body = try? JSONValue(parsing: response.body)
        let named = body?["extensions"]?["request_id"]?.string ?? field("X-Request-Id", response)
        let requestID = named.map { String($0.prefix(MondayFailure.maximumRequestID)) }
        let data = body?["data"].flatMap { $0.object == nil ? nil : $0 }
        var failures = reports(in: body).map {
            $0.failure(status: response.status, limits: limits, requestID: requestID)
        }
        if failures.isEmpty, data == nil || response.status >= 300 {
            let report = ErrorReport(
                own: "The answer (HTTP \(response.status)) \(body == nil ? "is not JSON" : "has no data").")
            failures = [report.failure(status: response.status, limits: limits, requestID: requestID)]
        }
        return MondayAnswer(
            status: response.status, data: data, errors: failures, requestID: requestID, apiVersion: version,
            versionDiffers: version.map { $0 != askedVersion } ?? false,
            isReplayed: field("Idempotency-Replayed", response)?.lowercased() == "true", limits: limits,
            complexity: data?["complexity"].flatMap(Self.complexity))
    }

    private func field(_ name: String, _ response: HTTPClient.Response) -> String? {
        HTTPField.Name(name).flatMap { response.headers[$0] }
    }

    private static func complexity(_ value: JSONValue) -> MondayAnswer.Complexity? {
        guard let query = value["query"]?.integer, let before = value["before"]?.integer,
            let after = value["after"]?.integer, let reset = RateLimits.wait(value["reset_in_x_seconds"]?.integer)
        else { return nil }
        return MondayAnswer.Complexity(query: query, before: before, after: after, reset: reset)
    }

    /// All errors of a body: `errors` as objects or texts, and the form from before 2025 with `error_code` at the top.
    private func reports(in body: JSONValue?) -> [ErrorReport] {
        guard let body else { return [] }
        let list = body["errors"].map { $0.array ?? [$0] } ?? []
        var reports = list.compactMap { ErrorReport($0, redacting: token) }
        if let top = ErrorReport(topLevelOf: body, redacting: token) {
            // In the old form the texts in `errors` repeat the error at the top, which knows more.
            reports = reports.filter { $0.code != nil || !$0.path.isEmpty }
            if !reports.contains(where: { $0.code == top.code }) { reports.append(top) }
        }
        return reports
    }
}
