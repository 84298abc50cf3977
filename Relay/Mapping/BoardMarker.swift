import Foundation

/// The words in a board's description by which a board that the relay made is found again.
package enum BoardMarker {
    /// What the description of a board says that is made for some records.
    ///
    /// - Parameter board: the board's name in the configuration, `acme/ap-invoices`.
    /// - Returns: a sentence for people, with the marker at its end.
    package static func description(for board: String) -> String {
        "Kept equal to Sage 100 by the relay: its columns are written over. Do not edit the column"
            + " \(BoardField.key.title). \(opening)\(board)\(closing)"
    }

    /// For which board of a configuration a board was made.
    ///
    /// - Parameter description: the board's description.
    /// - Returns: `acme/ap-invoices`; `nil` for a board that the relay did not make, or whose description was written over.
    package static func board(in description: String?) -> String? {
        guard let description, let start = description.range(of: opening, options: .backwards),
            let end = description[start.upperBound...].range(of: closing)
        else { return nil }
        return String(description[start.upperBound..<end.lowerBound])
    }

    private static let opening = "[sage-relay "
    private static let closing = "]"
}
