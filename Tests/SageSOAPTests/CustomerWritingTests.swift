import HTTPClient
import SageSOAP
import Synchronization
import Testing
import WireProtocol
import XML

/// Calls that write: nothing is made twice, whatever becomes of the answers.
struct CustomerWritingTests {
    private static let made = FakeService.Reply.done("CreateCustomer")
    private static let exists = FakeService.Reply.fault("WS_AlreadyExists", "There is one.")
    private static let none = FakeService.Reply.fault("CI_NoKey", "There is none.")

    private struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let replies: [FakeService.Reply]
        let operations: String
        let result: Outcome
    }

    private enum Outcome: Equatable, Sendable {
        case done(SOAPCreation)
        case error(SageSOAPError.Code)
    }

    private static let cases = [
        Case(testDescription: "made at once", replies: [made], operations: "Create", result: .done(.made)),
        Case(
            testDescription: "taken before", replies: [exists], operations: "Create", result: .error(.alreadyExists)),
        Case(
            testDescription: "refused", replies: [.fault("CI_NOF", "no")], operations: "Create",
            result: .error(.valueNotOnFile)),
        Case(
            testDescription: "not sent at first", replies: [.unsent, made], operations: "Create Create",
            result: .done(.made)),
        Case(
            testDescription: "not sent, then taken by another", replies: [.unsent, exists],
            operations: "Create Create", result: .error(.alreadyExists)),
        Case(
            testDescription: "lost and made", replies: [.lost, .customer()], operations: "Create Get",
            result: .done(.foundAfterLostAnswer)),
        Case(
            testDescription: "lost and another's", replies: [.lost, .customer(name: "Schulze")],
            operations: "Create Get", result: .error(.conflict)),
        Case(
            testDescription: "lost and not made", replies: [.lost, none, made], operations: "Create Get Create",
            result: .done(.made)),
        Case(
            testDescription: "lost, made late", replies: [.lost, none, exists, .customer()],
            operations: "Create Get Create Get", result: .done(.foundAfterLostAnswer)),
        Case(
            testDescription: "lost, taken meanwhile", replies: [.lost, none, exists, .customer(name: "Schulze")],
            operations: "Create Get Create Get", result: .error(.conflict)),
        Case(
            testDescription: "lost, there and not there", replies: [.lost, none, exists, none],
            operations: "Create Get Create Get", result: .error(.outcomeUnknown)),
        Case(
            testDescription: "lost, then refused in passing until the end",
            replies: [.lost, none]
                + Array(repeating: [.fault("x", "An exception occurred."), none], count: 4).flatMap(\.self),
            operations: "Create Get Create Get Create Get Create Get Create Get", result: .error(.outcomeUnknown)),
        Case(
            testDescription: "a gateway gives up until the end",
            replies: Array(repeating: [.page(504), none], count: 5).flatMap(\.self),
            operations: "Create Get Create Get Create Get Create Get Create Get", result: .error(.outcomeUnknown)),
        Case(
            testDescription: "lost twice and made", replies: [.lost, none, .lost, .customer()],
            operations: "Create Get Create Get", result: .done(.foundAfterLostAnswer)),
        Case(
            testDescription: "an error of the service, nothing made",
            replies: [.fault("Server", "An exception occurred."), none, made], operations: "Create Get Create",
            result: .done(.made)),
        Case(
            testDescription: "an error of the service, made",
            replies: [.fault("Server", "An exception occurred."), .customer()], operations: "Create Get",
            result: .done(.foundAfterLostAnswer)),
        Case(
            testDescription: "stopped meanwhile", replies: [.page(503), .page(503), .customer()],
            operations: "Create Get Get", result: .done(.foundAfterLostAnswer)),
        Case(
            testDescription: "an answer that is none, made", replies: [.page(200), .customer()],
            operations: "Create Get", result: .done(.foundAfterLostAnswer)),
        Case(
            testDescription: "an answer that is none, not made", replies: [.page(200), none],
            operations: "Create Get", result: .error(.outcomeUnknown)),
        Case(
            testDescription: "lost, and the logon is refused then",
            replies: [.lost, .fault("Server", "Logon failure: no")], operations: "Create Get",
            result: .error(.outcomeUnknown)),
        Case(
            testDescription: "redirected", replies: [.page(302)], operations: "Create", result: .error(.redirected)),
        Case(
            testDescription: "no such service", replies: [.page(404)], operations: "Create",
            result: .error(.noService)),
    ]

    @Test(arguments: cases)
    private func `a creation ends in what is known`(one: Case) async throws {
        let service = FakeService(one.replies)
        let result = Mutex<Outcome?>(nil)
        let error = await failure {
            let done = try await create(try client(service))
            result.withLock { $0 = .done(done) }
        }
        #expect(result.withLock { $0 } ?? error.map { .error($0.code) } == one.result)
        let expected = one.operations.split(separator: " ").map { "\($0)Customer" }
        #expect(service.operations == expected)
        // Each creation on a connection of its own, and all of them the same bytes.
        let creations = service.seen.filter { $0.operation == "CreateCustomer" }
        #expect(creations.allSatisfy { $0.isFresh })
        #expect(Set(creations.map(\.envelope)).count == 1)
        if one.result == .error(.outcomeUnknown) {
            #expect(error?.message.contains("customer number 0001234") == true)
            #expect(error?.delivery == .unknown)
            #expect(error?.isRetryable == false)
        } else {
            #expect(error == nil || error?.delivery == .nothingDone)
        }
    }

    @Test func `a service that never answers leaves the outcome unknown, and attempts end`() async throws {
        let service = FakeService([.lost])
        let error = await failure { _ = try await create(try client(service) { $0.attempts = 3 }) }
        #expect(error?.code == .outcomeUnknown)
        #expect(service.operations == ["CreateCustomer", "GetCustomer", "GetCustomer", "GetCustomer"])
    }

    @Test func `without retries in stock a lost creation is looked for still, once`() async throws {
        let service = FakeService([.lost, Self.none])
        let error = await failure { _ = try await create(try client(service) { $0.retries = 0 }) }
        #expect(error?.code == .outcomeUnknown)
        #expect(service.operations == ["CreateCustomer", "GetCustomer"])
    }

    @Test func `a creation that is cancelled while its answer is out is of unknown outcome`() async throws {
        let service = FakeService { _, _ in
            while !Task.isCancelled { await Task.yield() }
            return .failure(HTTPClientError(.cancelled, delivery: .unknown, "cancelled"))
        }
        let one = try client(service)
        let task = Task { await failure { _ = try await create(one) } }
        while service.seen.isEmpty { await Task.yield() }
        task.cancel()
        let error = await task.value
        #expect(error?.code == .outcomeUnknown)
        #expect(error?.message.contains("0001234") == true)
        #expect(service.operations == ["CreateCustomer"])
    }

    @Test func `a creation that is cancelled before it was sent did nothing`() async throws {
        let service = FakeService { _, _ in
            while !Task.isCancelled { await Task.yield() }
            return .unsent
        }
        let one = try client(service)
        let task = Task { await failure { _ = try await create(one) } }
        while service.seen.isEmpty { await Task.yield() }
        task.cancel()
        let error = await task.value
        #expect(error?.code == .cancelled)
        #expect(error?.delivery == .nothingDone)
    }

    @Test func `without a name all members that were given decide`() async throws {
        func outcome(_ there: String) async throws -> SOAPCreation {
            let service = FakeService([.lost, .customer(name: "Sage's own", more: there)])
            return try await client(service).createCustomer(division: "01", number: "0001234", at: target()) {
                customer throws(SageSOAPError) in
                try customer.set("CreditLimit", .text("10.00"))
                try customer.set("City", .text("Bonn"))
            }
        }
        #expect(
            try await outcome("<a:CreditLimit>10</a:CreditLimit><a:City>BONN </a:City>") == .foundAfterLostAnswer)
        let error = await failure {
            _ = try await outcome("<a:CreditLimit>10.01</a:CreditLimit><a:City>Bonn</a:City>")
        }
        #expect(error?.code == .conflict)
    }

    // MARK: Numbers

    @Test(
        arguments: [
            ([FakeService.Reply.next("7")], "7", 1), ([.lost, .next("8")], "8", 2),
            ([.lost, .lost, .next("9")], nil, 2),
            ([.unsent, .unsent, .lost, .next("9")], "9", 4),
            ([.lost, .fault("Server", "An exception occurred.")], nil, 2),
            ([.next("")], nil, 1),
        ] as [([FakeService.Reply], String?, Int)])
    func `a number whose answer was lost is asked for again once`(
        replies: [FakeService.Reply], expected: String?, count: Int
    ) async throws {
        let service = FakeService(replies)
        let one = try client(service)
        let number = try? await one.nextCustomerNumber(at: target())
        #expect(number == expected)
        #expect(service.seen.count == count)
        #expect(service.seen.allSatisfy { $0.isFresh })
    }

    // MARK: Updates

    @Test func `an update sends back every member, those that are not known by name too`() async throws {
        let more = """
            <a:City>Bonn</a:City><a:CreditLimit>10.500</a:CreditLimit>\
            <a:EBMConsumerUserID xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>\
            <a:OtherFields><a:Field><a:MasFieldName>UDF_A</a:MasFieldName><a:Value>1</a:Value></a:Field></a:OtherFields>\
            <a:ShipMethod>UPS &amp; Co</a:ShipMethod>
            """
        let service = FakeService([.customer(more: more), .done("UpdateCustomer")])
        let sent = try await update(client(service), city: "Köln")
        #expect(try sent.city == "Köln")
        #expect(service.seen.map(\.isFresh) == [false, true])
        let customer = try #require(service.seen.last?.envelope.children.first?.children.first?.children.last)
        #expect(
            customer.children.map { "\($0.name.local)=\($0.text)" } == [
                "ARDivisionNo=01", "City=Köln", "CreditLimit=10.500", "CustomerName=Meier", "CustomerNo=0001234",
                "EBMConsumerUserID=", "OtherFields=", "ShipMethod=UPS & Co",
            ])
        #expect(customer.children[5].attributes.map(\.value) == ["true"])
        #expect(customer.children[6].children[0].children.map(\.text) == ["UDF_A", "1"])
    }

    @Test func `an update whose answer was lost reads again first, and is not sent again when it is there`()
        async throws
    {
        let there = FakeService.Reply.customer(more: "<a:City>Köln</a:City>")
        let service = FakeService([.customer(), .lost, there])
        _ = try await update(client(service), city: "Köln")
        #expect(service.operations == ["GetCustomer", "UpdateCustomer", "GetCustomer"])
        let again = FakeService([.customer(), .lost, .customer(), .done("UpdateCustomer")])
        _ = try await update(client(again), city: "Köln")
        #expect(again.operations == ["GetCustomer", "UpdateCustomer", "GetCustomer", "UpdateCustomer"])
    }

    @Test func `an update whose answer was lost is of unknown outcome, whatever becomes of the next reading`()
        async throws
    {
        let service = FakeService([.customer(), .lost, .fault("X", "Sage refuses.")])
        let error = await failure { _ = try await update(client(service), city: "Bonn") }
        #expect(error?.delivery == .unknown)
        #expect(error?.code == .sageRefused)
    }

    @Test(arguments: [
        "<a:City more='1'>Bonn</a:City>", "<a:OtherFields kind='x'/>",
        "<a:OtherFields xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type='a:Unknown'/>",
    ])
    func `a customer with what would be lost on the way back is read and not sent back`(more: String) async throws {
        let service = FakeService([.customer(more: more)])
        let error = await failure { _ = try await update(client(service), city: "Köln") }
        #expect(error?.code == .contract, "\(error?.description ?? "")")
        #expect(service.operations == ["GetCustomer"])
        let reading = FakeService([.customer(more: more)])
        #expect(try await client(reading).customer(division: "01", number: "0001234", at: target()) != nil)
    }

    @Test func `an update that changes nothing is not sent`() async throws {
        let service = FakeService([.customer(more: "<a:City>Bonn</a:City>")])
        _ = try await update(client(service), city: "Bonn")
        #expect(service.operations == ["GetCustomer"])
    }

    @Test func `an update of a customer that Sage does not have is an error`() async throws {
        let error = await failure { _ = try await update(client(FakeService([Self.none])), city: "x") }
        #expect(error?.code == .notFound)
    }

    @Test func `a customer with elements that the contract does not have is not sent back`() async throws {
        let service = FakeService([.customer(more: "<a:NewMember>1</a:NewMember>"), .done("UpdateCustomer")])
        let error = await failure { _ = try await update(client(service), city: "x") }
        #expect(error?.code == .contract)
        #expect(error?.message.contains("(NewMember)") == true)
        #expect(service.operations == ["GetCustomer"])
    }

    @Test func `two updates of one account do not read between each other's reading and writing`() async throws {
        let service = FakeService { seen, _ in
            for _ in 0..<20 { await Task.yield() }
            return seen.operation == "GetCustomer" ? .customer() : .done("UpdateCustomer")
        }
        var options = SageSOAPOptions()
        options.nullDateTime = "1753-01-01T00:00:00"
        // Under a clock that jumps, whoever waits for the turn would give up at once.
        let one = SageSOAPClient(
            try Fixture.split.contract(), credentials: credentials, transport: service, options: options)
        async let first = update(one, city: "a")
        async let second = update(one, city: "b")
        _ = try await (first, second)
        #expect(service.operations == ["GetCustomer", "UpdateCustomer", "GetCustomer", "UpdateCustomer"])
    }

    private func create(_ client: SageSOAPClient) async throws -> SOAPCreation {
        try await client.createCustomer(division: "01", number: "0001234", at: target()) {
            customer throws(SageSOAPError) in try customer.set("CustomerName", .text("Meier"))
        }
    }

    private func update(_ client: SageSOAPClient, city: String) async throws -> SOAPCustomer {
        try await client.updateCustomer(division: "01", number: "0001234", at: target()) {
            customer throws(SageSOAPError) in try customer.set("City", .text(city))
        }
    }
}
