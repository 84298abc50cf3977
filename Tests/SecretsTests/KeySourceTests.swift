import Configuration
import Cryptography
import Foundation
import TestSupport
import Testing

@testable import Secrets

@Suite(.timeLimit(.minutes(2)))
struct KeySourceTests {
    private let scratch: ScratchFolder
    private let digits = String(repeating: "0f", count: 32)

    init() throws { scratch = try ScratchFolder() }

    private func store(_ key: SecretsSettings.KeySource, next: SecretsSettings.KeySource? = nil) -> EncryptedStore {
        EncryptedStore(
            SecretsSettings.Store(path: scratch.path + "/s", key: key, nextKey: next),
            scrypt: Scrypt(cost: 1024, blockSize: 8, parallelism: 1))
    }

    private func failure(_ body: () throws -> Void) -> SecretStoreError? {
        #expect(throws: SecretStoreError.self) { try body() }
    }

    @Test func `64 digits are a key, in either case, with a line break or without`() throws {
        for text in [digits, digits.uppercased(), digits + "\n", digits + "\r\n"] {
            let path = try scratch.write(text, to: "kek")
            let key = try SecretsSettings.KeySource.file(path).readKey()
            #expect(key.isEqual(to: SecretBytes([UInt8](repeating: 15, count: 32))))
        }
    }

    @Test func `what is no key is refused, told where it comes from, and not repeated`() throws {
        for text in [
            "", "\n", String(digits.dropLast()), digits + "0", digits + "\n\n", " " + digits.dropFirst(),
            String(repeating: "0g", count: 32), String(repeating: "é", count: 32),
        ] {
            let path = try scratch.write(text, to: "kek")
            let error = failure { _ = try SecretsSettings.KeySource.file(path).readKey() }
            #expect(error?.code == .keyUnusable)
            #expect(error?.message.contains(path) == true && error?.message.contains("0f0f") == false)
        }
    }

    @Test func `a key file that others may read, that is not there, or is a folder is refused`() throws {
        let open = try scratch.write(digits, to: "open", mode: 0o644)
        #expect(failure { _ = try SecretsSettings.KeySource.file(open).readKey() }?.code == .openToOthers)
        for path in [scratch.path + "/none", scratch.path] {
            #expect(failure { _ = try SecretsSettings.KeySource.file(path).readKey() }?.code == .system)
        }
    }

    @Test func `a variable leads to the file, and one that is not set is named`() throws {
        let path = try scratch.write(digits, to: "kek")
        let name = "SAGE_TEST_KEY_\(UUID().uuidString.prefix(8))"
        let error = failure { _ = try SecretsSettings.KeySource.environment(name).readKey() }
        #expect(error?.code == .keyUnusable && error?.message.contains(name) == true)
        setenv(name, path, 1)
        defer { unsetenv(name) }
        #expect(try SecretsSettings.KeySource.environment(name).readKey().count == 32)
    }

    @Test func `a key that stands in the variable itself is refused, and not repeated, nor is a path`() throws {
        let name = "SAGE_TEST_KEY_\(UUID().uuidString.prefix(8))"
        defer { unsetenv(name) }
        for (value, code) in [
            (digits, SecretStoreError.Code.keyUnusable), ("./kek", .keyUnusable), ("/nowhere/0f0f", .system),
        ] {
            setenv(name, value, 1)
            let error = failure { _ = try SecretsSettings.KeySource.environment(name).readKey() }
            #expect(error?.code == code && error?.message.contains(name) == true)
            #expect(error?.message.contains("0f0f") == false && error?.message.contains("kek") == false)
        }
    }

    @Test func `a key file is made once, also by many at once, and a link that leads nowhere is left`() async throws {
        let path = scratch.path + "/kek"
        let made = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask { try SecretsSettings.KeySource.file(path).makeFileIfNeeded() }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(made == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["kek"])
        let link = scratch.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/nowhere/kek")
        #expect(try !SecretsSettings.KeySource.file(link).makeFileIfNeeded())
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "/nowhere/kek")
    }

    @Test func `of two places without a key the first is told, and a file is looked at before a command`() throws {
        let kek = SecretsSettings.KeySource.file(try scratch.write(digits, to: "kek"))
        _ = try store(kek).create()
        try store(kek).put("a", Secret("x"), kind: .other)
        let command = SecretsSettings.KeySource.command(["/bin/sh", "-c", "touch \(scratch.path)/asked; exit 3"])
        #expect(try store(command, next: kek).value(of: "a").reveal() == "x")
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/asked"))
        let error = failure { _ = try store(command, next: .file(scratch.path + "/none")).value(of: "a") }
        #expect(error?.message.contains("with the code 3") == true, "\(error?.message ?? "")")
    }

    // MARK: Commands

    private func command(_ script: String) -> KeyCommand {
        KeyCommand(["/bin/sh", "-c", script], patience: .milliseconds(700))
    }

    @Test func `what a command prints is the key`() throws {
        let store = store(.command(["/bin/sh", "-c", "echo \(digits)"]))
        _ = try store.create()
        try store.put("token", Secret("x"), kind: .other)
        #expect(try store.value(of: "token").reveal() == "x")
    }

    @Test(arguments: [
        ("echo marker >&2; exit 3", "with the code 3"), ("kill -9 $$", "by the signal 9"), ("sleep 30", "did not end"),
        ("echo x; exec >&-; sleep 30", "did not end"), ("sleep 30 & echo x", "did not end"),
        ("while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done", "prints more than a key"),
    ])
    func `a command that fails, hangs or floods is ended, and told without what it said`(
        script: String, what: String
    ) {
        let error = failure { _ = try command(script).run() }
        #expect(error?.code == .keyUnusable)
        #expect(error?.message.contains(what) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("marker") == false)
    }

    @Test(arguments: ["wait", "exit 3", "yes"])
    func `what a failing command started is ended with it`(end: String) async throws {
        let error = failure {
            _ = try command("sleep 300 > /dev/null & echo $! > \(scratch.path)/pid; exec 2>&1; \(end)").run()
        }
        #expect(error?.code == .keyUnusable)
        let text = try String(contentsOfFile: scratch.path + "/pid", encoding: .utf8)
        let pid = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        // Until somebody has asked how it ended, it is there in name.
        func isGone() -> Bool {
            let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
            return kill(pid, 0) != 0 || status?.contains(") Z ") == true
        }
        for _ in 0..<200 where !isGone() { try await Task.sleep(for: .milliseconds(10)) }
        #expect(isGone())
    }

    @Test func `a program that is not there is told`() {
        let error = failure { _ = try KeyCommand(["/nowhere/kms"]).run() }
        #expect(error?.message.contains("/nowhere/kms") == true)
        #expect(error?.message.contains("could not be started") == true)
    }

    @Test func `a command is asked once in a process`() throws {
        let store = store(.command(["/bin/sh", "-c", "echo x >> \(scratch.path)/asked; echo \(digits)"]))
        _ = try store.create()
        try store.put("a", Secret("x"), kind: .other)
        _ = try store.value(of: "a")
        #expect(try String(contentsOfFile: scratch.path + "/asked", encoding: .utf8) == "x\n")
    }

    @Test func `a command that gives another key from now on is asked again when the store is under that one`() throws {
        let kms = try scratch.write(digits, to: "kms")
        let running = store(.command(["/bin/cat", kms]))
        _ = try running.create()
        try running.put("a", Secret("x"), kind: .other)
        let new = String(repeating: "a0", count: 32)
        _ = try store(.command(["/bin/cat", kms])).rotateKey(to: .file(try scratch.write(new, to: "new")))
        #expect(failure { _ = try running.value(of: "a") }?.code == .wrongKey)
        try scratch.write(new, to: "kms")
        #expect(try running.value(of: "a").reveal() == "x")
    }

    // MARK: Passphrases

    @Test func `a passphrase opens the store, another does not, and a short one is refused`() throws {
        let path = try scratch.write("correct horse battery\n", to: "phrase")
        _ = try store(.passphraseFile(path)).create()
        try store(.passphraseFile(path)).put("token", Secret("x"), kind: .other)
        #expect(try store(.passphraseFile(path)).value(of: "token").reveal() == "x")
        let text = try String(contentsOfFile: scratch.path + "/s", encoding: .utf8)
        #expect(text.contains("\"salt\"") && text.contains("1024") && !text.contains("horse"))
        try scratch.write("correct horse batterz\n", to: "phrase")
        let error = failure { _ = try store(.passphraseFile(path)).value(of: "token") }
        #expect(error?.code == .wrongKey && error?.message.contains("horse") == false)
        // Of what comes of a wrong one, nothing is told.
        #expect(error?.message.contains("gives another. Name") == true, "\(error?.message ?? "")")
        try scratch.write("short\n", to: "phrase")
        #expect(failure { _ = try store(.passphraseFile(path)).value(of: "token") }?.code == .keyUnusable)
    }

    @Test(arguments: [("cost", 2), ("blockSize", 1), ("parallelism", 2)])
    func `parameters that the program never made are refused`(field: String, value: Int) throws {
        let phrase = SecretsSettings.KeySource.passphraseFile(try scratch.write("a long passphrase", to: "phrase"))
        _ = try store(phrase).create()
        let url = URL(filePath: scratch.path + "/s")
        var json = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
        var key = try #require(json["key"] as? [String: Any])
        var made = try #require(key["passphrase"] as? [String: Any])
        made[field] = value
        key["passphrase"] = made
        json["key"] = key
        try JSONSerialization.data(withJSONObject: json).write(to: url)
        #expect(failure { _ = try store(phrase).verify() }?.code == .damaged)
        #expect(failure { _ = try store(phrase).rotateKey(to: phrase) }?.code == .damaged)
    }

    @Test func `a store changes from a file to a passphrase and back`() throws {
        let key = SecretsSettings.KeySource.file(scratch.path + "/kek")
        let phrase = SecretsSettings.KeySource.passphraseFile(try scratch.write("a long passphrase", to: "phrase"))
        _ = try store(key).create()
        try store(key).put("token", Secret("x"), kind: .other)
        guard case .done = try store(key).rotateKey(to: phrase) else { throw Failure() }
        guard case .alreadyDone = try store(key).rotateKey(to: phrase) else { throw Failure() }
        #expect(failure { _ = try store(key).value(of: "token") }?.code == .wrongKey)
        #expect(try store(phrase).value(of: "token").reveal() == "x")
        #expect(try store(key, next: phrase).value(of: "token").reveal() == "x")
        guard case .done = try store(phrase).rotateKey(to: key) else { throw Failure() }
        #expect(try store(key).value(of: "token").reveal() == "x")
    }

    private struct Failure: Error {}
}
