import COMHost
import Cryptography
import Endpoints
import Foundation
import HTTPTypes
import Ledger
import NIOCore
import TestSupport
import Tunnel
import WireProtocol

/// Measures a scan of 5,000 vendors from COM to the relay's end of the tunnel: boi-host under Wine with the fake ProvideX
/// in its process, the agent as a process of its own, TLS and HTTP/2 on the loopback.
///
/// `BOI_BUILD` and the environment of `Tests/FakeProvideX/wine-prefix` have to be set (`make bench-com`).
enum COMReading {
    private static let count = 5000

    static func run() async throws {
        guard let build = ProcessInfo.processInfo.environment["BOI_BUILD"] else {
            print("reading over COM: not measured, BOI_BUILD is not set (make bench-com)")
            return
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "bench-com-\(UUID().uuidString)")
        try writeCompany(folder.appending(path: "ABC"))
        defer { try? FileManager.default.removeItem(at: folder) }
        try await BenchTunnel.run(
            agent: "com-agent", ["\(build)/64/boi-host.exe", folder.path], within: .seconds(20)
        ) { connection, agent in
            for turn in ["first, with the start of the host", "second", "third", "fourth"] {
                let before = Self.peak(of: agent)
                let (lines, bytes) = try await scan(connection, turn)
                precondition(lines == count + 1)
                print("  \(bytes) bytes; agent's peak memory \(before) to \(Self.peak(of: agent)) KiB")
            }
        }
    }

    private static func scan(_ connection: AgentConnection, _ turn: String) async throws -> (lines: Int, bytes: Int) {
        let company = try ServedCompany("ABC", among: ["ABC"], of: "The agent")
        let route = Route.scan(company: company, kind: .apVendor, ScanQuery())
        let request = HTTPRequest(method: .get, scheme: "https", authority: "agent", path: route.path)
        var (lines, bytes) = (0, 0)
        let time = try await ContinuousClock().measure {
            let response = try await connection.request(request, body: nil, deadline: .seconds(120))
            for try await piece in response.body {
                bytes += piece.readableBytes
                lines += piece.readableBytesView.count { $0 == UInt8(ascii: "\n") }
            }
        }
        print("\(count) vendors over COM, \(turn): \((time / .seconds(1)).text) s")
        return (lines, bytes)
    }

    /// The agent's process.
    static func agent(port: Int, chain: String, key: String, trust: String, host: String, folder: String) async throws {
        let context = try TLSContext(
            TLSConfiguration(
                role: .client(serverName: nil), credential: .init(certificateChain: chain, privateKey: key),
                trust: [trust], applicationProtocols: [TunnelListener.applicationProtocol]))
        guard let relay = PeerIdentity(uri: "spiffe://\(TestCertificates.trustDomain)/relay/main") else { return }
        let settings = HostSettings(
            command: ["wine64", host],
            logon: [
                "home": .text("Z:" + folder.replacingOccurrences(of: "/", with: "\\")),
                "settings": .object(["keyOrder": .text("utf8"), "clockMember": .text("sClock")]),
            ], credentials: HostSettings.Credentials(user: "bridge", password: "s3cret-p4ss"))
        let ledger = Ledger(server: COMHost(settings), companies: [Ledger.Company(code: "ABC")])
        let endpoints = AgentEndpoints(
            ledger: ledger, version: "0.1.0", digest: SHA256.hexadecimal, clock: ContinuousClock())
        let dialer = TunnelDialer(
            host: "127.0.0.1", port: port, relay: relay, instance: "bench", credentials: { context }, handler: endpoints
        )
        _ = try await dialer.dial(slot: 0).ended()
        await ledger.close()
    }

    /// Vendors of which twenty fields are filled.
    private static func writeCompany(_ folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let columns =
            "APDivisionNo,VendorNo,VendorName,AddressLine1,AddressLine2,City,State,ZipCode,CountryCode,TelephoneNo,"
            + "EmailAddress,TermsCode,VendorStatus,HoldPayment,Comment,Sort,LastCheckAmt,DateCreated,DateUpdated,TimeUpdated"
        let lines = (0..<count).map { number in
            let code = String(1_000_000 + number)
            return "0\(number % 3),\(code),Vendor \(code),\(number) Main Street,Suite 1,Irvine,CA,92618,USA,555-0100,"
                + "ap\(number)@vendor.example,01,A,N,Comment,\(code),\(number).10,20260101,20260301,8.49238"
        }
        try Data(([columns] + lines).joined(separator: "\n").utf8).write(to: folder.appending(path: "AP_Vendor.csv"))
        let clock = #"{"name":"Acme","clock":{"now":"20260601T12:00:00.000","zone":"America/Los_Angeles"}}"#
        try Data(clock.utf8).write(to: folder.appending(path: "Company.json"))
    }

    private static func peak(of process: Int32) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }
}
