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

    /// Sends a request over a socket; gives the status, 0 for no answer.
    private func call(_ operation: ServiceOperation, _ test: TestService) async throws -> String {
        let file = try folder.write(test.envelope(operation), to: "\(UUID().uuidString).xml")
        let ran = try await ChildProcess.run(
            "/usr/bin/curl",
            [
                "-s", "--noproxy", "*", "-H", "Content-Type: text/xml; charset=utf-8", "-H",
                "SOAPAction: \(test.names.action(operation))", "--data-binary", "@" + file, "-o", "/dev/null", "-w",
                "%{http_code}", test.service.address,
            ], in: folder.path)
        return ran.process.standardOutput
    }

    private func nextNumber(_ test: TestService) -> String? {
        test.company.books.record("AR_Options", key: ["A/R"])?["NextCustomerNo"]
    }

    @Test(arguments: [Fault.Kind.hold, .latency])
    func `what waits when it is stopped is not done`(kind: Fault.Kind) async throws {
        let test = try TestService(sleep: { try await Task.sleep(for: $0) })
        try await test.service.start()
        var fault = Fault(kind)
        fault.milliseconds = 3_600_000
        test.service.faults.inject(fault)
        async let status = call(.getNextCustomerNo, test)
        #expect(await eventually(within: .seconds(30)) { !test.service.counters.peakByUser.isEmpty })
        if kind == .hold { await test.service.faults.waitUntilHeld() }
        await test.service.stop()
        #expect(try await status == "000")
        #expect(nextNumber(test) == "C000012")
    }

    @Test func `a stop waits for what runs, and its client gets the answer`() async throws {
        let url = URL(filePath: folder.path + "/ABC")
        try CompanyFolder(url).save(try TestService.contents.get())
        let test = try TestService(company: LiveCompany(code: "ABC", folder: url))
        try await test.service.start()
        // Another process that writes, for a while.
        let lock = open(url.path + "/LOCK", O_RDWR)
        #expect(flock(lock, LOCK_EX) == 0)
        async let status = call(.getNextCustomerNo, test)
        #expect(await eventually(within: .seconds(30)) { !test.service.counters.peakByUser.isEmpty })
        // Not in a task: those may wait for the lock.
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(300)) { close(lock) }
        await test.service.stop()
        let books = try CompanyFolder(url).contents().books
        #expect(books.record("AR_Options", key: ["A/R"])?["NextCustomerNo"] == "C000013")
        #expect(try await status == "200")
    }

    @Test func `a stop does not wait for ever`() async {
        let (calls, hold) = (RunningCalls(), Hold())
        calls.open()
        #expect(calls.run { _ = await hold.wait() })
        await hold.waitUntilHeld(1)
        await calls.close(within: .milliseconds(20))
        #expect(hold.release() == 1)
        await calls.close(within: .seconds(60))
        #expect(!calls.run {})
    }

    @Test func `nothing is held once it has stopped, until it starts again`() async throws {
        try await test.service.start()
        async let watched: Void = test.service.faults.waitUntilHeld(2)
        await test.service.stop()
        await watched
        for kind in [Fault.Kind.hold, .holdAnswer] {
            test.service.faults.inject(Fault(kind))
            guard case .dropped = await test.call(.getNextCustomerNo).answer.delivery else {
                Issue.record("\(kind) has an answer")
                continue
            }
        }
        try await test.service.start()
        test.service.faults.inject(Fault(.hold))
        async let status = test.call(.getNextCustomerNo).status
        await test.service.faults.waitUntilHeld()
        test.service.faults.release()
        #expect(await status == 200)
        await test.service.stop()
    }

    @Test func `what is started is not started again`() async throws {
        let address = try await test.service.start()
        await #expect(throws: SimulatedSageSOAP.AlreadyStarted.self) { try await test.service.start() }
        #expect(test.service.address == address)
        #expect(try await curl(["--fail", address + "?wsdl"]) == 0)
        await test.service.stop()
        #expect(test.service.serverAddress.isEmpty)
        #expect(try await curl([address + "?wsdl"]) == 7)
    }

    @Test func `a certificate that is not there is refused before anything listens`() async throws {
        let test = try TestService {
            $0.credential = .init(certificateChain: "/nonexistent/server.pem", privateKey: "/nonexistent/server.key")
        }
        for _ in 0..<2 { await #expect(throws: CryptographyError.self) { try await test.service.start() } }
        #expect(test.service.serverAddress.isEmpty)
    }
}
