import Foundation
import Store
import Sync

/// Something that a person asks a relay to do, through a command: of the relay that is running, or of one that the
/// command starts for the purpose.
///
/// Both the request and what came of it travel as JSON in the store, so that a command needs no other way to a relay
/// than the state file.
package protocol RelayVerb: Codable, Sendable {
    associatedtype Report: Codable, Sendable
    /// How the request is named in the store.
    static var name: String { get }
    /// Whether a relay that is started for it delivers what is queued meanwhile.
    static var delivers: Bool { get }

    /// Does it.
    ///
    /// - Parameter service: the relay that was asked.
    /// - Returns: what came of it.
    /// - Throws: ``RelayError`` when it could not be done at all.
    func perform(in service: RelayService) async throws -> Report
}

/// What a relay answers to a request: a report, or why there is none.
package struct VerbAnswer<Report: Codable & Sendable>: Codable, Sendable {
    package var report: Report?
    package var failure: Failure?

    /// Why nothing was done at all.
    package struct Failure: Codable, Sendable {
        package var code: RelayError.Code
        package var sentence: String

        init(_ error: any Error) {
            code = (error as? RelayError)?.code ?? .unavailable
            sentence = "\(error)"
        }
    }

    init(_ result: Result<Report, any Error>) {
        switch result {
        case .success(let report): self.report = report
        case .failure(let error): failure = Failure(error)
        }
    }

    /// The report.
    ///
    /// - Returns: what came of the request.
    /// - Throws: ``RelayError`` when there is none.
    package func get() throws -> Report {
        if let report { return report }
        throw RelayError(failure?.code ?? .unavailable, failure?.sentence ?? "The relay gave no answer.")
    }
}

extension RelayVerb {
    package static var delivers: Bool { true }

    /// Reads a request, does it, and writes what came of it.
    ///
    /// - Parameters:
    ///   - argument: the request as JSON.
    ///   - service: the relay that was asked.
    /// - Returns: the answer as JSON.
    /// - Throws: `EncodingError`, which no report causes.
    static func answer(_ argument: Data, in service: RelayService) async throws -> String {
        let result: Result<Report, any Error>
        do {
            result = .success(try await JSONDecoder().decode(Self.self, from: argument).perform(in: service))
        } catch {
            result = .failure(error)
        }
        return try VerbAnswer(result).json()
    }
}

extension Encodable {
    /// The value as one line of JSON with sorted keys.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
