/// What was called how often, and how many calls ran at once.
package struct CallCounters: Hashable, Sendable, Encodable {
    /// Calls by operation; `wsdl` for the description of the service.
    package internal(set) var operations: [String: Int] = [:]
    /// Faults of the service by their code, as `CI_NOF`.
    package internal(set) var faultCodes: [String: Int] = [:]
    /// The most calls of each user that ran at once.
    ///
    /// Sage keeps its objects by user, so that it should be one.
    package internal(set) var peakByUser: [String: Int] = [:]
    /// How often each ordered fault struck.
    package internal(set) var struck: [String: Int] = [:]
    /// How many calls wait to be released.
    package internal(set) var held = 0

    private enum CodingKeys: CodingKey {
        case operations, faultCodes, peakByUser, struck, held
    }

    private var running: [String: Int] = [:]

    mutating func begin(_ user: String) {
        running[user, default: 0] += 1
        peakByUser[user] = max(peakByUser[user] ?? 0, running[user] ?? 0)
    }

    mutating func end(_ user: String) {
        running[user, default: 0] -= 1
    }
}
