import Foundation

/// A board was not read, since a person keeps it from that.
package struct BoardPaused: Error, Hashable, Sendable, CustomStringConvertible {
    package let ref: BoardRef
    package let pause: BoardRow.Pause

    package init(_ ref: BoardRef, _ pause: BoardRow.Pause) {
        self.ref = ref
        self.pause = pause
    }

    package var description: String {
        "Paused since \(pause.sinceText): \(pause.reason) — `sage-relay resume \(ref)` has it read and written again."
    }
}

extension BoardRow.Pause {
    /// The longest reason, in characters: one line of a terminal or two.
    package static let reasonLimit = 200

    /// Since when, in UTC.
    package var sinceText: String { since.momentText }

    /// Makes a pause of a reason that a person gave; `nil` when there is none, or one that is too long or holds control
    /// characters.
    ///
    /// - Parameters:
    ///   - given: the reason; blanks around it are dropped.
    ///   - now: milliseconds since 1970.
    package init?(given: String, now: Int64) {
        let reason = given.trimmingCharacters(in: .whitespaces)
        let isPlain = reason.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .format: false
            default: true
            }
        }
        guard !reason.isEmpty, reason.unicodeScalars.count <= Self.reasonLimit, isPlain else { return nil }
        self.init(reason: reason, since: now)
    }
}
