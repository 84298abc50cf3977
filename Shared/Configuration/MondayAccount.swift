import Foundation

/// One monday.com account, with the token to write to it and the limits to keep.
package struct MondayAccount: Hashable, Sendable {
    package var name: String
    /// The GraphQL endpoint: HTTPS, or HTTP on this machine itself.
    package var endpoint: URL
    package var plan: Plan
    package var token: SecretReference
    /// What is sent before the token: nothing for a personal token, `Bearer ` for others.
    package var tokenPrefix: String
    /// The version of monday's API, `2026-10`.
    package var apiVersion: String
    /// The certification authorities to trust instead of the system's, a PEM file.
    package var certificateBundle: String?
    package var limits: Limits
    /// The most items written in one request, 1 to 100.
    package var batch: Int
    /// How long one request may take.
    package var deadline: Duration
    /// How long a search on monday.com may lag behind a write.
    package var settle: Duration
    package var delivery: Delivery
    /// Where the file defines the account.
    package var place: SourcePlace

    /// The plan that the customer pays for, which decides monday's limits.
    package enum Plan: String, Sendable, CaseIterable {
        case free, basic, standard, pro, enterprise

        /// The requests a minute (developer.monday.com, "Rate limits").
        package var requestsPerMinute: Int {
            switch self {
            case .free, .basic, .standard: 1000
            case .pro: 2500
            case .enterprise: 5000
            }
        }

        /// The requests a day, from midnight UTC (developer.monday.com, "Rate limits").
        package var requestsPerDay: Int {
            switch self {
            case .free, .basic, .standard: 1000
            case .pro: 10_000
            case .enterprise: 25_000
            }
        }
    }

    /// The limits that the relay keeps; `nil` for none.
    package struct Limits: Hashable, Sendable {
        /// Mutations a minute on one board.
        package var boardMutationsPerMinute: Int?
        package var requestsPerMinute: Int?
        package var requestsPerDay: Int?
        /// Requests at one time, 1 to 40.
        package var concurrency: Int
    }
}
