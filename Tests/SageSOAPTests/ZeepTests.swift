import Foundation
import SageSOAP
import Testing
import WireProtocol
import XML

/// Requests are those that another client writes of the same WSDL: Debian's python3-zeep.
@Suite(.timeLimit(.minutes(1)))
struct ZeepTests {
    private struct Call: Encodable {
        let files: [String: String]
        let operation: String
        let operands: [String: Operand]
    }

    private indirect enum Operand: Encodable, Sendable {
        case text(String)
        case object([String: Operand])
        case list([Operand])

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .text(let text): try text.encode(to: encoder)
            case .object(let members): try members.encode(to: encoder)
            case .list(let values): try values.encode(to: encoder)
            }
        }
    }

    private static let logon = Operand.object([
        "Username": .text("bridge"), "Password": .text("geh<eim>&"),
    ])

    @Test(arguments: [Fixture.split, .spyne, .unqualified])
    func `a creation is element by element what zeep writes`(fixture: Fixture) async throws {
        let field = Operand.object(["MasFieldName": .text("UDF_REGION"), "Value": .text("é & <ü>")])
        let others: Operand =
            fixture == .split ? .object(["Field": .list([field])]) : .list([field])
        var members: [String: Operand] = [
            "ARDivisionNo": .text("01"), "CustomerNo": .text("0001234"), "CustomerName": .text("Meier & Söhne"),
            "CreditLimit": .text("1500"), "OtherFields": others,
        ]
        // A sequence that may be left out, which zeep does not leave out.
        let hold = fixture == .unqualified ? "CreditHold" : nil
        if let hold { members[hold] = .text("true") }
        let service = FakeService([.fault("X", "no")])
        _ = await failure {
            _ = try await client(service, of: fixture).createCustomer(
                division: "01", number: "0001234", at: target()
            ) { customer throws(SageSOAPError) in
                try customer.set("CustomerName", .text("Meier & Söhne"))
                if let limit = DecimalText("1500") { try customer.set("CreditLimit", .decimal(limit)) }
                if let hold { try customer.set(hold, .flag(true)) }
                try customer.set(otherField: "UDF_REGION", "é & <ü>")
            }
        }
        let theirs = try zeep(
            fixture, "CreateCustomer",
            ["logon": Self.logon, "companyCode": .text("ABC"), "customer": .object(members)])
        #expect(try shape(#require(service.seen.first).envelope) == shape(theirs))
    }

    @Test(arguments: Fixture.allCases)
    func `a reading is element by element what zeep writes`(fixture: Fixture) async throws {
        let service = FakeService([.fault("CI_NoKey", "no")])
        let found = try await client(service, of: fixture).customer(division: "01", number: "0001234", at: target())
        #expect(found == nil)
        let theirs = try zeep(
            fixture, "GetCustomer",
            [
                "logon": Self.logon, "companyCode": .text("ABC"), "arDivisionNo": .text("01"),
                "customerNo": .text("0001234"),
            ])
        #expect(try shape(#require(service.seen.first).envelope) == shape(theirs))
    }

    /// Each element of the envelope's body with its depth, name and text, in their order.
    ///
    /// zeep writes a header with the operation's address of its own accord, which SOAP 1.1 does not ask for.
    private func shape(_ envelope: ElementNode) throws -> [String] {
        elements(of: try #require(envelope.children.last), depth: 0)
    }

    private func elements(of element: ElementNode, depth: Int) -> [String] {
        let text = element.children.isEmpty ? element.text : ""
        return ["\(depth) \(element.name) \(text)"]
            + element.children.flatMap { elements(of: $0, depth: depth + 1) }
    }

    private func zeep(_ fixture: Fixture, _ operation: String, _ operands: [String: Operand]) throws -> ElementNode {
        let files = fixture.files.mapValues { Fixture.folder.appending(path: $0).path }
        let python = Process()
        // The system's Python, since that is the one apt installs python3-zeep for.
        python.executableURL = URL(filePath: "/usr/bin/python3")
        python.arguments = [
            Fixture.folder.deletingLastPathComponent().appending(path: "requests-by-zeep.py").path
        ]
        let (input, output) = (Pipe(), Pipe())
        python.standardInput = input
        python.standardOutput = output
        try python.run()
        let call = Call(files: files, operation: operation, operands: operands)
        try input.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(call) + Data("\n".utf8))
        try input.fileHandleForWriting.close()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        python.waitUntilExit()
        try #require(python.terminationStatus == 0)
        return try XMLReader.read(bytes)
    }
}
