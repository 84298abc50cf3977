import Mapping
import WireProtocol

/// What the relay knows of a board as a whole.
package struct BoardRow: Hashable, Sendable {
    package let ref: BoardRef
    /// What is durably queued, by its stamp.
    package var coverage = Coverage()
    /// The board that a person let the relay write to, although it held items that the state did not know.
    package var approvedBoardID: String?
    /// Whether the state was taken from the board, and Sage was not read in full since.
    package var isRebuilt = false
    /// Whose records these are; `nil` until they were first read.
    package var company: String?
    /// Which column shows which field; `nil` until the board was discovered.
    package var mapping: BoardMapping?
    /// Whether the board is to be looked at again before the next write: after a sweep, and after what monday refused.
    package var needsDiscovery: Bool
    /// The account structure the mapping was made for.
    package var segments: [AgentInfo.SegmentDefinition]
    /// When the last poll that came to its end began, in milliseconds since 1970.
    package var polledAt: Int64?
    /// When the last sweep or full scan that came to its end began, in milliseconds since 1970.
    package var sweptAt: Int64?
    /// How many more items the board can hold, as far as that is known.
    package var room: Int?
    /// Why nothing can be written to the board now, in one sentence.
    package var fault: String?
    /// Why what the last runs found waits for a person's word, in one sentence; records in ``RecordRow/State/held`` wait.
    package var hold: String?
    /// Set while a person keeps the board from being read and written.
    package var pause: Pause?
    /// When the next poll is due, in milliseconds since 1970, for people; `nil` before the first.
    package var nextPollAt: Int64?
    /// When the next reconciliation is due, in milliseconds since 1970, for people; `nil` before the first, and for never.
    package var nextSweepAt: Int64?

    /// Sage's clock as the last read saw it; `nil` before the first.
    package var clock: SageClockReading?

    /// A person's word that a board rests.
    package struct Pause: Hashable, Sendable, Codable {
        package var reason: String
        /// Milliseconds since 1970.
        package var since: Int64

        package init(reason: String, since: Int64) {
            self.reason = reason
            self.since = since
        }
    }

    package init(ref: BoardRef) {
        self.ref = ref
        segments = []
        needsDiscovery = true
    }

    /// Everything stamped up to here is durably queued; `nil` while the beginning was not read.
    ///
    /// Setting it forgets everything else that is covered.
    package var watermark: SageStamp? {
        get { coverage.watermark }
        set { coverage = newValue.map(Coverage.init(through:)) ?? Coverage() }
    }
}
