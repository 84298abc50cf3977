import Foundation
import TestSupport
import Testing

/// The built programs, with a store of their own in a scratch folder; certificates are not needed for secrets.
struct ProgramRig {
    let folder: ScratchFolder
    /// `sage-relay` or `sage-agent`.
    let program: String

    init(_ program: String = "sage-relay", secrets: String = "{ store: ./secrets.store, key: { file: ./kek } }") throws
    {
        folder = try ScratchFolder()
        self.program = program
        try configure(secrets)
    }

    private var file: String { program == "sage-relay" ? "relay.yaml" : "sage-agent.yaml" }

    /// Writes the configuration.
    ///
    /// - Parameters:
    ///   - secrets: where they are.
    ///   - login: how the relay is known to monday.com.
    /// - Throws: what writing the file throws.
    func configure(_ secrets: String, login: String = "token: { secret: token }") throws {
        let relay = """
            state: ./relay.sqlite
            secrets: \(secrets)
            agents: { listen: "127.0.0.1:0", certificate: c, key: k, trust: [t], trust-domain: bridge.example }
            monday: [{ name: m, plan: pro, \(login) }]
            connections: [{ name: acme, agent: hq, company: ABC, monday: m, boards: { ap-invoices: { board: "1" } } }]
            """
        let agent = """
            relay: { address: "127.0.0.1:1", identity: spiffe://bridge.example/relay/main }
            tls: { certificate: c, key: k, trust: [t] }
            secrets: \(secrets)
            sage: { backend: simulated, companies: [ABC], simulated: {} }
            """
        try folder.write(program == "sage-relay" ? relay : agent, to: file)
    }

    /// What a program said, and how it ended.
    struct Result {
        var output: String
        var errors: String
        var code: Int32
    }

    /// Runs a subcommand of `secrets`.
    ///
    /// - Parameters:
    ///   - arguments: the subcommand and its arguments.
    ///   - input: goes to its standard input, by a pipe.
    ///   - environment: added to this process's.
    /// - Returns: what came of it.
    /// - Throws: what starting it throws.
    @discardableResult
    func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) async throws -> Result {
        let value = try folder.write(input, to: "input")
        defer { try? FileManager.default.removeItem(atPath: value) }
        let path = ChildProcess.products.appending(path: program).path
        let process = try ChildProcess(
            "/bin/sh", ["-c", "cat input | exec \"$0\" secrets \"$@\"", path] + arguments, in: folder.path,
            environment: environment)
        let code = await process.exitCode()
        return Result(output: process.standardOutput, errors: process.standardError, code: code)
    }

    /// Runs one that has to work.
    @discardableResult
    func success(_ arguments: String..., input: String = "") async throws -> String {
        let result = try await run(arguments, input: input)
        #expect(result.code == 0, "\(arguments): \(result.output)\(result.errors)")
        return result.output
    }
}
