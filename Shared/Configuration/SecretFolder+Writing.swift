import Foundation
import Synchronization

extension SecretFolder {
    /// The right to change one secret, which no other process has meanwhile.
    package final class Lock: Sendable {
        private let descriptor: Mutex<Int32?>

        fileprivate init(_ descriptor: Int32) {
            self.descriptor = Mutex(descriptor)
        }

        /// Gives the right back; a second time does nothing.
        package func release() {
            descriptor.withLock { $0.take() }.map(OwnerOnlyFile.unlock)
        }

        deinit { release() }
    }

    /// Writes a secret that the product itself came by: whole or not at all, mode 0600, on the disk when this returns.
    ///
    /// - Parameters:
    ///   - reference: the name, and where the configuration asks for it.
    ///   - secret: the value.
    /// - Throws: ``SecretError`` with the code `badName`, `tooLarge` or `unwritable`.
    package func write(_ reference: SecretReference, _ secret: Secret) throws(SecretError) {
        try checkName(reference)
        let bytes = Array(secret.reveal().utf8)
        guard bytes.count <= ConfigurationLimits.secretBytes else {
            throw SecretError(
                code: .tooLarge, name: reference.name, place: reference.place,
                message: "would be longer than \(ConfigurationLimits.secretBytes) bytes")
        }
        do throws(OwnerOnlyFile.Failure) {
            try OwnerOnlyFile.replace(reference.name, in: path, with: bytes)
        } catch {
            throw unwritable(reference, "cannot be written", error)
        }
    }

    /// Whether there is a secret of this name.
    ///
    /// - Parameter reference: the name, and where the configuration asks for it.
    /// - Returns: whether its file is there, whatever is in it.
    /// - Throws: ``SecretError`` with the code `badName`.
    package func holds(_ reference: SecretReference) throws(SecretError) -> Bool {
        try checkName(reference)
        return FileManager.default.fileExists(atPath: file(reference.name))
    }

    /// Removes a secret; one that is not there is no error.
    ///
    /// - Parameter reference: the name, and where the configuration asks for it.
    /// - Throws: ``SecretError`` with the code `badName` or `unwritable`.
    package func remove(_ reference: SecretReference) throws(SecretError) {
        try checkName(reference)
        do throws(OwnerOnlyFile.Failure) {
            try OwnerOnlyFile.remove(reference.name, in: path)
        } catch {
            throw unwritable(reference, "cannot be removed", error)
        }
    }

    /// Takes the right to change a secret, by a lock file beside it whose name no secret can have.
    ///
    /// - Parameter reference: the name, and where the configuration asks for it.
    /// - Returns: the right; `nil` when somebody else has it now.
    /// - Throws: ``SecretError`` with the code `badName` or `unwritable`.
    package func lock(_ reference: SecretReference) throws(SecretError) -> Lock? {
        try checkName(reference)
        do throws(OwnerOnlyFile.Failure) {
            return try OwnerOnlyFile.lock(file(".\(reference.name).lock")).map(Lock.init)
        } catch {
            throw unwritable(reference, "cannot be locked", error)
        }
    }

    private func checkName(_ reference: SecretReference) throws(SecretError) {
        guard NameRule.secret.allows(reference.name) else {
            throw SecretError(
                code: .badName, name: reference.name, place: reference.place,
                message: "has a name that is not allowed; expected a \(NameRule.secret.text)")
        }
    }

    private func unwritable(_ reference: SecretReference, _ what: String, _ failure: OwnerOnlyFile.Failure)
        -> SecretError
    {
        let reason = if case .system(let reason) = failure { reason } else { "it is not a plain file" }
        return SecretError(
            code: .unwritable, name: reference.name, place: reference.place,
            message: "\(what) in \(path): \(reason). The relay's user needs the right to write in that folder")
    }
}
