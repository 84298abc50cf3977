import Synchronization

/// The right to change something, which no other process has meanwhile.
package final class SecretLock: Sendable {
    private let descriptor: Mutex<Int32?>

    private init(_ descriptor: Int32) {
        self.descriptor = Mutex(descriptor)
    }

    /// Takes the right by an advisory lock, which the kernel drops with the process.
    ///
    /// - Parameter path: the lock's own file, made where it is not there, and never removed.
    /// - Returns: the right; `nil` when another process, or another holder in this one, has it.
    /// - Throws: ``OwnerOnlyFile/Failure/system(_:)``.
    package static func take(_ path: String) throws(OwnerOnlyFile.Failure) -> SecretLock? {
        try OwnerOnlyFile.lock(path).map(SecretLock.init)
    }

    /// Gives the right back; a second time does nothing.
    package func release() {
        descriptor.withLock { $0.take() }.map(OwnerOnlyFile.unlock)
    }

    deinit { release() }
}
