import WireProtocol

/// A scan that is under way, durable with every page, so that it goes on where it stopped.
package struct ScanRow: Hashable, Sendable {
    /// What a scan reads.
    package enum Mode: String, Sendable {
        /// What changed since the watermark, less the overlap.
        case poll
        /// Everything; shows what is no longer there too.
        case full
        /// Every key and digest, and whole records only where the digest differs; shows what is no longer there too.
        case sweep

        /// Whether a record that it does not see is gone.
        package var readsEverything: Bool { self != .poll }
    }

    package let id: Int64
    package let board: BoardRef
    package let mode: Mode
    /// Where the poll starts; `nil` when everything is read.
    package let since: SageStamp?
    /// Sage's clock before the first page.
    package let startedAt: SageStamp
    /// Where to go on; `nil` before the first page.
    package var cursor: String?
    /// The latest stamp seen.
    package var highWater: SageStamp?

    package init(
        id: Int64, board: BoardRef, mode: Mode, since: SageStamp?, startedAt: SageStamp, cursor: String? = nil,
        highWater: SageStamp? = nil
    ) {
        self.id = id
        self.board = board
        self.mode = mode
        self.since = since
        self.startedAt = startedAt
        self.cursor = cursor
        self.highWater = highWater
    }

    /// The watermark that a finished scan leaves: the latest stamp seen, but never past Sage's clock at its start.
    ///
    /// - Parameter previous: the watermark before; it never moves back.
    /// - Returns: the new watermark; where nothing carries a stamp, a scan that read everything leaves its start.
    package func watermark(after previous: SageStamp?) -> SageStamp? {
        [highWater.map { min($0, startedAt) }, previous].compactMap(\.self).max()
            ?? (mode.readsEverything ? startedAt : nil)
    }
}
