import Cryptography
import Foundation

extension SecretFolder {
    /// Writes a secret that the product itself came by: whole or not at all, mode 0600, on the disk when this returns.
    ///
    /// - Parameters:
    ///   - reference: the name, and where the configuration asks for it.
    ///   - secret: the value.
    ///   - kind: not kept.
    /// - Throws: ``SecretError`` with the code `badName`, `tooLarge` or `unwritable`.
    package func write(_ reference: SecretReference, _ secret: Secret, kind: SecretKind = .other) throws(SecretError) {
        try checkName(reference)
        guard secret.bytes.count <= ConfigurationLimits.secretBytes else {
            throw SecretError(
                code: .tooLarge, name: reference.name, place: reference.place,
                message: "would be longer than \(ConfigurationLimits.secretBytes) bytes")
        }
        do throws(OwnerOnlyFile.Failure) {
            try OwnerOnlyFile.replace(reference.name, in: path, with: secret.bytes)
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
    package func lock(_ reference: SecretReference) throws(SecretError) -> SecretLock? {
        try checkName(reference)
        do throws(OwnerOnlyFile.Failure) {
            return try SecretLock.take(file(".\(reference.name).lock"))
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
