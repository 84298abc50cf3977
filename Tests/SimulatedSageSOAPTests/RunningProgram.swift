import Foundation
import SimulatedSage
import SimulatedSageSOAP
import TestSupport
import Testing

/// The built program over a company in a folder, on HTTPS with a certificate of its own.
final class RunningProgram: Sendable {
    private struct Line: Decodable {
        let address: String
        let pid: Int32
    }

    static let deadline = Duration.seconds(30)

    let folder: ScratchFolder
    let process: ChildProcess
    /// The service's address.
    let address: String
    /// The certificate, which signs itself.
    var certificate: String { folder.path + "/server.pem" }
    var company: CompanyFolder { CompanyFolder(URL(filePath: folder.path + "/ABC")) }

    /// Starts the program, and waits until it listens.
    ///
    /// - Parameter arguments: further arguments.
    /// - Throws: when it cannot be started or does not listen.
    init(_ arguments: [String] = []) async throws {
        let folder = try ScratchFolder()
        self.folder = folder
        try CompanyFolder(URL(filePath: folder.path + "/ABC")).save(try TestService.contents.get())
        try folder.write(TestService.user.password + "\n", to: "password")
        let made = try await ChildProcess.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                "server.key", "-out", "server.pem", "-days", "1", "-subj", "/CN=127.0.0.1", "-addext",
                "subjectAltName=IP:127.0.0.1",
            ], in: folder.path)
        try #require(made.exitCode == 0, "\(made.process.standardError)")
        process = try ChildProcess(
            "simulated-sage-soap",
            [
                "--company", "ABC=ABC", "--user", TestService.user.name, "--password-file", "password",
                "--certificate", "server.pem", "--key", "server.key",
            ] + arguments, in: folder.path)
        let process = process
        _ = await eventually(within: Self.deadline) { process.standardOutput.hasSuffix("\n") || !process.isRunning }
        let line = try JSONDecoder().decode(Line.self, from: Data(process.standardOutput.utf8))
        try #require(line.pid == process.pid)
        address = line.address
    }

    /// Runs curl, which takes the server's certificate and no other.
    ///
    /// - Parameter arguments: its arguments.
    /// - Returns: its exit code, and what it got.
    /// - Throws: when it cannot be started.
    func curl(_ arguments: [String]) async throws -> (exitCode: Int32, output: String) {
        let ran = try await ChildProcess.run(
            "/usr/bin/curl", ["-sS", "--noproxy", "*", "--cacert", certificate] + arguments, in: folder.path)
        return (ran.exitCode, ran.process.standardOutput)
    }

    /// Calls an operation with curl; gives the answer behind its status, as `200 <?xml …`.
    func call(_ document: String, _ action: String) async throws -> (exitCode: Int32, output: String) {
        let file = try folder.write(document, to: "\(UUID().uuidString).xml")
        return try await curl([
            "-H", "Content-Type: text/xml; charset=utf-8", "-H", "SOAPAction: \"\(action)\"", "--data-binary",
            "@" + file, "-w", "\n%{http_code}", address,
        ])
    }
}
