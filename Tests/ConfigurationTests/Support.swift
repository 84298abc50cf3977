import Configuration
import Foundation
import Testing

/// The least agent file; tests change one line of it.
let agentYAML = """
    relay:
      address: relay.example.com:8443
      identity: spiffe://bridge.example/relay/main
    tls:
      certificate: tls/agent.pem
      key: tls/agent.key
      trust: [tls/ca.pem]
    sage:
      backend: simulated
      companies: [ABC]
      simulated: {}

    """

/// The least relay file; tests change one line of it.
let relayYAML = """
    state: state.sqlite
    secrets: { folder: secrets }
    agents:
      listen: "127.0.0.1:0"
      certificate: tls/relay.pem
      key: tls/relay.key
      trust: [tls/ca.pem]
      trust-domain: bridge.example
    monday:
      - name: acme
        plan: pro
        token: { secret: acme-token }
    connections:
      - name: acme
        agent: acme-hq
        company: ABC
        monday: acme
        boards:
          ap-invoices:
            board: "1"

    """

/// What is wrong with an agent's file, one line a fault.
func agentFaults(_ yaml: String) -> String {
    faults { try AgentConfiguration(bytes: Array(yaml.utf8), file: "a.yaml") }
}

/// What is wrong with a relay's file, one line a fault.
func relayFaults(_ yaml: String) -> String {
    faults { try RelayConfiguration(bytes: Array(yaml.utf8), file: "r.yaml") }
}

private func faults<Value>(_ read: () throws -> Value) -> String {
    do {
        _ = try read()
        return ""
    } catch {
        return "\(error)"
    }
}

extension String {
    /// The text with one line replaced by others.
    func replacing(line: String, with other: String) throws -> String {
        try #require(components(separatedBy: line).count == 2, "the line must be there once")
        return replacingOccurrences(of: line, with: other)
    }
}

/// A folder that is gone when the test is.
final class ScratchFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and sets its mode.
    func write(_ name: String, _ bytes: [UInt8], mode: Int = 0o600) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }
}

/// A generator that gives the same numbers for the same seed (Steele, Lea and Flood, "Fast splittable pseudorandom
/// number generators", 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
