import Configuration
import Logging
import Store
import Sync
import Synchronization

/// Looks at the version that every answer of one monday account echoes.
final class VersionWatch: Sendable {
    private let alarm: Mutex<VersionAlarm>
    private let time: any TimeSource
    private let act: @Sendable (VersionAlarm.Step) -> Void

    /// Makes one.
    ///
    /// - Parameters:
    ///   - asked: the version that is asked for.
    ///   - time: the wall clock.
    ///   - act: told what is to be done, once for each version and once an hour.
    init(asked: String, time: any TimeSource, act: @escaping @Sendable (VersionAlarm.Step) -> Void) {
        alarm = Mutex(VersionAlarm(asked: asked))
        self.time = time
        self.act = act
    }

    /// Makes one that logs, and keeps in the store what `status` shows.
    convenience init(_ account: MondayAccount, _ store: RelayStore, time: any TimeSource, _ logger: Logger) {
        let (name, asked) = (account.name, account.apiVersion)
        self.init(asked: asked, time: time) { step in
            guard case .differs(let answered) = step else {
                try? store.note(nil, of: name)
                return
            }
            let difference = VersionDifference(asked: asked, answered: answered, since: time.now)
            try? store.note(difference, of: name)
            logger.warning(
                "Another version of monday.com's API answers than the one that is asked for",
                metadata: ["account": "\(name)", "message": "\(difference.sentence)"])
        }
    }

    /// Takes in an answer's version.
    func saw(_ version: String?) {
        let now = time.now
        if let step = alarm.withLock({ $0.saw(version, now: now) }) { act(step) }
    }
}
