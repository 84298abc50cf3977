import BusinessObjects
import Cryptography
import Foundation
import SimulatedSage
import SimulatorServer
import TestSupport
import Testing

@testable import SimulatedSageSOAP

/// The service in this process, over sockets.
@Suite(.timeLimit(.minutes(1)))
struct ServerTests {
    private let test: TestService
    private let folder: TestSupport.ScratchFolder

    init() throws {
        test = try TestService()
        folder = try TestSupport.ScratchFolder()
    }

    private func curl(_ arguments: [String]) async throws -> Int32 {
        try await ChildProcess.run("/usr/bin/curl", ["-sS", "--noproxy", "*"] + arguments, in: folder.path).exitCode
    }

    @Test func `it listens until it is stopped`() async throws {
        let address = try await test.service.start()
        #expect(address == test.service.address)
        #expect(try await curl(["--fail", address + "?wsdl"]) == 0)
        await test.service.stop()
        // 7: nobody listens.
        #expect(try await curl([address + "?wsdl"]) == 7)
        _ = try await test.service.start()
        #expect(try await curl(["--fail", test.service.address + "?wsdl"]) == 0)
        await test.service.stop()
    }

    @Test func `a port that is taken is refused`() async throws {
        let port = try #require(URL(string: try await test.service.start())?.port)
        let other = try TestService()
        await #expect(throws: (any Error).self) { try await other.service.start(port: port) }
        await test.service.stop()
    }

    @Test func `a stop lets go of what is held, and its client gets nothing`() async throws {
        let address = try await test.service.start()
        test.service.faults.inject(Fault(.hold))
        async let exitCode = curl([address + "?wsdl"])
        await test.service.faults.waitUntilHeld()
        await test.service.stop()
        #expect(test.service.faults.heldCount == 0)
        #expect(try await exitCode == 52)
    }

    @Test func `a certificate that is not there is refused before anything listens`() async throws {
        let test = try TestService {
            $0.credential = .init(certificateChain: "/nonexistent/server.pem", privateKey: "/nonexistent/server.key")
        }
        await #expect(throws: CryptographyError.self) { try await test.service.start() }
        #expect(test.service.serverAddress.isEmpty)
    }
}
