import ArgumentParser
import SimulatedMonday

/// How bulk import behaves where monday's documentation leaves it open.
struct ImportOptions: ParsableArguments {
    @Flag(help: "Refuse ingest_items, as an account without bulk import does.")
    var withoutImports = false

    @Flag(help: "Let the token's user be an administrator, so that backfill_items works.")
    var admin = false

    @Option(help: "How an import compares keys: folded (without case and surrounding space) or exact.")
    var importMatching = ImportSettings().matching

    @Option(help: "What a row becomes that several items match: invalid, or first, which changes the oldest.")
    var importAmbiguity = ImportSettings().ambiguity

    @Option(help: "Rows of an import done in a second.")
    var importRowsPerSecond = ImportSettings().rowsPerSecond

    @Option(help: "Milliseconds between the end of an upload and the start of its processing.")
    var importPickupDelay = ImportSettings().pickupDelay

    @Flag(help: "Heed Idempotency-Key for ingest_items.")
    var idempotentImports = false

    @Flag(help: "Name the item of each row in the report of an import.")
    var reportItemIds = false

    @Flag(help: "Fail an import whose file has not come when its address expires.")
    var failWithoutUpload = false

    func validate() throws {
        guard importRowsPerSecond > 0, importPickupDelay >= 0 else {
            throw ValidationError("--import-rows-per-second must be positive, --import-pickup-delay not negative.")
        }
    }

    /// The settings that the options add up to.
    var settings: ImportSettings {
        var settings = ImportSettings()
        settings.isOffered = !withoutImports
        settings.isAdmin = admin
        settings.matching = importMatching
        settings.ambiguity = importAmbiguity
        settings.rowsPerSecond = importRowsPerSecond
        settings.pickupDelay = importPickupDelay
        settings.isCoveredByIdempotencyKeys = idempotentImports
        settings.reportsItemIDs = reportItemIds
        settings.failsWithoutUpload = failWithoutUpload
        return settings
    }
}

extension ImportSettings.Matching: ExpressibleByArgument {}

extension ImportSettings.Ambiguity: ExpressibleByArgument {}
