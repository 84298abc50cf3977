import Configuration
import Testing

struct SecretsSettingsTests {
    private static let folder = "secrets: { folder: secrets }"

    private func faults(_ secrets: String) throws -> String {
        relayFaults(try relayYAML.replacing(line: Self.folder, with: secrets))
    }

    private func settings(_ secrets: String) throws -> SecretsSettings? {
        let yaml = try relayYAML.replacing(line: Self.folder, with: secrets)
        return try RelayConfiguration(bytes: Array(yaml.utf8), file: "/etc/sage/r.yaml").secrets
    }

    @Test(arguments: [
        ("{ file: k }", SecretsSettings.KeySource.file("/etc/sage/k")),
        ("{ environment: KEY_FILE }", .environment("KEY_FILE")),
        ("{ command: [/bin/kms, get, \"a b\"] }", .command(["/bin/kms", "get", "a b"])),
        ("{ passphrase-file: /dev/tty }", .passphraseFile("/dev/tty")),
    ])
    func `each way to a key is read`(key: String, source: SecretsSettings.KeySource) throws {
        #expect(
            try settings("secrets: { store: s, key: \(key) }")
                == .store(SecretsSettings.Store(path: "/etc/sage/s", key: source)))
        #expect(
            try settings("secrets: { store: s, key: { file: x }, next-key: \(key) }")
                == .store(SecretsSettings.Store(path: "/etc/sage/s", key: .file("/etc/sage/x"), nextKey: source)))
    }

    @Test(arguments: [
        ("secrets: {}", "neither \"folder\" nor \"store\" is there"),
        ("secrets: { folder: f, store: s, key: { file: k } }", "\"store\" stands beside \"folder\""),
        ("secrets: { store: s }", "the store has no \"key\""),
        ("secrets: { folder: f, key: { file: k } }", "\"key\" belongs to a \"store\""),
        ("secrets: { folder: f, next-key: { file: k } }", "\"next-key\" belongs to a \"store\""),
        ("secrets: { store: s, key: {} }", "nothing says where the key is"),
        ("secrets: { store: s, key: { file: k, environment: E } }", "several keys stand here"),
        ("secrets: { store: s, key: { file: s } }", "the key's file is the store"),
        ("secrets: { store: s, key: { command: [kms] } }", "has no absolute path"),
        ("secrets: { store: s, key: { command: [] } }", "a list of 0"),
        ("secrets: { store: s, key: { environment: \"A B\" } }", "is not allowed"),
        ("secrets: { store: s, key: { passphrase: hunter2 } }", "the key \"passphrase\" is not known"),
        ("secrets: { store: s, key: 0f0f }", "found a single value"),
    ])
    func `what does not go together is refused, and a value in place of a key is not shown`(
        secrets: String, fault: String
    ) throws {
        let found = try faults(secrets)
        #expect(found.contains(fault), "\(found)")
        #expect(!found.contains("hunter2") && !found.contains("0f0f"))
    }
}
