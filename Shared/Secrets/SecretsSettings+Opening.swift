import Configuration

extension SecretsSettings {
    /// The place where the secrets are; nothing is read yet.
    ///
    /// Open it once in a process: a key that costs a command or a person is kept with it.
    package func open() -> any SecretStore {
        switch self {
        case .folder(let folder): folder
        case .store(let store): EncryptedStore(store)
        }
    }
}
