/// How far a scan has come, the part that is not durable yet included.
///
/// What passes without a change is written down by thousands, together with what comes next that must be.
struct ScanProgress: Sendable {
    /// So many records may pass before they are written down: what a crash reads again.
    static let mostUnsaved = 5000

    var scan: ScanRow
    var run: RunRow
    /// The records that were seen as they are known, and are not marked so yet.
    private(set) var marks: [String] = []
    private(set) var unsaved = 0

    init(scan: ScanRow, run: RunRow) {
        self.scan = scan
        self.run = run
    }

    /// Goes behind a page.
    mutating func pass(_ page: ScannedPage, unchanged: [String]) {
        scan.cursor = page.cursor ?? scan.cursor
        if let stamp = page.highWater { scan.highWater = max(stamp, scan.highWater ?? stamp) }
        for _ in unchanged { run.count(.unchanged) }
        if scan.mode.readsEverything { marks += unchanged }
        unsaved += page.count
    }

    /// Writes down what is not durable yet.
    ///
    /// - Parameter transaction: where; the progress counts as saved when it is committed.
    /// - Throws: what the store throws.
    func save(in transaction: any StoreWriter) throws {
        try scan.requireOpen(transaction)
        try transaction.mark(scan.board, keys: marks, scan: scan.id)
        try transaction.save(scan)
        try transaction.save(run)
    }

    mutating func didSave(_ run: RunRow) {
        self.run = run
        marks = []
        unsaved = 0
    }
}
