import WireProtocol

/// One record of a scan, or why it could not be read.
package struct ScanItem: Sendable, Hashable {
    package var key: RecordKey
    /// Where a scan goes on after this item.
    package var cursor: String
    package var result: Result<AnyRecord, Problem>
}

/// What one turn of a scan read: at most one page, and, with the last one, how the scan ended.
package struct ScanPage: Sendable {
    /// How a scan ended.
    package enum Ending: Sendable, Hashable {
        case end(EndLine)
        case fault(FaultLine)
    }

    package var items: [ScanItem]
    /// `nil` when the scan goes on.
    package var ending: Ending?

    package init(items: [ScanItem], ending: Ending?) {
        self.items = items
        self.ending = ending
    }
}
