import NIOHTTP1
import Testing
import WireProtocol

@testable import Tunnel

struct UpgradeRequestTests {
    private let good = UpgradeRequest(instance: "5e6b6a5c-9a53", slot: 3, versions: [1], product: "0.1.0")

    /// The head of a good request after a change.
    private func head(_ change: (inout HTTPRequestHead) -> Void = { _ in }) -> HTTPRequestHead {
        var head = good.head(host: "relay.example", isTrial: false)
        change(&head)
        return head
    }

    private func problem(_ head: HTTPRequestHead) -> ProblemCode? {
        do {
            _ = try UpgradeRequest(head).negotiatedVersion()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `what an agent writes is what a relay reads`() throws {
        let head = head()
        #expect(try UpgradeRequest(head) == good)
        #expect(try UpgradeRequest(head).negotiatedVersion() == 1)
    }

    @Test func `another path is unknown`() {
        #expect(problem(head { $0.uri = "/" }) == .unknownRoute)
        #expect(problem(head { $0.uri = "/v1/connect?x" }) == .unknownRoute)
    }

    @Test func `another method is not allowed`() {
        #expect(problem(head { $0.method = .POST }) == .methodNotAllowed)
    }

    @Test(arguments: ["Connection", "Upgrade"])
    func `a request without the upgrade must be upgraded`(field: String) {
        #expect(problem(head { $0.headers.remove(name: field) }) == .upgradeRequired)
    }

    @Test func `another protocol is not the upgrade`() {
        #expect(problem(head { $0.headers.replaceOrAdd(name: "Upgrade", value: "websocket") }) == .upgradeRequired)
    }

    @Test(arguments: [("0", true), ("15", true), ("16", false), ("-1", false), ("x", false)])
    func `slots go from 0 to 15`(slot: String, isGood: Bool) {
        let problem = problem(head { $0.headers.replaceOrAdd(name: WireHeader.slot, value: slot) })
        #expect(problem == (isGood ? nil : .badRequest))
    }

    @Test(arguments: [(64, true), (65, false), (0, false)])
    func `the name of a process has 1 to 64 characters`(length: Int, isGood: Bool) {
        let name = String(repeating: "a", count: length)
        let problem = problem(head { $0.headers.replaceOrAdd(name: WireHeader.instance, value: name) })
        #expect(problem == (isGood ? nil : .badRequest))
    }

    @Test(arguments: [("2, 1", true), ("2", false), ("", false), ("one", false)])
    func `one common version is enough, none is not`(versions: String, isGood: Bool) {
        let problem = problem(head { $0.headers.replaceOrAdd(name: WireHeader.versions, value: versions) })
        #expect(problem == (isGood ? nil : .versionNotSupported))
    }

    @Test func `a product that could forge a line of the log is dropped`() throws {
        let head = head { $0.headers.replaceOrAdd(name: WireHeader.product, value: "0.1\u{1b}[2J") }
        #expect(try UpgradeRequest(head).product == nil)
    }

    @Test func `what a relay answers is what an agent reads`() throws {
        let answer = UpgradeAnswer(version: 1, epoch: .max)
        #expect(try UpgradeAnswer(answer.head, offered: [1]) == answer)
    }

    @Test(arguments: [
        ("Upgrade", "h2c"), (WireHeader.version, "2"), (WireHeader.epoch, "0"), (WireHeader.epoch, "x"),
        (WireHeader.epoch, "18446744073709551616"),
    ])
    func `an answer that lacks protocol, version or epoch is malformed`(field: String, value: String) {
        var head = UpgradeAnswer(version: 1, epoch: 1).head
        head.headers.replaceOrAdd(name: field, value: value)
        #expect(throws: TunnelError.self) { try UpgradeAnswer(head, offered: [1]) }
    }
}
