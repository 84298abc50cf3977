import ArgumentParser
import SimulatedMonday

/// The limits of the account: those of a plan, each of which can be set apart.
struct LimitOptions: ParsableArguments {
    @Option(
        help: """
            The plan whose documented limits are enforced: \
            \(SimulatorLimits.Plan.allCases.map(\.rawValue).joined(separator: ", ")). None by default.
            """,
        transform: { text in
            guard let plan = SimulatorLimits.Plan(rawValue: text) else {
                throw ValidationError("\"\(text)\" is not a plan of monday.")
            }
            return plan
        })
    var plan: SimulatorLimits.Plan?

    @Option(help: "Requests a minute takes.")
    var requestsPerMinute: Int?

    @Option(help: "Requests a day takes; a day ends at 00:00 UTC.")
    var requestsPerDay: Int?

    @Option(help: "Requests in progress at once.")
    var concurrentRequests: Int?

    @Option(help: "Complexity a minute takes.")
    var complexityPerMinute: Int?

    @Option(help: "Complexity one request takes.")
    var complexityPerRequest: Int?

    @Option(help: "Fields that write to the items of one board in a minute, such as 40.")
    var boardMutationsPerMinute: Int?

    @Option(help: "create_board fields a minute takes.")
    var boardCreationsPerMinute: Int?

    @Option(help: "Bulk imports that start in any hour.")
    var importStartsPerHour: Int?

    @Option(help: "Items that ingest_items creates and updates in any hour.")
    var importRowsPerHour: Int?

    @Option(help: "Requests ten seconds take from one address.")
    var requestsPerTenSeconds: Int?

    @Option(help: "Complexity a minute takes with the token of an app, reads and writes each.")
    var appComplexityPerMinute: Int?

    @Option(help: "How minutes are counted: fixed, sliding, or both, which refuses what either would.")
    var windowRule = WindowRule.both

    @Option(help: "How errors of limits are written: current, detailed (2025-01 to 2025-07) or old (before 2024-10).")
    var errorForm = ErrorForm.current

    func validate() throws {
        let given = [
            requestsPerMinute, requestsPerDay, concurrentRequests, complexityPerMinute, complexityPerRequest,
            boardMutationsPerMinute, boardCreationsPerMinute, importStartsPerHour, importRowsPerHour,
            requestsPerTenSeconds, appComplexityPerMinute,
        ]
        guard given.allSatisfy({ $0 ?? 1 > 0 }) else { throw ValidationError("Limits must be positive.") }
    }

    /// The limits that the options add up to.
    var limits: SimulatorLimits {
        var limits = plan.map { SimulatorLimits.plan($0) } ?? .none
        limits.requestsPerMinute = requestsPerMinute ?? limits.requestsPerMinute
        limits.requestsPerDay = requestsPerDay ?? limits.requestsPerDay
        limits.concurrentRequests = concurrentRequests ?? limits.concurrentRequests
        limits.complexityPerMinute = complexityPerMinute ?? limits.complexityPerMinute
        limits.complexityPerRequest = complexityPerRequest ?? limits.complexityPerRequest
        limits.boardMutationsPerMinute = boardMutationsPerMinute ?? limits.boardMutationsPerMinute
        limits.boardCreationsPerMinute = boardCreationsPerMinute ?? limits.boardCreationsPerMinute
        limits.importStartsPerHour = importStartsPerHour ?? limits.importStartsPerHour
        limits.importRowsPerHour = importRowsPerHour ?? limits.importRowsPerHour
        limits.requestsPerTenSeconds = requestsPerTenSeconds ?? limits.requestsPerTenSeconds
        limits.appComplexityPerMinute = appComplexityPerMinute ?? limits.appComplexityPerMinute
        limits.windows = windowRule
        return limits
    }
}

extension WindowRule: ExpressibleByArgument {}

extension ErrorForm: ExpressibleByArgument {}
