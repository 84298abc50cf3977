import WireProtocol

/// A scan that is under way, durable with its pages, so that it goes on where it stopped.
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

        /// Whether it reads every record that it sees: a full read does, and a sweep of what no digest tells of.
        func readsAll(_ kind: RecordKind) -> Bool { self == .full || self == .sweep && !kind.isWholeOnTheWire }
    }

    /// Where a scan runs: a board has one scan in each lane at most, so that one of hours does not hold up live changes.
    package enum Lane: String, Sendable, CaseIterable {
        /// Polls.
        case live
        /// Full reads and sweeps.
        case deep

        package var other: Lane { self == .live ? .deep : .live }
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

    package var lane: Lane { mode.readsEverything ? .deep : .live }

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

    /// What is covered once the scan has come to its end: from where it began to the latest stamp seen, but never past
    /// Sage's clock at its start, since what is stamped later may be saved behind the scan's back.
    ///
    /// - Parameter previous: what was covered before; of it is kept what is not ahead of Sage's clock.
    /// - Returns: the new coverage; where nothing carries a stamp, a scan that read everything covers up to its start.
    package func coverage(after previous: Coverage) -> Coverage {
        var coverage = previous
        // A read of everything takes hours, in which Sage's clock goes on and polls are made.
        if !mode.readsEverything { coverage.cut(after: startedAt) }
        if let highWater {
            coverage.cover(from: since, through: min(highWater, startedAt))
        } else if mode.readsEverything, coverage.watermark == nil {
            coverage.cover(from: nil, through: startedAt)
        }
        return coverage
    }

    /// Refuses to go on with a scan that somebody closed: the board was rebuilt, or replaced by another.
    ///
    /// - Parameter reader: the state.
    /// - Throws: ``SourceError``.
    func requireOpen(_ reader: any StoreReader) throws {
        guard try reader.scan(board, lane)?.id != id else { return }
        throw SourceError(
            "The board was rebuilt, or replaced by another one, while it was read; the next read begins anew.",
            isRetryable: true)
    }
}
