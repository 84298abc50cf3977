import Foundation
import Sync

extension HistoryEntry.Cause {
    /// A person at the command line, now.
    static var person: Self {
        Self(at: Int64(Date().timeIntervalSince1970 * 1000), note: "By \(NSUserName()), at the command line.")
    }
}
