import Foundation
import HTTPClient
import HTTPTypes
import TestSupport

/// Sage's SOAP service over the company's folder, on HTTPS with a certificate of its own.
extension Bridge {
    /// What the service's account is called, and its password.
    package static let soapUser = "bridge"
    package static let soapPassword = "password-51ce-secret"

    /// What counts the service's calls.
    package struct ServiceState: Decodable, Sendable {
        /// Calls by operation.
        package var operations: [String: Int]
        /// The most calls of each user that ran at once.
        package var peakByUser: [String: Int]
    }

    /// Starts the service and waits until it listens; keeps the account as the secret `sage`.
    ///
    /// - Parameters:
    ///   - port: where it listens; 0 lets the system choose.
    ///   - arguments: further arguments of `simulated-sage-soap`.
    /// - Returns: the service's address.
    /// - Throws: ``Failure`` when it does not start.
    @discardableResult
    package func startSOAP(port: Int = 0, _ arguments: [String] = []) async throws -> String {
        if !FileManager.default.fileExists(atPath: folder.path + "/server.pem") {
            let (openssl, code) = try await ChildProcess.run(
                "/usr/bin/openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
                    "-subj", "/CN=Sage server", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "server.key",
                    "-out", "server.pem",
                ], in: folder.path)
            guard code == 0 else { throw Failure("openssl: \(openssl.standardError)") }
            _ = try folder.write(Self.soapPassword, to: "sage-password", mode: 0o600)
        }
        let process = try ChildProcess(
            "simulated-sage-soap",
            [
                "--company", "ABC=\(company.path)", "--user", Self.soapUser, "--password-file", "sage-password",
                "--certificate", "server.pem", "--key", "server.key", "--port", "\(port)",
            ] + arguments, in: folder.path)
        soap = process
        let started = await eventually(within: .seconds(20)) {
            process.standardOutput.contains("\n") || !process.isRunning
        }
        struct Ready: Decodable { var address: String }
        guard started, let ready = try? JSONDecoder().decode(Ready.self, from: Data(process.standardOutput.utf8)) else {
            throw Failure("simulated-sage-soap did not start: \(process.standardError)")
        }
        try keepAccount(for: ready.address)
        return ready.address
    }

    /// Keeps the account for an address as the secret `sage`.
    package func keepAccount(
        for address: String, password: String = Bridge.soapPassword, company: String = "ABC"
    ) throws {
        let account = ["user": Self.soapUser, "password": password, "company": company, "url": address]
        _ = try folder.write(
            String(decoding: try JSONEncoder().encode(account), as: UTF8.self), to: "secrets/sage", mode: 0o600)
    }

    /// The relay's settings for a service on this machine.
    package func soapSettings(_ address: String, more: String = ", allow-private-addresses: true") -> String {
        "{ url: \"\(address)\", credentials: { secret: sage }, certificate-bundle: ./server.pem, deadline: 5s\(more) }"
    }

    /// What the service counts.
    package func soapState(_ address: String) async throws -> ServiceState {
        try JSONDecoder().decode(ServiceState.self, from: try await askSOAP(.get, address, "/simulator/state"))
    }

    /// Has the service go wrong.
    package func injectSOAP(_ fault: String, at address: String) async throws {
        _ = try await askSOAP(.post, address, "/simulator/faults", Data(fault.utf8))
    }

    /// Takes back every fault that the service waits with.
    package func calmSOAP(_ address: String) async throws {
        _ = try await askSOAP(.delete, address, "/simulator/faults")
    }

    private func askSOAP(
        _ method: HTTPRequest.Method, _ address: String, _ path: String, _ body: Data = Data()
    ) async throws -> Data {
        var options = HTTPClient.Options()
        options.certificateAuthorities = folder.path + "/server.pem"
        let client = try HTTPClient(options)
        let origin = address.split(separator: "/", maxSplits: 3).prefix(2).joined(separator: "//")
        let response = try await client.send(
            try HTTPClient.Request(method: method, url: origin + path, headers: [], body: body))
        await client.shutdown()
        guard response.status < 300 else { throw Failure(String(decoding: response.body, as: UTF8.self)) }
        return response.body
    }
}
