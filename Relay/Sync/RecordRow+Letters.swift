/// What a person decides about a record that needs one.
extension RecordRow {
    /// Puts a record that failed, or was set aside, up for another try from a clean slate.
    ///
    /// - Returns: whether there was something to try again; not for what is done, under way, held or out of scope.
    package mutating func retryNow() -> Bool {
        switch state {
        case .blocked, .dropped, .retryAt: break
        case .queued where failures > 0 || dueAt > 0: break
        default: return false
        }
        state = .queued
        failures = 0
        dueAt = 0
        problem = nil
        return true
    }

    /// Sets a blocked record aside: it is listed no more, and goes out again when it changes, goes to another board, or
    /// is retried.
    ///
    /// - Returns: whether it was blocked.
    package mutating func setAside() -> Bool {
        guard state == .blocked else { return false }
        state = .dropped
        return true
    }
}
