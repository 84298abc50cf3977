import Foundation
import Logging
import Synchronization

/// Writes log lines to standard error, as text for people or as JSON for programs.
///
/// A line is one static message with metadata; what came from outside stands in the metadata alone, with control
/// characters escaped, so that no record can forge a line.
package struct LogOutput: LogHandler {
    /// How a line looks.
    package enum Format: String, Sendable {
        case text, json
    }

    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: Format
    private let write: @Sendable (String) -> Void

    /// Makes an output.
    ///
    /// - Parameters:
    ///   - label: the program's name.
    ///   - level: the least severe level that is written.
    ///   - format: how a line looks.
    ///   - write: takes each line with its line feed; standard error unless a test wants it.
    package init(
        label: String, level: Logger.Level, format: Format,
        write: @escaping @Sendable (String) -> Void = {
            // A line that cannot be written, to a full disk or a closed pipe, is lost; nothing else is.
            try? FileHandle.standardError.write(contentsOf: Data($0.utf8))
        }
    ) {
        self.label = label
        logLevel = level
        self.format = format
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let time = Date().formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
        switch format {
        case .text:
            let fields = all.map { " \($0.key)=\(Self.quoted("\($0.value)"))" }.joined()
            write("\(time)Z \(event.level) \(label): \(Self.plain("\(event.message)"))\(fields)\n")
        case .json:
            var object = Dictionary(uniqueKeysWithValues: all.map { ($0.key, "\($0.value)") })
            object["time"] = "\(time)Z"
            object["level"] = "\(event.level)"
            object["program"] = label
            object["message"] = "\(event.message)"
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            guard let json = try? encoder.encode(object) else { return }
            write(String(decoding: json, as: UTF8.self) + "\n")
        }
    }

    private static func plain(_ text: String) -> String {
        text.unicodeScalars.map(escaped).joined()
    }

    /// A value as one field: in quotation marks where it could be taken for more, what stands in them escaped.
    ///
    /// Scalar by scalar, since a quotation mark with an accent over it is another character.
    private static func quoted(_ text: String) -> String {
        let special = text.unicodeScalars.contains { $0.isControl || [" ", "\"", "=", "\\"].contains($0) }
        guard special || text.isEmpty else { return text }
        let inside = text.unicodeScalars.map { ["\"", "\\"].contains($0) ? "\\\($0)" : escaped($0) }
        return "\"" + inside.joined() + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        scalar.isControl ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
}
