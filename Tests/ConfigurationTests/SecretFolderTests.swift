import Configuration
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SecretFolderTests {
    private let scratch: ScratchFolder
    private let folder: SecretFolder
    private let place = SourcePlace(file: "relay.yaml", line: 12, column: 22)

    init() throws {
        scratch = try ScratchFolder()
        folder = SecretFolder(path: scratch.path)
    }

    private func read(_ name: String) throws(SecretError) -> String {
        try folder.read(SecretReference(name: name, place: place)).reveal()
    }

    private func error(_ name: String) -> SecretError? {
        #expect(throws: SecretError.self) { try read(name) }
    }

    @Test(arguments: [
        ("s3cret", "s3cret"), ("s3cret\n", "s3cret"), ("s3cret\r\n", "s3cret"), ("s3cret\n\n", "s3cret\n"),
        (" s3cret ", " s3cret "), ("a\nb\n", "a\nb"),
    ])
    func `one line break at the end does not belong to the value`(content: String, value: String) throws {
        _ = try scratch.write("token", Array(content.utf8))
        #expect(try read("token") == value)
    }

    @Test(arguments: [0o600, 0o400, 0o700])
    func `a file that only its owner may read is taken`(mode: Int) throws {
        _ = try scratch.write("token", Array("x".utf8), mode: mode)
        #expect(try read("token") == "x")
    }

    @Test(arguments: [
        (0o640, "0640"), (0o604, "0604"), (0o644, "0644"), (0o620, "0620"), (0o601, "0601"), (0o666, "0666"),
    ])
    func `a file that is open to others is refused`(mode: Int, shown: String) throws {
        let file = try scratch.write("token", Array("sensitive".utf8), mode: mode)
        let error = error("token")
        #expect(error?.code == .openToOthers)
        #expect(
            error?.description
                == "relay.yaml:12:22: the secret \"token\" is open to others (mode \(shown)): run chmod 600 \(file)")
    }

    @Test func `a secret that is not there is named with its file and the line that asks for it`() {
        let error = error("token")
        #expect(error?.code == .unreadable)
        #expect(
            error?.description == "relay.yaml:12:22: the secret \"token\" cannot be read from \(scratch.path)/token: "
                + "No such file or directory")
    }

    @Test(arguments: [
        "", ".", "..", "../token", "/etc/passwd", "a/b", "a\0b", ".token", String(repeating: "a", count: 65),
    ])
    func `a name that could lead out of the folder is refused before anything is opened`(name: String) {
        #expect(error(name)?.code == .badName)
    }

    @Test(arguments: ["", "\n", "\r\n"])
    func `an empty secret is refused`(content: String) throws {
        _ = try scratch.write("token", Array(content.utf8))
        #expect(error("token")?.code == .empty)
    }

    @Test func `a secret at the limit is read and one byte more is refused`() throws {
        let full = [UInt8](repeating: UInt8(ascii: "x"), count: ConfigurationLimits.secretBytes)
        _ = try scratch.write("full", full)
        _ = try scratch.write("over", full + [UInt8(ascii: "x")])
        #expect(try read("full").utf8.count == ConfigurationLimits.secretBytes)
        #expect(error("over")?.code == .tooLarge)
    }

    @Test func `a secret that is not text is refused`() throws {
        _ = try scratch.write("token", [0xFF, 0xFE])
        #expect(error("token")?.code == .notUTF8)
    }

    @Test func `a folder and a pipe are refused without waiting`() throws {
        try FileManager.default.createDirectory(atPath: scratch.path + "/folder", withIntermediateDirectories: false)
        #expect(error("folder")?.code == .notAFile)
        try #require(mkfifo(scratch.path + "/pipe", 0o600) == 0)
        #expect(error("pipe")?.code == .notAFile)
    }

    @Test func `of a symbolic link the mode of its target counts`() throws {
        let target = try scratch.write("target", Array("x".utf8))
        try FileManager.default.createSymbolicLink(atPath: scratch.path + "/link", withDestinationPath: target)
        #expect(try read("link") == "x")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: target)
        #expect(error("link")?.code == .openToOthers)
    }

    @Test func `a secret does not show itself`() {
        let secret = Secret("sensitive")
        var dumped = ""
        dump(secret, to: &dumped)
        for shown in ["\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", dumped] {
            #expect(!shown.contains("sensitive"))
            #expect(shown.contains("‹secret›"))
        }
        #expect(secret.reveal() == "sensitive")
    }
}

@Suite(.timeLimit(.minutes(1)))
struct SecretWritingTests {
    private let scratch: ScratchFolder
    private let folder: SecretFolder
    private let reference = SecretReference(name: "tokens", place: SourcePlace(file: "relay.yaml"))

    init() throws {
        scratch = try ScratchFolder()
        folder = SecretFolder(path: scratch.path)
    }

    @Test func `a secret of the longest size is written, and one byte more is refused`() throws {
        let longest = String(repeating: "a", count: ConfigurationLimits.secretBytes)
        try folder.write(reference, Secret(longest))
        #expect(try folder.read(reference).reveal() == longest)
        let error = #expect(throws: SecretError.self) { try folder.write(reference, Secret(longest + "a")) }
        #expect(error?.code == .tooLarge)
        #expect(try folder.read(reference).reveal() == longest)
    }

    @Test func `a file that was open to others is closed by writing`() throws {
        _ = try scratch.write("tokens", Array("old".utf8), mode: 0o644)
        try folder.write(reference, Secret("new"))
        #expect(try folder.read(reference).reveal() == "new")
    }

    @Test(arguments: ["", "..", "../tokens", "a/b", ".hidden"])
    func `no name leads out of the folder`(name: String) {
        let reference = SecretReference(name: name, place: SourcePlace(file: "relay.yaml"))
        #expect(throws: SecretError.self) { try folder.write(reference, Secret("x")) }
        #expect(throws: SecretError.self) { try folder.remove(reference) }
        #expect(throws: SecretError.self) { try folder.lock(reference) }
    }

    @Test func `a lock is given back once, by hand or at the end`() throws {
        let lock = try #require(try folder.lock(reference))
        #expect(try folder.lock(reference) == nil)
        lock.release()
        lock.release()
        _ = try #require(try folder.lock(reference))
        #expect(try folder.lock(reference) != nil)
    }
}
