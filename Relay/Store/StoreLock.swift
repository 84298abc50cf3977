import Foundation

/// The right to be the one relay of a state file: an advisory lock that the kernel drops with the process.
///
/// Two relays on one file would both find a record absent on the board, and both create it.
package final class StoreLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock beside a state file; `nil` when another process holds it.
    ///
    /// - Parameter path: the state file's path; the lock is `path` with `.lock` behind it.
    /// - Throws: ``StoreError`` when the lock file cannot be made.
    package init?(path: String) throws {
        let file = path + ".lock"
        let opened = open(file, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw StoreError("The lock \(file) cannot be made: \(String(cString: strerror(errno))).")
        }
        // A command that only looks whether a relay runs holds the lock for an instant.
        var tries = 0
        while flock(opened, LOCK_EX | LOCK_NB) != 0 {
            tries += 1
            guard tries < 5 else {
                close(opened)
                return nil
            }
            usleep(20_000)
        }
        descriptor = opened
    }

    /// Whether a relay holds the lock of this state file now.
    package static func isHeld(path: String) -> Bool {
        let opened = open(path + ".lock", O_RDWR | O_CLOEXEC)
        guard opened >= 0 else { return false }
        defer { close(opened) }
        return flock(opened, LOCK_SH | LOCK_NB) != 0
    }

    deinit {
        close(descriptor)
    }
}
