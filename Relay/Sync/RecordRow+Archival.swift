import Mapping

/// Items that the relay archives to make room.
extension RecordRow {
    /// What is said of a record that changed in Sage after its item was archived.
    package static let changedAfterArchival =
        "It changed in Sage after its item was archived. The item is left as it was; restore it on the board to have it"
        + " kept up to date again."

    /// Whether its item is archived, or about to be.
    package var isPutAway: Bool { state == .archiving || state == .archived }

    /// Its item is to be archived.
    mutating func putAway() {
        guard state == .done, itemID != nil else { return }
        state = .archiving
        failures = 0
        dueAt = 0
    }

    /// What is said of a record whose item monday was asked to archive.
    package static let askedForArchival = "Monday was asked to archive its item."

    /// Whether its item is to be archived, and monday was never asked for it, or refused for certain.
    var waitsForArchival: Bool { state == .archiving && problem == nil }

    /// Monday is asked to archive its item: from here on it may be archived.
    mutating func askForArchival() {
        problem = problem ?? Self.askedForArchival
    }

    /// Monday refused the only request to archive its item: it is not archived.
    mutating func forgetAsking() {
        if problem == Self.askedForArchival { problem = nil }
    }

    /// Has its item stay, where it is not archived for certain: Sage has another word on the record now.
    mutating func stayOnBoard() {
        guard waitsForArchival else { return }
        (state, failures, dueAt) = (.done, 0, 0)
    }

    /// Its item is archived.
    mutating func confirmArchived() {
        state = .archived
        failures = 0
        dueAt = 0
        if problem != Self.changedAfterArchival { problem = nil }
    }

    /// Whether its item was archived is not known, or it was not for a passing reason: it is archived once more.
    ///
    /// - Parameters:
    ///   - at: not before this time, in milliseconds since 1970.
    ///   - countsFailure: whether the record itself failed.
    mutating func archiveAgain(at: Int64, countsFailure: Bool) {
        if countsFailure { failures += 1 }
        dueAt = at
    }

    /// Its item could not be archived: it stays on the board, is kept up to date, and is not chosen again before it
    /// changes.
    ///
    /// - Parameter problem: why, in one sentence.
    mutating func keepAfterAll(problem: String) {
        self.problem = problem
        failures = 0
        dueAt = 0
        state = desired == confirmed ? .done : .queued
    }

    /// Takes in what a scan read of a record whose item is put away: it is told, and not written.
    ///
    /// - Parameter desired: what the item would show now.
    /// - Returns: what it was found to be.
    mutating func noteAfterArchival(_ desired: ItemContent) -> Observation {
        if desired != self.desired { takeAfterArchival(desired) }
        return .unchanged
    }
}
