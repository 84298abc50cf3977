import Foundation
import HTTPClient
import HTTPTypes

/// Files that go to and come from addresses which monday signs beforehand: no token goes with them, and no error shows
/// them, since the address is the credential.
extension MondayClient {
    /// For the upload of one file, well within the 10 minutes that its address lives.
    static let uploadDeadline: Duration = .seconds(300)
    /// A report of 10,000 rows with a sentence each; a larger one is not read.
    static let maximumReportBytes = 8 * 1024 * 1024

    /// Puts a CSV file to a signed address, once.
    ///
    /// - Parameters:
    ///   - file: the body, read while it is sent.
    ///   - address: from ``BulkIngest``.
    /// - Throws: ``MondayError``, with ``HTTPClientError/Delivery/nothingSent`` where the other side cannot have it.
    package func put(_ file: HTTPClient.FileBody, to address: String) async throws(MondayError) {
        let response = try await transfer("The file of a bulk import could not be handed over") {
            () throws(HTTPClientError) in
            var request = try HTTPClient.Request(
                method: .put, url: address, headers: [("Content-Type", "text/csv"), ("User-Agent", options.userAgent)])
            request.file = file
            request.deadline = Self.uploadDeadline
            // libcurl would have to read the file a second time, and the other side might take it twice.
            request.freshConnection = true
            // What storage says of itself on success is nothing; on failure a page of XML.
            request.maximumBodyBytes = 64 * 1024
            return request
        }
        guard (200..<300).contains(response.status) else {
            // A redirect is never followed: it would take the rows to a place that nobody checked.
            throw MondayError(
                MondayFailure(
                    .unknownOutcome,
                    message: "The file of a bulk import was answered with HTTP \(response.status); the job says whether"
                        + " it was taken."), delivery: .unknown)
        }
    }

    /// Gets a report from a signed address.
    ///
    /// - Parameter address: from ``BulkJobStatus``.
    /// - Returns: the report's bytes.
    /// - Throws: ``MondayError``.
    package func report(at address: String) async throws(MondayError) -> Data {
        let response = try await transfer("The report of a bulk import could not be read") {
            () throws(HTTPClientError) in
            var request = try HTTPClient.Request(url: address, headers: [("User-Agent", options.userAgent)])
            request.maximumBodyBytes = Self.maximumReportBytes
            return request
        }
        guard response.status == 200 else {
            throw MondayError(
                MondayFailure(.other, message: "The report of a bulk import is refused with HTTP \(response.status)."))
        }
        return response.body
    }

    private func transfer(
        _ what: String, _ request: () throws(HTTPClientError) -> HTTPClient.Request
    ) async throws(MondayError) -> HTTPClient.Response {
        do throws(HTTPClientError) {
            let request = try request()
            // The transport refuses plain addresses elsewhere than on this machine; beside a real endpoint also there.
            guard request.isEncrypted || options.endpoint.hasPrefix("http://") else {
                throw HTTPClientError(.requestInvalid, "")
            }
            return try await transport.send(request)
        } catch {
            let kind: MondayFailure.Kind = error.delivery == .nothingSent ? .temporary(wait: nil) : .unknownOutcome
            throw MondayError(
                MondayFailure(kind, message: "\(what) (\(error.code.rawValue))."), delivery: error.delivery)
        }
    }
}
