import Synchronization

/// Draws what goes wrong with calls by chance: the same for the same seed and the same sequence of calls.
struct SageWeather: Sendable {
    /// The share of calls that something is drawn for, 0 to 1.
    let rate: Double
    /// How many calls it struck.
    var strikes = 0
    private var random: SplitMix

    /// How many milliseconds a call pauses at most: long enough to be noticed, too short for a deadline.
    static let longestPause = 500

    /// Starts before the first call.
    init(seed: UInt64, rate: Double) {
        self.rate = rate
        random = SplitMix(seed: seed)
    }

    /// Draws for the next call.
    ///
    /// Always three numbers, so that what strikes one call does not depend on what struck those before it.
    ///
    /// - Parameter call: which call.
    /// - Returns: one of what can go wrong with it, each as likely as the others; `nil` for nothing.
    mutating func next(_ call: SageCall) -> CompanyFault? {
        let (chance, choice, detail) = (random.nextShare(), random.next(), random.next())
        guard chance < rate else { return nil }
        let possible: [CompanyFault] =
            [.pause(.milliseconds(Int(detail % UInt64(Self.longestPause)) + 1)), .loseSession] + Self.particular(call)
        return possible[Int(choice % UInt64(possible.count))]
    }

    /// What goes wrong with some calls alone.
    private static func particular(_ call: SageCall) -> [CompanyFault] {
        switch call {
        case .readPage, .setKey: [.locked]
        case .setValue: [.warn("The value is unusual.")]
        case .write: [.locked, .warn("The record was written with a warning.")]
        default: []
        }
    }
}

extension SimulatedCompany {
    /// Has calls go wrong by chance: records are locked, sessions die, calls pause for up to half a second,
    /// and what is written answers with warnings.
    ///
    /// - Parameters:
    ///   - seed: the same seed and sequence of calls have the same weather.
    ///   - rate: the share of calls that are struck, 0 to 1; 0 ends the weather.
    package func setWeather(seed: UInt64, rate: Double) {
        state.withLock { $0.weather = rate > 0 ? SageWeather(seed: seed, rate: rate) : nil }
    }

    /// How many calls the weather struck since it was set.
    package var weatherStrikes: Int {
        state.withLock { $0.weather?.strikes ?? 0 }
    }
}
