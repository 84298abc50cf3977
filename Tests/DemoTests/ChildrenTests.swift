import Foundation
import TestSupport
import Testing

@testable import Demo

@Suite(.timeLimit(.minutes(1)))
struct ChildrenTests {
    private let folder: ScratchFolder
    private let children = Children()

    init() throws {
        folder = try ScratchFolder()
    }

    private func shell(_ script: String) throws -> StartedProgram {
        try StartedProgram("/bin/sh", ["-c", script], output: "\(folder.path)/out", log: "\(folder.path)/log")
    }

    @Test(arguments: [("exit 7", Int32(7)), ("kill -TERM $$", 128 + SIGTERM)])
    func `the end of a program tells how it ended`(script: String, code: Int32) async throws {
        #expect(try await shell(script).wait(atMost: .seconds(30)) == code)
    }

    @Test func `a program that takes too long is ended, and its log is shown`() async throws {
        let child = try shell("echo the reason >&2; exec sleep 60")
        let wait = await #expect(throws: DemoError.self) { try await child.wait(atMost: .milliseconds(200)) }
        #expect(wait?.log.last == "the reason")
        #expect(!child.isRunning)
    }

    @Test func `a program that does not want to end is ended by force`() async throws {
        let child = try shell("trap '' TERM; echo ready; while true; do sleep 1; done")
        _ = try await Deadline.poll(atMost: .seconds(30)) { try Data(contentsOf: url("out")).isEmpty ? nil : true }
        await child.stop(grace: .milliseconds(50))
        #expect(!child.isRunning)
    }

    @Test func `a cancelled wait ends the program`() async throws {
        let child = try shell("exec sleep 60")
        let waiting = Task { try await child.wait(atMost: .seconds(60)) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(!child.isRunning)
    }

    @Test func `a program that should run on and has ended ends the wait for another one`() async throws {
        let lost = try shell("echo gone >&2")
        children.add(lost, runsOn: true)
        let child = try StartedProgram(
            "/bin/sleep", ["60"], output: "\(folder.path)/out2", log: "\(folder.path)/log2")
        children.add(child, runsOn: false)
        let error = await #expect(throws: DemoError.self) {
            try await children.wait(for: child, atMost: .seconds(60))
        }
        #expect(error?.message.hasPrefix("sh has ended") == true)
        #expect(error?.log.last == "gone")
        #expect(!child.isRunning)
    }

    @Test func `all programs are ended at the end`() async throws {
        let all = try (0..<3).map { _ in try shell("exec sleep 60") }
        for child in all { children.add(child, runsOn: true) }
        try children.check()
        await children.stopAll()
        #expect(all.allSatisfy { !$0.isRunning })
    }

    @Test func `a program that is not there is an error that says so`() throws {
        let error = #expect(throws: DemoError.self) {
            try StartedProgram("/nowhere/sage-relay", [], output: "\(folder.path)/out", log: nil)
        }
        #expect(error?.message.contains("/nowhere/sage-relay") == true)
    }

    private func url(_ name: String) -> URL {
        URL(fileURLWithPath: "\(folder.path)/\(name)")
    }
}
