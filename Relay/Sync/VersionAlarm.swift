/// Notices that monday answers with another version of its API than the one that is asked for.
///
/// Monday answers a version that is too old, or unknown, with another one, and calls that no error
/// (developer.monday.com, "API versioning"): only the echoed header tells. Pure: it is told what answers say, and says what
/// is to be done.
package struct VersionAlarm: Sendable {
    /// What is to be done.
    package enum Step: Hashable, Sendable {
        /// Write down that this version answers, and tell people.
        case differs(answered: String)
        /// Write down that the version asked for answers.
        case agrees
    }

    /// How long nothing is told again, in milliseconds.
    package static let silence: Int64 = 3_600_000

    private let asked: String
    /// What answered last, and when that was last told; `nil` before the first answer.
    private var last: (answered: String, toldAt: Int64)?

    /// Begins before the first answer.
    ///
    /// - Parameter asked: the version that is asked for, `2026-10`.
    package init(asked: String) {
        self.asked = asked
    }

    /// Takes in what an answer says.
    ///
    /// - Parameters:
    ///   - answered: the echoed version; `nil` where there is none, which says nothing.
    ///   - now: milliseconds since 1970.
    /// - Returns: what is to be done; `nil` mostly.
    package mutating func saw(_ answered: String?, now: Int64) -> Step? {
        guard let answered, !answered.isEmpty else { return nil }
        let isNew = last?.answered != answered
        if answered == asked {
            last = (answered, now)
            return isNew ? .agrees : nil
        }
        guard isNew || now - (last?.toldAt ?? 0) >= Self.silence else { return nil }
        last = (answered, now)
        return .differs(answered: answered)
    }
}

/// That an account is answered by another version than it asks for.
package struct VersionDifference: Codable, Hashable, Sendable {
    package var asked: String
    package var answered: String
    /// Since when, in milliseconds since 1970.
    package var since: Int64

    package init(asked: String, answered: String, since: Int64) {
        self.asked = asked
        self.answered = answered
        self.since = since
    }

    /// What it means and what to do.
    package var sentence: String {
        "monday.com answers with version \(answered) of its API instead of \(asked), since \(since.momentText). Set"
            + " api-version to a version that monday.com supports now, and try it with `sage-relay check` and a plan first."
    }
}
