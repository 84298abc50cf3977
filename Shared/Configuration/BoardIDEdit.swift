import Foundation
import WireProtocol

/// Puts the ids of new boards into a configuration file, and changes nothing else of it.
///
/// Only the word `new` behind `board:` is replaced, at the place where it was read; the new text is read again before it
/// takes the old one's place, and the file is replaced whole.
package struct BoardIDEdit {
    private let file: String
    private let configuration: RelayConfiguration

    /// Prepares the edit.
    ///
    /// - Parameters:
    ///   - file: the file.
    ///   - configuration: what was read from it.
    package init(file: String, configuration: RelayConfiguration) {
        self.file = file
        self.configuration = configuration
    }

    /// Writes the ids.
    ///
    /// - Parameter ids: by board, `acme/ap-invoices`.
    /// - Returns: the boards whose ids were written; of others the id is not written as `board: new` on one line.
    /// - Throws: `CocoaError` when the file cannot be read or replaced, ``ConfigurationError`` when it was changed meanwhile
    ///   into something else.
    package func write(_ ids: [String: String]) throws -> [String] {
        let url = URL(filePath: file).resolvingSymlinksInPath()
        let old = try String(contentsOf: url, encoding: .utf8)
        let (text, written) = edited(old, ids)
        guard !written.isEmpty else { return [] }
        let now = try RelayConfiguration(bytes: Array(text.utf8), file: file)
        let expected = configuration.boardIDs.merging(written) { _, new in new }
        guard now.boardIDs == expected else { return [] }
        let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
        try Data(text.utf8).write(to: url, options: .atomic)
        // An atomic write makes a new file, which is to be as open as the old one was, and no more.
        if let mode = attributes[.posixPermissions] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
        }
        return written.keys.sorted()
    }

    /// The text with the ids in it.
    ///
    /// - Parameters:
    ///   - text: the file as it is.
    ///   - ids: by board.
    /// - Returns: the new text, and the ids that are in it now.
    func edited(_ text: String, _ ids: [String: String]) -> (text: String, written: [String: String]) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var written: [String: String] = [:]
        let boards = configuration.connections.flatMap { connection in
            connection.boards.map { (name: $0.name(in: connection.name), board: $0) }
        }
        // From the end of each line on, so that places before stay right.
        for (name, board) in boards.sorted(by: { $0.board.idPlace.column > $1.board.idPlace.column }) {
            guard board.board == RelayConfiguration.Board.newBoard, let id = ids[name],
                lines.indices.contains(board.idPlace.line - 1)
            else { continue }
            let line = lines[board.idPlace.line - 1].unicodeScalars
            guard let start = line.index(line.startIndex, offsetBy: board.idPlace.column - 1, limitedBy: line.endIndex)
            else { continue }
            let rest = String(line[start...])
            guard let match = rest.prefixMatch(of: /(["']?board["']?\s*:\s+)(?:new|"new"|'new')(?=[\s,}]|$)/) else {
                continue
            }
            lines[board.idPlace.line - 1] =
                String(line[..<start]) + match.1 + "\"\(id)\"" + rest[match.range.upperBound...]
            written[name] = id
        }
        return (lines.joined(separator: "\n"), written)
    }
}

extension RelayConfiguration {
    /// The ids of all boards, by name.
    fileprivate var boardIDs: [String: String] {
        Dictionary(
            connections.flatMap { connection in
                connection.boards.map { ($0.name(in: connection.name), $0.board) }
            }, uniquingKeysWith: { first, _ in first })
    }
}
