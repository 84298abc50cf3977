import ArgumentParser
import Foundation

/// The command.
@main
struct SageChaos: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sage-chaos",
        abstract: "Lets a company live while everything between it and its boards goes wrong, and compares in the end.",
        discussion: """
            The same seed makes the same decisions at the same times; what comes of them differs, since processes and \
            connections interleave as the machine has it.

            EXIT CODES
              0   no record is missing, doubled or wrong, and nothing crashed
              1   some are, or something crashed; the folder with state and logs is kept
              64  the command line is wrong
            """)

    @Option(help: "Decides everything that happens; drawn when left out.")
    var seed: UInt64?

    @Option(help: "How long, before the calm.")
    var seconds = 120

    func validate() throws {
        guard 5...86_400 ~= seconds else { throw ValidationError("--seconds takes 5 to 86400.") }
    }

    func run() async throws {
        // A reader that closes our output must not end us before the programs that we started.
        signal(SIGPIPE) { _ in }
        let seed = seed ?? UInt64.random(in: 0..<1_000_000)
        say("seed \(seed), \(seconds) s; again with: sage-chaos --seed \(seed) --seconds \(seconds)")
        var run = try await ChaosRun(seed: seed, duration: .seconds(seconds))
        let result: Result<ChaosTally, any Error>
        do {
            result = .success(try await run.perform())
        } catch {
            result = .failure(error)
        }
        if case .success(let tally) = result {
            say(tally.table(seed: seed, seconds: seconds))
            if tally.isRight { return }
        }
        let kept = FileManager.default.temporaryDirectory.appending(path: "chaos-\(seed)-\(UUID().uuidString)").path
        try FileManager.default.copyItem(atPath: run.folder, toPath: kept)
        say("state and logs are kept in \(kept)")
        _ = try result.get()
        throw ExitCode(1)
    }
}

/// Tells one line, at once also where it goes to a file.
func say(_ line: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
}
