/// Draws how changes are stamped where people, imports and workstations do it each in their own way.
struct StampPen {
    /// How one change is stamped.
    struct Drawn {
        let style: StampStyle
        /// How many milliseconds before the change it says it was.
        var late = 0

        /// What a report counts of it; `nil` for a stamp as it should be.
        var event: LifeReport.Event? {
            if late > 0 { return .stampedLate }
            return style == .none ? .unstamped : style == .blankTime ? .stampedByDay : nil
        }
    }

    /// How late a stamp is at most: an entry kept open at a workstation over a long lunch.
    static let longestDelay = 4 * 3_600_000

    private var random: SplitMix

    init(seed: UInt64) {
        random = SplitMix(seed: seed)
    }

    /// Draws for the next change: as Sage does, late, without a time, or not at all, each as likely.
    mutating func next() -> Drawn {
        let (choice, delay) = (random.next() % 4, random.next())
        switch choice {
        case 0: return Drawn(style: .sage)
        case 1: return Drawn(style: .sage, late: Int(delay % UInt64(Self.longestDelay)) + 1)
        case 2: return Drawn(style: .blankTime)
        default: return Drawn(style: .none)
        }
    }
}
