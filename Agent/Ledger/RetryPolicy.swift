import BusinessObjects
import WireProtocol

/// Decides what to do about a failure to read: a pure state machine, one for each page or record that is read.
///
/// A locked record is tried again on the same log-on, up to ``lockRetries`` times, after
/// `min(lockBase * 2^n, lockCap)` times a random share between one half and one:
///
/// | retry | waits at most |
/// |---|---|
/// | 1 | 0.2 s |
/// | 2 | 0.4 s |
/// | 3 | 0.8 s |
/// | 4 | 1.6 s |
/// | 5 | 3.2 s |
///
/// A lost session is opened anew, at once the first time, after ``sessionPause`` the second time. Everything else is
/// told to the caller, who comes again by its own schedule.
package struct RetryPolicy: Sendable {
    /// What to do next.
    package enum Action: Equatable, Sendable {
        /// Try again after this long.
        case retry(after: Duration)
        /// Tell the caller.
        case giveUp(Problem)
    }

    /// How often a locked record is tried again: people hold a record for seconds, a scan has other work to do.
    package static let lockRetries = 5
    /// How often a lost session is opened anew: a third loss within one page is a fault of Sage, not of one session.
    package static let sessionRetries = 2
    static let lockBase = Duration.milliseconds(200)
    static let lockCap = Duration.milliseconds(3200)
    static let sessionPause = Duration.seconds(1)

    private var locks = 0
    private var losses = 0

    package init() {}

    /// Takes one failure.
    ///
    /// - Parameters:
    ///   - error: what went wrong.
    ///   - jitter: a random number from 0 to 1.
    /// - Returns: what to do.
    package mutating func failed(_ error: BusinessObjectError, jitter: Double) -> Action {
        switch error.code {
        case .recordLocked where locks < Self.lockRetries:
            let full = min(Self.lockBase * (1 << locks), Self.lockCap)
            locks += 1
            return .retry(after: full * (0.5 + 0.5 * min(max(jitter, 0), 1)))
        case .sessionLost where losses < Self.sessionRetries:
            losses += 1
            return .retry(after: losses == 1 ? .zero : Self.sessionPause)
        default:
            return .giveUp(Problem(error))
        }
    }
}

extension Problem {
    /// The problem that tells a caller of this failure.
    package init(_ error: BusinessObjectError) {
        let code: ProblemCode =
            switch error.code {
            case .recordLocked: .recordLocked
            case .sessionLost, .unavailable: .sageUnavailable
            case .logonFailed, .companyRefused, .unknownObject, .unknownColumn: .sageRefused
            }
        self.init(code, detail: error.message, sageText: error.sageText)
    }
}
