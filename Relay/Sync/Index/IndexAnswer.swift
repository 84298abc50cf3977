import Foundation

/// What a board's index says of a key.
package enum IndexAnswer: Hashable, Sendable {
    /// No item has it.
    case absent
    /// One item has it.
    case item(String)
    /// Several items have it; the oldest is the first.
    case several([String])
    /// No item has it, and one has another that is equal once case is folded and blanks around it are cut.
    ///
    /// Monday's own matching might take the two for one.
    case clash(itemID: String, key: String)

    /// Judges the items whose keys are equal once they are folded.
    ///
    /// - Parameters:
    ///   - key: what is asked for.
    ///   - items: the items.
    init(_ key: String, among items: [FoundItem]) {
        let exact = items.filter { $0.key == key }.map(\.id).sorted { ($0.count, $0) < ($1.count, $1) }
        switch exact.count {
        case 0: self = items.first.map { .clash(itemID: $0.id, key: $0.key) } ?? .absent
        case 1: self = .item(exact[0])
        default: self = .several(exact)
        }
    }
}

extension FoundItem {
    /// The key as monday may compare it: without regard to case, and to blanks around it.
    package var foldedKey: String { Self.folded(key) }

    private static func isGraphic(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }

    /// Folds a key as ``foldedKey`` does.
    package static func folded(_ key: String) -> String {
        // Most keys begin and end with a letter or a digit, and every record's is folded on its way.
        let isBare = key.utf8.first.map(isGraphic) ?? true && key.utf8.last.map(isGraphic) ?? true
        return (isBare ? key : key.trimmingCharacters(in: .whitespacesAndNewlines)).lowercased()
    }
}
