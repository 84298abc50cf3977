extension RateGovernor {
    /// The limits of an account; `nil` for none.
    package struct Limits: Sendable, Hashable {
        package var requestsPerMinute: Int?
        package var requestsPerDay: Int?
        /// How much of a day's requests is kept for what people ask for, in percent.
        package var dayReserve: Int
        package var mutationsPerMinuteAndBoard: Int?
        /// How many requests may be under way at once.
        package var concurrency: Int
        package var complexityPerMinute: Int?
        package var complexityPerRequest: Int?
        package var bulkJobsPerHour: Int?
        package var bulkRowsPerHour: Int?

        package init(
            requestsPerMinute: Int? = nil, requestsPerDay: Int? = nil, dayReserve: Int = 5,
            mutationsPerMinuteAndBoard: Int? = 40, concurrency: Int = 4, complexityPerMinute: Int? = nil,
            complexityPerRequest: Int? = 5_000_000, bulkJobsPerHour: Int? = 100, bulkRowsPerHour: Int? = 19_000
        ) {
            self.requestsPerMinute = requestsPerMinute
            self.requestsPerDay = requestsPerDay
            self.dayReserve = dayReserve
            self.mutationsPerMinuteAndBoard = mutationsPerMinuteAndBoard
            self.concurrency = concurrency
            self.complexityPerMinute = complexityPerMinute
            self.complexityPerRequest = complexityPerRequest
            self.bulkJobsPerHour = bulkJobsPerHour
            self.bulkRowsPerHour = bulkRowsPerHour
        }

        /// How many requests of a day a lane may use; `nil` for any number.
        package func requestsPerDay(_ lane: Lane) -> Int? {
            requestsPerDay.map { lane == .manual ? $0 : $0 - $0 * dayReserve / 100 }
        }

        /// The most mutations that a request carries for the sake of equal requests.
        private static let mostPerRequest = 100

        /// How many mutations a request best carries: a board's minute goes out in equal requests, none of them a small rest.
        ///
        /// A request with fewer costs as much of the day as a full one, so that 25 and 15 would be a request lost a minute.
        ///
        /// - Parameter wanted: what the configuration names.
        /// - Returns: as many, or less than twice as many where that fills the board's minute; at most 100.
        package func batch(_ wanted: Int) -> Int {
            guard let limit = mutationsPerMinuteAndBoard.map({ max(1, $0) }) else { return wanted }
            let requests = max(1, limit / wanted)
            return min((limit + requests - 1) / requests, max(wanted, Self.mostPerRequest))
        }
    }
}
