import HTTPClient
import Resilience
import SageSOAP
import Synchronization
import Testing
import WireProtocol
import XML

/// Calls that change nothing: what is tried again, for how long, and in whose turn.
struct ReadingTests {
    private static let passing: [FakeService.Reply] = [
        .lost, .unsent, .page(503), .page(500), .fault("Server", "An exception occurred."),
        .failure(HTTPClientError(.timedOut, delivery: .unknown, "no answer")),
    ]

    @Test(arguments: passing.indices)
    func `a failure that may pass is tried again after a wait with jitter`(index: Int) async throws {
        let clock = JumpingClock()
        let service = FakeService([Self.passing[index], Self.passing[index], .customer()])
        let customer = try await client(service, clock: clock).customer(
            division: "01", number: "0001234", at: target())
        #expect(try customer?.name == "Meier")
        #expect(clock.sleeps == [.milliseconds(500), .seconds(1)])
        #expect(service.seen.count == 3)
        #expect(service.seen.allSatisfy { !$0.isFresh })
    }

    private static let lasting: [FakeService.Reply] = [
        .page(404), .page(401), .page(403), .page(302), .page(200), .fault("CI_Else", "No."),
        .fault("Server", "Logon failure: no."), .body("<x/>"),
        .failure(HTTPClientError(.tls, "unknown CA")), .failure(HTTPClientError(.addressRefused, "private")),
        .failure(HTTPClientError(.answerTooLarge, delivery: .unknown, "too large")),
    ]

    @Test(arguments: lasting.indices)
    func `a failure that lasts is not tried again`(index: Int) async throws {
        let clock = JumpingClock()
        let service = FakeService([Self.lasting[index]])
        let error = await failure {
            _ = try await client(service, clock: clock).customer(division: "01", number: "1", at: target())
        }
        #expect(error?.isRetryable == false)
        // A reading does nothing, whatever became of it.
        #expect(error?.delivery == .nothingDone)
        #expect(service.seen.count == 1)
        #expect(clock.sleeps.isEmpty)
    }

    @Test func `attempts end, and the last error stays`() async throws {
        let service = FakeService([.lost])
        let error = await failure {
            _ = try await client(service) { $0.attempts = 3 }.customer(division: "01", number: "1", at: target())
        }
        #expect(error?.code == .connectionLost)
        #expect(service.seen.count == 3)
    }

    @Test func `a wait that would go beyond the call's patience ends it`() async throws {
        let clock = JumpingClock()
        let service = FakeService { _, _ in
            clock.advance(by: .seconds(20))
            return .lost
        }
        let error = await failure {
            _ = try await client(service, clock: clock) { $0.patience = .seconds(50) }.customer(
                division: "01", number: "1", at: target())
        }
        #expect(error?.code == .connectionLost)
        // At 20 s and at 40.5 s there was time for another one, at 61.5 s there was not.
        #expect(service.seen.count == 3)
    }

    @Test func `the retry budget ends retries of all calls, and successes fill it slowly`() async throws {
        let isWell = Mutex(false)
        let service = FakeService { _, _ in isWell.withLock { $0 } ? .customer() : .lost }
        let one = try client(service) {
            $0.retries = 3
            $0.attempts = 3
        }
        func count() async -> Int {
            let before = service.seen.count
            _ = await failure { _ = try await one.customer(division: "01", number: "0001234", at: target()) }
            return service.seen.count - before
        }
        #expect(await count() == 3)
        #expect(await count() == 2)
        #expect(await count() == 1)
        isWell.withLock { $0 = true }
        for _ in 0..<9 { #expect(await count() == 1) }
        isWell.withLock { $0 = false }
        #expect(await count() == 1)
        isWell.withLock { $0 = true }
        #expect(await count() == 1)
        isWell.withLock { $0 = false }
        #expect(await count() == 2)
    }

    @Test func `a customer that Sage does not have is none`() async throws {
        let service = FakeService([.fault("CI_NoKey", "The record is not there.")])
        #expect(try await client(service).customer(division: "01", number: "1", at: target()) == nil)
        #expect(try await client(service).salesOrder("1", at: target()) == nil)
        #expect(try await client(service).customerContact("A", division: "01", number: "1", at: target()) == nil)
    }

    @Test func `a contact and an order are read with all that is in them`() async throws {
        let contact = FakeService([
            .body(
                "<GetCustomerContactResponse xmlns='http://example.com/ws'><GetCustomerContactResult "
                    + "xmlns:a='http://schemas.datacontract.org/2004/07/Example.Ws'><a:ContactName>Eva</a:ContactName>"
                    + "</GetCustomerContactResult></GetCustomerContactResponse>")
        ])
        let found = try await client(contact).customerContact("A", division: "01", number: "1", at: target())
        #expect(try found?.text("ContactName") == "Eva")
        let order = FakeService([
            .body(
                "<GetSalesOrderResponse xmlns='http://example.com/ws'><GetSalesOrderResult "
                    + "xmlns:a='http://schemas.datacontract.org/2004/07/Example.Ws'><a:Lines><a:SalesOrderLine>"
                    + "<a:QuantityOrdered>2.5</a:QuantityOrdered></a:SalesOrderLine></a:Lines>"
                    + "</GetSalesOrderResult></GetSalesOrderResponse>")
        ])
        let lines = try await client(order).salesOrder("7", at: target())?.list("Lines").first?.object
        #expect(try lines?.list("SalesOrderLine").first?.object?.decimal("QuantityOrdered")?.text == "2.5")
    }

    @Test func `the null date is asked for once`() async throws {
        let service = FakeService { seen, _ in
            seen.operation == "GetCustomer"
                ? .customer(more: "<a:DateTimeUpdated>1800-01-01T00:00:00</a:DateTimeUpdated>")
                : .body(
                    "<GetContractInformationResponse xmlns='http://example.com/ws'><GetContractInformationResult "
                        + "xmlns:a='http://schemas.datacontract.org/2004/07/Example.Ws'>"
                        + "<a:AssemblyVersion>7.1</a:AssemblyVersion><a:NullDateTime>1800-01-01T00:00:00</a:NullDateTime>"
                        + "</GetContractInformationResult></GetContractInformationResponse>")
        }
        let one = try client(service) { $0.nullDateTime = nil }
        for _ in 0..<2 {
            let customer = try await one.customer(division: "01", number: "0001234", at: target())
            #expect(try customer?.updated == nil)
        }
        #expect(service.operations == ["GetContractInformation", "GetCustomer", "GetCustomer"])
        #expect(try await one.contractInformation(at: target().url).assemblyVersion == "7.1")
        let probe = try #require(service.seen.first?.envelope.children.first?.children.first)
        #expect(probe.children.isEmpty)
    }

    @Test func `an answer that repeats the password means what it means without it`() async throws {
        let words = "Logon failure: geh&lt;eim&gt;&amp;"
        let one = try client(FakeService([.fault("InternalServiceFault", words)]))
        let error = await failure { _ = try await one.nextCustomerNumber(at: target()) }
        #expect(error?.code == .logon && error?.isRetryable == false && error?.delivery == .nothingDone)
    }

    @Test(arguments: ["1E-9223372036854775808", "1E9223372036854775807", "1E99999999999999999999", "1E-400"])
    func `a number with an exponent beyond all reason is none`(text: String) async throws {
        let one = try client(FakeService([.customer(more: "<a:CreditLimit>\(text)</a:CreditLimit>")]))
        let error = await failure {
            _ = try await one.customer(division: "01", number: "0001234", at: target())?.object.decimal("CreditLimit")
        }
        #expect(error?.code == .answerInvalid || error?.code == .contract)
    }

    @Test func `a service without a null date is asked for it once`() async throws {
        let service = FakeService { seen, _ in
            seen.operation == "GetCustomer"
                ? .customer()
                : .body(
                    "<GetContractInformationResponse xmlns='http://example.com/ws'><GetContractInformationResult "
                        + "xmlns:a='http://schemas.datacontract.org/2004/07/Example.Ws'/></GetContractInformationResponse>"
                )
        }
        let one = try client(service) { $0.nullDateTime = nil }
        for _ in 0..<2 { _ = try await one.customer(division: "01", number: "0001234", at: target()) }
        #expect(service.operations == ["GetContractInformation", "GetCustomer", "GetCustomer"])
    }

    // MARK: Turns

    @Test func `two clients of one account never call at the same time`() async throws {
        let turns = TurnQueue()
        let service = FakeService { _, _ in
            for _ in 0..<20 { await Task.yield() }
            return .customer()
        }
        let contract = try Fixture.split.contract()
        var options = SageSOAPOptions()
        options.nullDateTime = "1753-01-01T00:00:00"
        let clients = (0..<2).map { _ in
            SageSOAPClient(
                contract, credentials: credentials, transport: service, turns: turns, options: options)
        }
        let place = try target()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<40 {
                group.addTask {
                    if index % 4 == 0 {
                        _ = try? await clients[index % 2].nextCustomerNumber(at: place)
                    } else {
                        _ = try await clients[index % 2].customer(division: "01", number: "0001234", at: place)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(service.seen.count >= 40)
        #expect(service.mostRunning == 1)
    }

    @Test func `a call that is cancelled while it waits for its turn sends nothing`() async throws {
        let turns = TurnQueue()
        try await turns.take()
        let service = FakeService([.customer()])
        var options = SageSOAPOptions()
        options.nullDateTime = "1753-01-01T00:00:00"
        let one = SageSOAPClient(
            try Fixture.split.contract(), credentials: credentials, transport: service, turns: turns, options: options)
        let place = try target()
        let task = Task { await failure { _ = try await one.customer(division: "01", number: "1", at: place) } }
        while turns.waiting == 0 { await Task.yield() }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        #expect(service.seen.isEmpty)
        turns.give()
        _ = try? await one.customer(division: "01", number: "0001234", at: place)
        #expect(service.seen.count == 1)
    }

    @Test func `a call whose turn does not come in time sends nothing, and may be tried again`() async throws {
        let turns = TurnQueue()
        try await turns.take()
        let service = FakeService([.customer()])
        let one = SageSOAPClient(
            try Fixture.split.contract(), credentials: credentials, transport: service, turns: turns,
            clock: JumpingClock())
        let error = await failure { _ = try await one.nextCustomerNumber(at: target()) }
        #expect(error?.code == .timedOut)
        #expect(error?.isRetryable == true)
        #expect(error?.delivery == .nothingDone)
        #expect(service.seen.isEmpty)
    }

    // MARK: Secrets

    @Test func `no error and no description has the password or the envelope`() async throws {
        let once = "geh&lt;eim&gt;&amp;"
        let twice = "geh&amp;lt;eim&amp;gt;&amp;amp;"
        let filler = String(repeating: "x", count: 295)
        let replies =
            Self.passing + Self.lasting + [.body("<geh/>"), .fault("X", "y")]
            + [once, twice, "geh&#60;eim<![CDATA[>]]>&amp;", filler + once].map { .fault("X", "Cannot read \($0).") }
            + [.fault(once, "Logon failure: \(once)")]
        for reply in replies {
            let one = try client(FakeService([reply]))
            let error = await failure { _ = try await one.nextCustomerNumber(at: target()) }
            let all = "\(String(describing: error)) \(String(reflecting: error)) \(error?.description ?? "")"
            #expect(!all.contains("geh<eim>"))
            #expect(!all.contains("geh&lt;eim"))
            #expect(!all.contains("geh") || all.contains("the element geh "), "\(all)")
            #expect(!all.contains("Envelope"))
        }
        #expect(!"\(credentials)".contains("geh<"))
    }
}
