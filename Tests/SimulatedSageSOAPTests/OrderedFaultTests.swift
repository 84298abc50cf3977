import BusinessObjects
import Foundation
import SimulatedSage
import SimulatorServer
import Synchronization
import Testing
import XML

@testable import SimulatedSageSOAP

@Suite(.timeLimit(.minutes(1)))
struct OrderedFaultTests {
    private let test: TestService

    init() throws {
        test = try TestService()
    }

    private func isDropped(_ answer: SOAPAnswer) -> Bool {
        if case .dropped = answer.answer.delivery { true } else { false }
    }

    private var nextNumber: String? { test.company.books.record("AR_Options", key: ["A/R"])?["NextCustomerNo"] }

    @Test func `a call whose answer is lost is done`() async {
        test.service.faults.inject(Fault(.executeThenDrop))
        #expect(isDropped(await test.call(.getNextCustomerNo)))
        #expect(nextNumber == "C000013")
        #expect(!isDropped(await test.call(.getNextCustomerNo)))
    }

    @Test func `a call that is dropped before is not done`() async {
        test.service.faults.inject(Fault(.dropBefore))
        #expect(isDropped(await test.call(.getNextCustomerNo)))
        #expect(nextNumber == "C000012")
    }

    @Test(arguments: [(Fault.Kind.unavailable, 503), (.redirect, 302), (.exception, 500)])
    func `what is answered in place of the call leaves it undone`(kind: Fault.Kind, status: Int) async {
        test.service.faults.inject(Fault(kind))
        let answer = await test.call(.getNextCustomerNo)
        #expect(answer.status == status)
        #expect(nextNumber == "C000012")
        #expect((answer.answer.headers.first { $0.name == "Location" }?.value != nil) == (kind == .redirect))
        #expect((answer.fault?.text == "An exception occurred.") == (kind == .exception))
    }

    @Test(arguments: [Fault.Kind.malformedXML, .documentType, .wrongContentType, .cutOff, .hugeAnswer])
    func `a bad answer is one of a call that is done`(kind: Fault.Kind) async {
        test.service.faults.inject(Fault(kind))
        let answer = await test.call(.getNextCustomerNo)
        #expect(answer.status == 200)
        #expect(nextNumber == "C000013")
        #expect((answer.type == "text/html; charset=utf-8") == (kind == .wrongContentType))
        let isBroken = kind == .malformedXML || kind == .documentType
        #expect((answer.content == nil) == isBroken)
        switch (kind, answer.answer.delivery) {
        case (.cutOff, .cutOff), (.hugeAnswer, .streamed), (.malformedXML, .whole), (.documentType, .whole),
            (.wrongContentType, .whole):
            break
        default: Issue.record("\(kind) is delivered otherwise")
        }
    }

    @Test func `the nth calls of an operation go wrong and no others`() async {
        test.service.faults.inject(Fault(.unavailable, operation: "GetNextCustomerNo", nth: 2, times: 2))
        #expect(await test.call(.getNextSalesOrderNo).status == 200)
        var statuses: [Int] = []
        for _ in 0..<4 { statuses.append(await test.call(.getNextCustomerNo).status) }
        #expect(statuses == [200, 503, 503, 200])
        #expect(test.service.faults.struck == [.unavailable: 2])
        #expect(test.service.faults.pending.isEmpty)
    }

    @Test func `one call meets one fault, and the other waits for the next`() async {
        test.service.faults.inject(Fault(.unavailable))
        test.service.faults.inject(Fault(.redirect))
        #expect(await test.call(.getContractInformation).status == 503)
        #expect(await test.call(.getContractInformation).status == 302)
        #expect(await test.call(.getContractInformation).status == 200)
    }

    @Test func `the description meets faults of its own`() async {
        test.service.faults.inject(Fault(.unavailable, operation: "wsdl"))
        #expect(await test.call(.getContractInformation).status == 200)
        #expect(await test.get(["wsdl": ""]).status == 503)
        test.service.faults.inject(Fault(.redirect))
        test.service.faults.clear()
        #expect(await test.get(["wsdl": ""]).status == 200)
    }

    @Test func `latency passes on the clock that was given`() async throws {
        let passed = Mutex<[Duration]>([])
        let test = try TestService(
            { $0.latency = .milliseconds(20) }, sleep: { duration in passed.withLock { $0.append(duration) } })
        var fault = Fault(.latency)
        fault.milliseconds = 700
        test.service.faults.inject(fault)
        #expect(await test.call(.getContractInformation).status == 200)
        #expect(passed.withLock { $0 } == [.milliseconds(20), .milliseconds(700)])
    }

    @Test(arguments: [Fault.Kind.hold, .holdAnswer])
    func `what is held is done before or after the release`(kind: Fault.Kind) async {
        test.service.faults.inject(Fault(kind))
        async let answer = test.call(.getNextCustomerNo)
        await test.service.faults.waitUntilHeld()
        #expect(nextNumber == (kind == .hold ? "C000012" : "C000013"))
        #expect(test.service.counters.held == 1)
        #expect(test.service.faults.release() == 1)
        #expect(await answer.status == 200)
        #expect(nextNumber == "C000013")
        #expect(test.service.faults.heldCount == 0)
    }

    @Test func `the most calls of a user at once are counted`() async {
        for _ in 0..<3 { _ = await test.call(.getNextCustomerNo) }
        #expect(test.service.counters.peakByUser == ["bridge": 1])
        test.service.faults.inject(Fault(.hold, times: 2))
        async let first = test.call(.getNextCustomerNo)
        async let second = test.call(.getNextSalesOrderNo)
        await test.service.faults.waitUntilHeld(2)
        _ = await test.call(.getContractInformation)
        test.service.faults.release()
        _ = await (first, second)
        _ = await test.call(.getNextCustomerNo)
        let counters = test.service.counters
        #expect(counters.peakByUser == ["bridge": 2])
        #expect(counters.operations["GetNextCustomerNo"] == 5)
        #expect(counters.operations["GetContractInformation"] == 1)
    }

    @Test func `a name that is no user is not counted`() async {
        for name in ["stranger", "Bridge", ""] {
            let logon = "<logon><d:Password>x</d:Password><d:Username>\(name)</d:Username></logon>"
            _ = await test.call(.getNextCustomerNo, logon: logon + "<companyCode>ABC</companyCode>")
        }
        #expect(test.service.counters.peakByUser.isEmpty)
    }

    @Test func `faults of the service are counted by their code`() async {
        for _ in 0..<2 { _ = await test.customer("NOBODY") }
        #expect(test.service.counters.faultCodes == ["CI_NoKey": 2])
    }

    // MARK: As JSON

    @Test func `a fault is read and written as JSON`() throws {
        let fault = try Fault(json: #"{"kind":"latency","operation":"GetCustomer","nth":2,"milliseconds":5}"#.utf8)
        #expect(fault.kind == .latency)
        #expect((fault.operation, fault.nth, fault.milliseconds) == ("GetCustomer", 2, 5))
        #expect(try Fault(json: JSONEncoder().encode(fault)) == fault)
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"kind":"rain"}"#, #"{"kind":"hold","nth":0}"#, #"{"kind":"hold","times":0}"#,
        #"{"kind":"hold","nth":1.5}"#, #"{"kind":"hold","operation":"GetVendor"}"#, #"{"kind":"hold","wind":1}"#,
        #"{"kind":"latency","milliseconds":3600001}"#, #"{"kind":"hugeAnswer","bytes":0}"#,
        #"{"kind":"redirect","location":"a b"}"#,
    ])
    func `what is no fault is refused in words`(json: String) {
        let error = #expect(throws: ControlError.self) { try Fault(json: json.utf8) }
        #expect(error?.description.isEmpty == false)
    }

    @Test func `faults are ordered, listed and taken back over HTTP`() async throws {
        func send(_ method: String, _ path: String, _ body: String = "") async -> SOAPAnswer {
            SOAPAnswer(
                await test.service.respond(
                    to: .init(method: method, path: path, query: [:], headers: [:], body: Array(body.utf8))))
        }
        #expect(await send("POST", "/simulator/faults", #"{"kind":"exception"}"#).status == 201)
        #expect(await send("POST", "/simulator/faults", #"{"kind":"rain"}"#).status == 400)
        #expect(await send("GET", "/simulator/faults").text.contains(#""kind":"exception""#))
        #expect(await test.call(.getContractInformation).status == 500)
        #expect(await send("POST", "/simulator/faults", #"{"kind":"hold"}"#).status == 201)
        #expect(await send("DELETE", "/simulator/faults").status == 200)
        #expect(await send("GET", "/simulator/faults").text == "[]")
        #expect(await send("POST", "/simulator/release").text == #"{"released":0}"#)
        let state = await send("GET", "/simulator/state").text
        #expect(state.contains(#""struck":{"exception":1}"#))
        #expect(state.contains(#""operations":{"GetContractInformation":1}"#))
        #expect(await send("GET", "/simulator/nothing").status == 404)
    }
}
