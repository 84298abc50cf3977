/// Where secrets are kept: a folder of files, or one encrypted file.
package protocol SecretStore: Sendable {
    /// Reads a secret.
    ///
    /// - Parameter reference: the name, and where it stands, for the error.
    /// - Returns: the value.
    /// - Throws: ``SecretError``.
    func read(_ reference: SecretReference) throws(SecretError) -> Secret

    /// Writes a secret: whole or not at all, on the disk when this returns.
    ///
    /// - Parameters:
    ///   - reference: the name, and where the configuration asks for it.
    ///   - secret: the value.
    ///   - kind: what it is for; a folder does not keep that.
    /// - Throws: ``SecretError``.
    func write(_ reference: SecretReference, _ secret: Secret, kind: SecretKind) throws(SecretError)

    /// Whether there is a secret of this name.
    ///
    /// - Parameter reference: the name, and where the configuration asks for it.
    /// - Returns: whether it is there, whether or not it can be read.
    /// - Throws: ``SecretError``.
    func holds(_ reference: SecretReference) throws(SecretError) -> Bool

    /// Removes a secret; one that is not there is no error.
    ///
    /// - Parameter reference: the name, and where the configuration asks for it.
    /// - Throws: ``SecretError``.
    func remove(_ reference: SecretReference) throws(SecretError)

    /// Takes the right to change a secret, for as long as a change of it takes, a request to another server included.
    ///
    /// - Parameter reference: the name, and where the configuration asks for it.
    /// - Returns: the right; `nil` when somebody else has it now.
    /// - Throws: ``SecretError``.
    func lock(_ reference: SecretReference) throws(SecretError) -> SecretLock?
}
