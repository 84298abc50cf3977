import Foundation

/// One monday.com account, with the right to write to it and the limits to keep.
package struct MondayAccount: Hashable, Sendable {
    package var name: String
    /// The GraphQL endpoint: HTTPS, or HTTP on this machine itself.
    package var endpoint: URL
    package var plan: Plan
    /// How the relay proves to monday whom it acts for.
    package var access: Access
    /// What is sent before the token: nothing for a personal token, `Bearer ` for others.
    package var tokenPrefix: String
    /// The version of monday's API, `2026-10`.
    package var apiVersion: String
    /// The certification authorities to trust instead of the system's, a PEM file.
    package var certificateBundle: String?
    package var limits: Limits
    package var bulk: Bulk
    /// About how many items one request writes, 1 to 100; more where that fills a board's minute in equal requests.
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

        /// The points of complexity a minute, right for every kind of token (developer.monday.com, "Rate limits").
        ///
        /// Personal tokens have 10,000,000 for reads and writes together, app tokens 5,000,000 for each of them.
        package var complexityPerMinute: Int { self == .free ? 1_000_000 : 5_000_000 }
    }

    /// The limits that the relay keeps; `nil` for none.
    package struct Limits: Hashable, Sendable {
        /// Mutations a minute on one board.
        package var boardMutationsPerMinute: Int?
        package var requestsPerMinute: Int?
        package var requestsPerDay: Int?
        /// How much of a day's requests is kept for what people ask for, in percent.
        package var dayReserve: Int
        /// Requests at one time, 1 to 40.
        package var concurrency: Int
        /// Points of complexity a minute.
        package var complexityPerMinute: Int?
        /// Points of complexity that one request may cost.
        package var complexityPerRequest: Int?
        /// Starts of bulk imports an hour.
        package var bulkJobsPerHour: Int?
        /// Rows an hour that bulk imports create or update.
        package var bulkRowsPerHour: Int?
    }
}
