import Synchronization

/// The records that single look-ups did not find, with when they were asked for: what one request answers is enough for
/// several batches.
///
/// In memory alone, since a new process does better to ask again.
final class KnownAbsences: Sendable {
    private let asked = Mutex<[String: Int64]>([:])

    /// How many there are.
    var count: Int { asked.withLock { $0.count } }

    /// Takes in what a look-up did not find.
    ///
    /// - Parameters:
    ///   - keys: the records' keys.
    ///   - moment: when the look-up began, in milliseconds since 1970.
    func add(_ keys: some Sequence<String>, at moment: Int64) {
        asked.withLock { asked in
            for key in keys { asked[key] = moment }
        }
    }

    /// Says which of these keys are known to be absent.
    ///
    /// - Parameters:
    ///   - keys: the records' keys.
    ///   - moment: what was asked for before this moment counts no more, and is forgotten.
    /// - Returns: some of the keys.
    func known(among keys: [String], since moment: Int64) -> Set<String> {
        asked.withLock { asked in
            asked = asked.filter { $0.value >= moment }
            return Set(keys.filter { asked[$0] != nil })
        }
    }

    /// Forgets records that have an item now, or whose outcome is not known.
    func remove(_ keys: some Sequence<String>) {
        asked.withLock { asked in
            for key in keys { asked[key] = nil }
        }
    }

    /// Forgets everything: something happened on the board that was not expected.
    func removeAll() { asked.withLock { $0 = [:] } }
}
