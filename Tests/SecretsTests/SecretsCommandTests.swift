import Configuration
import Foundation
import TestSupport
import Testing

/// `sage-relay secrets` and `sage-agent secrets`, as built.
@Suite(.timeLimit(.minutes(5)))
struct SecretsCommandTests {
    private static let marker = "marker-8c1f-never-shown"

    @Test(arguments: ["sage-relay", "sage-agent"])
    func `a store is made, filled, listed, proved and emptied, and no value is shown`(program: String) async throws {
        let rig = try ProgramRig(program)
        var shown = try await rig.success("init")
        shown += try await rig.success("set", "token", "--kind", "monday-token", input: Self.marker + "\n")
        try rig.folder.write("file-" + Self.marker, to: "value")
        shown += try await rig.success("set", "smtp", "--kind", "smtp", "--file", "value")
        #expect(shown.contains("The value is still in value"))
        shown += try await rig.success("set", "token", input: Self.marker + "2")
        let list = try await rig.success("list")
        #expect(list.contains("token  monday-token        2"), "\(list)")
        struct Row: Decodable {
            var name: String
            var kind: String
            var version: Int
            var createdAt: Int64
            var key: String
        }
        let rows = try JSONDecoder().decode([Row].self, from: Data(try await rig.success("list", "--json").utf8))
        #expect(rows.map(\.name) == ["smtp", "token"] && rows.map(\.version) == [1, 2])
        #expect(try await rig.success("verify").contains("revision 4"))
        shown += try await rig.success("remove", "smtp")
        #expect(try await rig.run(["remove", "smtp"]).code == 64)
        #expect(!(shown + list).contains(Self.marker))
    }

    @Test func `the kind is by default what the configuration needs the secret for`() async throws {
        let rig = try ProgramRig()
        try await rig.success("init")
        #expect(try await rig.success("set", "token", input: "abc").contains("kind monday-token"))
        #expect(try await rig.success("set", "what", input: "abc").contains("kind other"))
        #expect(try await rig.success("set", "what", "--kind", "webhook", input: "abc").contains("kind webhook"))
        #expect(try await rig.success("set", "what", input: "abc").contains("kind webhook"))
    }

    @Test func `what is wrong is told with its exit code and the next step, never with the value`() async throws {
        let rig = try ProgramRig()
        let cases: [([String], String, Int32, String)] = [
            (["set", "token"], Self.marker, 78, "secrets init"), (["list"], "", 78, "secrets init"),
            (["rotate-key"], "", 64, "secrets.next-key"),
        ]
        for (arguments, input, code, text) in cases {
            let result = try await rig.run(arguments, input: input)
            #expect(result.code == code && result.errors.contains(text), "\(arguments): \(result.errors)")
            #expect(!(result.output + result.errors).contains(Self.marker))
        }
        try await rig.success("init")
        let bytes = try Data(contentsOf: URL(filePath: rig.folder.path + "/secrets.store"))
        try rig.folder.write("x", to: "open", mode: 0o644)
        let refused: [([String], String, Int32, String)] = [
            (["init"], "", 64, "already"), (["set", "a/b"], "x", 64, "name of a secret"),
            (["set", "t"], "", 64, "empty"),
            (["set", "t"], "\n", 64, "empty"), (["set", "t", "--kind", "sage-soap"], Self.marker, 64, "JSON"),
            (["set", "t", "--kind", "agent-api-key"], Self.marker, 64, "too short"),
            (["set", "t", "--kind", "nonsense"], Self.marker, 64, "nonsense"),
            (["set", "t", Self.marker], "", 64, "never an argument"),
            (["set", "t", "--file", "open"], "", 78, "chmod 600"),
            (["set", "t"], String(repeating: "x", count: 65537), 78, "longer than"), (["remove", "t"], "", 64, "list"),
        ]
        for (arguments, input, code, text) in refused {
            let result = try await rig.run(arguments, input: input)
            #expect(result.code == code && result.errors.contains(text), "\(arguments): \(result.errors)")
            #expect(!(result.output + result.errors).contains(Self.marker))
        }
        #expect(try Data(contentsOf: URL(filePath: rig.folder.path + "/secrets.store")) == bytes)
    }

    @Test func `the key is changed by file or by the next key of the configuration, and the old one refused`()
        async throws
    {
        let rig = try ProgramRig()
        try await rig.success("init")
        try await rig.success("set", "token", input: "abc")
        let done = try await rig.success("rotate-key", "--new-key", "second.kek")
        #expect(done.contains("secrets.key in relay.yaml") && done.contains("destroy the old key"))
        #expect(try await rig.success("rotate-key", "--new-key", "second.kek").contains("already"))
        let refused = try await rig.run(["verify"])
        #expect(refused.code == 78 && refused.errors.contains("kek holds the key"), "\(refused.errors)")
        try rig.folder.write("a passphrase of some length", to: "phrase")
        try rig.configure(
            "{ store: ./secrets.store, key: { file: ./second.kek }, next-key: { passphrase-file: ./phrase } }")
        try await rig.success("verify")
        try await rig.success("rotate-key")
        try await rig.success("verify")
        try rig.configure("{ store: ./secrets.store, key: { passphrase-file: ./phrase } }")
        #expect(try await rig.success("verify").contains("Every secret opens"))
    }

    @Test func `a damaged row is named by verify, which ends with 1`() async throws {
        let rig = try ProgramRig()
        try await rig.success("init")
        try await rig.success("set", "token", input: "abc")
        let path = rig.folder.path + "/secrets.store"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try rig.folder.write(
            text.replacingOccurrences(of: "\"version\" : 1", with: "\"version\" : 2"), to: "secrets.store")
        let result = try await rig.run(["verify"])
        #expect(result.code == 1)
        #expect(result.output.contains("token (monday-token, version 2) does not open"), "\(result.output)")
    }

    @Test func `a folder is taken over, twice without harm, and works as before without a store`() async throws {
        let rig = try ProgramRig(secrets: "{ folder: ./old }")
        try FileManager.default.createDirectory(
            atPath: rig.folder.path + "/old", withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        try await rig.success("set", "token", input: "abc")
        #expect(try String(contentsOfFile: rig.folder.path + "/old/token", encoding: .utf8) == "abc")
        let refused = try await rig.run(["list"])
        #expect(refused.code == 64 && refused.errors.contains("secrets import"))
        try rig.configure("{ store: ./secrets.store, key: { file: ./kek } }")
        try await rig.success("init")
        #expect(try await rig.success("import", "old").contains("token: taken, kind monday-token"))
        #expect(try await rig.success("import", "old").contains("in the store already"))
        try await rig.success("verify")
    }

    @Test func `a renewal under way is waited for by a change of key, and by an import`() async throws {
        let rig = try ProgramRig()
        try await rig.success("init")
        try await rig.success("set", "login", "--kind", "monday-oauth", input: #"{"a":1}"#)
        let path = rig.folder.path + "/secrets.store"
        let before = try Data(contentsOf: URL(filePath: path))
        var renewal = try #require(try SecretLock.take(rig.folder.path + "/.secrets.store~login.lock"))
        async let rotated = rig.success("rotate-key", "--new-key", "next")
        try await Task.sleep(for: .seconds(1))
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        renewal.release()
        #expect(try await rotated.contains("went from the key"))
        try rig.configure(
            "{ store: ./secrets.store, key: { file: ./next } }",
            login: "oauth: { flow: classic, client-id: id, client-secret: { secret: app }, tokens: { secret: tokens } }"
        )
        try FileManager.default.createDirectory(
            atPath: rig.folder.path + "/old", withIntermediateDirectories: false)
        try rig.folder.write(#"{"spent":1}"#, to: "old/tokens")
        renewal = try #require(try SecretLock.take(rig.folder.path + "/old/.tokens.lock"))
        async let taken = rig.success("import", "old")
        try await Task.sleep(for: .seconds(1))
        #expect(try await !rig.success("list").contains("tokens"))
        renewal.release()
        #expect(try await taken.contains("tokens: taken, kind monday-oauth"))
    }

    /// Runs a subcommand at a terminal, and types each text when it is asked for the next time.
    private func type(_ texts: [String], _ arguments: [String], in rig: ProgramRig) async throws -> (String, Int32) {
        let script = """
            import json, os, pty, sys, time
            program, texts, arguments = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3:]
            pid, terminal = pty.fork()
            if pid == 0:
                os.execv(program, [program, "secrets"] + arguments)
            shown, seen = b"", 0
            try:
                while True:
                    part = os.read(terminal, 1000)
                    if not part: break
                    shown += part
                    if texts and shown[seen:].endswith(b": "):
                        seen = len(shown)
                        os.write(terminal, texts.pop(0).encode())
            except OSError:
                pass
            sys.stdout.write(shown.decode())
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            """
        try rig.folder.write(script, to: "typed.py")
        let program = ChildProcess.products.appending(path: rig.program).path
        let json = String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
        let (typed, code) = try await ChildProcess.run(
            "/usr/bin/env", ["python3", "typed.py", program, json] + arguments, in: rig.folder.path)
        return (typed.standardOutput + typed.standardError, code)
    }

    @Test func `a value typed at a terminal is not shown, and Ctrl-C or a line that is cut off keeps nothing`()
        async throws
    {
        let rig = try ProgramRig()
        try await rig.success("init")
        let (typed, code) = try await type([Self.marker + "\n"], ["set", "token"], in: rig)
        #expect(code == 0 && typed.contains("Kept token, version 1"), "\(typed)")
        #expect(!typed.contains(Self.marker))
        let (broken, end) = try await type([Self.marker + "\u{3}"], ["set", "token"], in: rig)
        #expect(end == 64 && broken.contains("Nothing was done"), "\(broken)")
        let long = String(repeating: "x", count: 5000) + "\n"
        let (cut, refused) = try await type([long], ["set", "token"], in: rig)
        #expect(refused == 64 && cut.contains("cuts off lines"), "\(cut)")
        #expect(try await rig.success("list").contains("monday-token        1"))
        let (key, no) = try await type([], ["set", "ca", "--kind", "ca-key"], in: rig)
        #expect(no == 64 && key.contains("--file"), "\(key)")
    }

    @Test func `a new passphrase is typed twice, and each question says which it is`() async throws {
        let rig = try ProgramRig(secrets: "{ store: ./secrets.store, key: { passphrase-file: /dev/tty } }")
        let (one, two) = ("correct horse battery\n", "correct horse batterz\n")
        let (slip, refused) = try await type([one, two], ["init"], in: rig)
        #expect(refused == 64 && slip.contains("not the same"), "\(slip)")
        #expect(!FileManager.default.fileExists(atPath: rig.folder.path + "/secrets.store"))
        let (made, code) = try await type([one, one], ["init"], in: rig)
        #expect(code == 0 && made.contains("New passphrase") && made.contains("again"), "\(made)")
        try rig.configure(
            "{ store: ./secrets.store, key: { passphrase-file: /dev/tty }, next-key: { passphrase-file: /dev/tty } }")
        let (changed, end) = try await type([two, two, one], ["rotate-key"], in: rig)
        #expect(end == 0 && changed.contains("Present passphrase"), "\(changed)")
        try rig.configure("{ store: ./secrets.store, key: { passphrase-file: /dev/tty } }")
        let (proved, good) = try await type([two], ["verify"], in: rig)
        #expect(good == 0 && proved.contains("as it was written"), "\(proved)")
    }
}
