/// Where a configuration says that secrets are kept.
package enum SecretsSettings: Hashable, Sendable {
    /// One file a secret, in clear.
    case folder(SecretFolder)
    /// One encrypted file.
    case store(Store)

    /// An encrypted file, and what opens it.
    package struct Store: Hashable, Sendable {
        /// An absolute path.
        package var path: String
        /// The key-encryption key.
        package var key: KeySource
        /// The one that it is to have, or has already, in a time of change; the store says which of the two it is.
        package var nextKey: KeySource?

        package init(path: String, key: KeySource, nextKey: KeySource? = nil) {
            self.path = path
            self.key = key
            self.nextKey = nextKey
        }
    }

    /// Where a key-encryption key comes from; never the key itself.
    package enum KeySource: Hashable, Sendable, CustomStringConvertible {
        /// A file of 64 hexadecimal digits.
        case file(String)
        /// Such a file, whose path stands in this environment variable.
        case environment(String)
        /// A program with its arguments; what it prints is the key, 64 hexadecimal digits.
        case command([String])
        /// A file with a passphrase, of which scrypt makes the key; `/dev/tty` asks a person.
        case passphraseFile(String)

        /// What messages call it.
        package var description: String {
            switch self {
            case .file(let path): "the file \(path)"
            case .environment(let name): "the file that the environment variable \(name) names"
            case .command(let line): "the command \(line.first ?? "")"
            case .passphraseFile(let path): "the passphrase in \(path)"
            }
        }
    }
}

extension SecretsSettings {
    /// What a fault expects.
    static let form =
        "expected secrets: { folder: … } or secrets: { store: …, key: { file: … } } at the top of the file"

    init(_ section: Section) {
        let folder = section.optional("folder", .folder)
        let path = section.optional("store", .path("file"))
        let key = section.optionalSection("key", KeySource.read)
        let nextKey = section.optionalSection("next-key", listedAs: "key", KeySource.read)
        if folder != nil, path != nil {
            section.conflict(at: "store", "\"store\" stands beside \"folder\"", expected: "expected one of the two")
        } else if folder == nil, path == nil {
            section.conflict(at: nil, "neither \"folder\" nor \"store\" is there", expected: Self.form)
        }
        if path != nil, key == nil {
            section.conflict(
                at: "store", "the store has no \"key\"",
                expected: "expected key: { file: … }, or environment, command or passphrase-file in its place")
        }
        for name in ["key", "next-key"] where path == nil && section.has(name) {
            section.conflict(at: name, "\"\(name)\" belongs to a \"store\"", expected: "expected store: … beside it")
        }
        for (name, source) in [("key", key), ("next-key", nextKey)] {
            if let path, source == .file(path) || source == .passphraseFile(path) {
                section.conflict(at: name, "the key's file is the store", expected: "expected a file of its own")
            }
        }
        if let path {
            self = .store(Store(path: path, key: key ?? .file(""), nextKey: nextKey))
        } else {
            self = .folder(SecretFolder(path: folder ?? ""))
        }
    }
}

extension SecretsSettings.KeySource {
    fileprivate static func read(_ section: Section) -> Self {
        let file = section.optional("file", .path("file")).map(Self.file)
        let environment = section.optional("environment", .name(.variable)).map(Self.environment)
        let command = section.optional(
            "command", ValueType.line("argument", maximum: 1000).list(minimum: 1, maximum: 32)
        ).map(Self.command)
        let passphrase = section.optional("passphrase-file", .path("file")).map(Self.passphraseFile)
        let all = [file, environment, command, passphrase].compactMap(\.self)
        if all.count != 1 {
            section.conflict(
                at: nil, all.isEmpty ? "nothing says where the key is" : "several keys stand here",
                expected: "expected one of file, environment, command, passphrase-file")
        }
        if case .command(let line)? = command, let program = line.first, !program.hasPrefix("/") {
            section.conflict(
                at: "command", "the program \(quoted(program)) has no absolute path",
                expected: "expected a path that begins with /, so that no other program of that name is run")
        }
        return all.first ?? .file("")
    }
}
