import Foundation
import HTTPTypes
import SimulatedSage
import Testing
import Tunnel
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct RouteTests {
    @Test func `info tells versions, companies, segments and Sage's clock`() async throws {
        let agent = try TestAgent()
        let reply = await agent.reply("/v1/info")
        #expect(reply.head.status == .ok)
        #expect(
            agent.bytes(reply)
                == #"{"backend":"simulated","clock":{"now":"20260601T12:00:00.000","zone":"America/Los_Angeles"},"#
                + #""companies":[{"code":"ABC","name":"Acme","segments":[{"length":4,"name":"Main account","#
                + #""number":"01"},{"length":2,"name":"Department","number":"02"},{"length":2,"name":"Site","#
                + #""number":"03"}]}],"mayWrite":false,"protocolVersions":[1],"version":"0.1.0"}"#)
    }

    @Test func `info tells how the program between the agent and Sage stands`() async throws {
        let host = AgentInfo.Host(state: .running, detail: "It runs.", version: "1.0.0", bits: 32, starts: 2)
        let running = try TestAgent(host: host)
        #expect(
            running.bytes(await running.reply("/v1/info")).contains(
                #""host":{"bits":32,"detail":"It runs.","starts":2,"state":"running","version":"1.0.0"}"#))
        let fresh = AgentInfo.Host(state: .waiting, detail: "It ended with exit code 3.", starts: 1)
        let agent = try TestAgent(host: fresh)
        let bytes = agent.bytes(await agent.reply("/v1/info"))
        #expect(bytes.contains(#""host":{"detail":"It ended with exit code 3.","starts":1,"state":"waiting"}"#))
        #expect(try JSONDecoder().decode(AgentInfo.self, from: Data(bytes.utf8)).host == fresh)
    }

    @Test func `info tells which company cannot be read, and why`() async throws {
        let agent = try TestAgent(served: ["ABC", "XYZ"])
        let info = try JSONDecoder().decode(AgentInfo.self, from: Data(agent.bytes(await agent.reply("/v1/info")).utf8))
        #expect(info.companies.map(\.code) == ["ABC", "XYZ"])
        #expect(info.companies[0].problem == nil)
        #expect(info.companies[1].problem?.code == .sageRefused)
    }

    @Test func `info is a problem when no company can be read`() async throws {
        let agent = try TestAgent()
        agent.sage.refuseLogon("The user is not valid.")
        let problem = try agent.problem(await agent.reply("/v1/info"))
        #expect(problem.code == .sageRefused)
        #expect(problem.sageText == "The user is not valid.")
    }

    @Test func `one record is its canonical JSON`() async throws {
        let agent = try TestAgent()
        let reply = await agent.reply("/v1/companies/ABC/ap-invoices/00/AIRWAY/%2045%2F7")
        #expect(reply.head.status == .ok)
        #expect(reply.head.headerFields[.contentType] == "application/json")
        #expect(agent.bytes(reply) == ScanLineTests.invoiceJSON)
    }

    @Test(arguments: RecordKind.allCases)
    func `every kind can be scanned and asked for`(kind: RecordKind) async throws {
        let agent = try TestAgent()
        #expect(
            try await agent.lines("/v1/companies/ABC/\(kind.collection)").last?.hasPrefix(#"{"type":"end""#) == true)
        let key = Array(repeating: "NONE", count: kind.keyPartCount).joined(separator: "/")
        let problem = try agent.problem(await agent.reply("/v1/companies/ABC/\(kind.collection)/\(key)"))
        #expect(problem.code == .recordNotFound)
    }

    @Test(arguments: [
        ("/v2/info", ProblemCode.unknownRoute), ("/", .unknownRoute), ("", .unknownRoute),
        ("/v1/companies/ABC", .unknownRoute), ("/v1/companies/ABC/ap-payments", .unknownKind),
        ("/v1/companies/abc/ap-vendors", .badRequest), ("/v1/companies/ABCD/ap-vendors", .badRequest),
        ("/v1/companies/QQQ/ap-vendors", .companyNotServed), ("/v1/companies/QQQ/ap-vendors/00/A", .companyNotServed),
        ("/v1/companies/ABC/ap-vendors/00", .badRequest), ("/v1/companies/ABC/ap-vendors/00/a", .badRequest),
        ("/v1/companies/ABC/ap-vendors/00/%2", .badRequest), ("/v1/companies/ABC/ap-vendors?limit=0", .badRequest),
        ("/v1/companies/ABC/ap-vendors?limit=1000001", .badRequest),
        ("/v1/companies/ABC/ap-vendors?view=half", .badRequest),
        ("/v1/companies/ABC/ap-vendors?changed-since=20260501", .badRequest),
        ("/v1/companies/ABC/ap-vendors?after=AAAA", .badCursor),
    ])
    func `what is asked wrongly is refused by name`(path: String, code: ProblemCode) async throws {
        let agent = try TestAgent()
        let problem = try agent.problem(await agent.reply(path))
        #expect(problem.code == code)
        #expect(!problem.retryable)
        if code == .companyNotServed { #expect(problem.detail.contains("it serves ABC")) }
    }

    @Test(arguments: ["20260501T00:00:00.000", "20260502T10:00:00.001"])
    func `changed-since is compared as text on the wire`(since: String) async throws {
        let agent = try TestAgent()
        let lines = try await agent.lines(
            "/v1/companies/ABC/ap-vendors?changed-since=\(since.replacing(":", with: "%3A"))")
        #expect(lines.count == (since < "20260502" ? 4 : 2))
    }

    @Test(arguments: [HTTPRequest.Method.head, .post, .put, .patch, .delete, .options])
    func `only GET is allowed`(method: HTTPRequest.Method) async throws {
        let agent = try TestAgent()
        let reply = await agent.reply("/v1/info", method: method)
        #expect(reply.head.headerFields[.allow] == "GET")
        #expect(try agent.problem(reply).code == .methodNotAllowed)
    }

    @Test(arguments: [WireLimits.pathBytes, WireLimits.pathBytes + 1])
    func `a target of the longest length is answered, a longer one refused`(length: Int) async throws {
        let agent = try TestAgent()
        let path = "/v1/companies/ABC/ap-vendors?x="
        let reply = await agent.reply(path + String(repeating: "A", count: length - path.utf8.count))
        #expect(reply.head.status == (length == WireLimits.pathBytes ? .ok : .badRequest))
    }

    @Test(arguments: ["0", "-1", "1.5", "", "soon", "86400001", "99999999999999999999", "+5"])
    func `a deadline that is no number of milliseconds is refused`(deadline: String) async throws {
        let agent = try TestAgent()
        #expect(try agent.problem(await agent.reply("/v1/info", deadline: deadline)).code == .badRequest)
    }

    @Test(arguments: ["1", "86400000"])
    func `the shortest and the longest deadline are taken`(deadline: String) async throws {
        let agent = try TestAgent()
        #expect(await agent.reply("/v1/info", deadline: deadline).head.status == .ok)
    }
}
