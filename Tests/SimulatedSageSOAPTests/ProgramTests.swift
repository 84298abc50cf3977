import BusinessObjects
import Foundation
import SimulatedSage
import TestSupport
import Testing

@testable import SimulatedSageSOAP

/// The built program, spoken to by curl.
@Suite(.timeLimit(.minutes(2)))
struct ProgramTests {
    private let test: TestService

    init() throws {
        test = try TestService()
    }

    private func call(
        _ program: RunningProgram, _ operation: ServiceOperation, _ parameters: String = ""
    ) async throws -> (exitCode: Int32, output: String) {
        try await program.call(test.envelope(operation, parameters), test.names.action(operation))
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `the program tells its address, serves over TLS and ends on a signal`(signal: Int32) async throws {
        let program = try await RunningProgram()
        #expect(
            program.address.wholeMatch(of: /https:\/\/127\.0\.0\.1:[0-9]+\/ebusinesswebservices\/masservice\.svc/)
                != nil)
        let information = try await call(program, .getContractInformation)
        #expect(information.exitCode == 0)
        #expect(information.output.hasSuffix("\n200"))
        let description = try await program.curl([program.address + "?wsdl"])
        #expect(description.output.contains("<soap:address location=\"\(program.address)\"/>"))
        program.process.send(signal: signal)
        #expect(await program.process.exitCode() == 0)
    }

    @Test func `who does not take its certificate gets nothing`() async throws {
        let program = try await RunningProgram()
        let ran = try await ChildProcess.run(
            "/usr/bin/curl", ["-sS", "--noproxy", "*", program.address + "?wsdl"], in: program.folder.path)
        #expect(ran.exitCode == 60)
    }

    @Test func `what is created is in the folder, and what the folder gets is served`() async throws {
        let program = try await RunningProgram()
        let created = try await call(
            program, .createCustomer,
            "<customer><d:ARDivisionNo>01</d:ARDivisionNo><d:CustomerName>Übersee &amp; Söhne</d:CustomerName>"
                + "<d:CustomerNo>NEW</d:CustomerNo><d:SalespersonNo>0100</d:SalespersonNo></customer>")
        #expect(created.output.hasSuffix("\n200"))
        let record = try program.company.contents().books.record("AR_Customer", key: ["01", "NEW"])
        #expect(record?["CustomerName"] == "Übersee & Söhne")
        try program.company.change { books in
            _ = books.postBalance(of: CustomerName(division: "01", number: "NEW"), cents: 4711)
        }
        let read = try await call(
            program, .getCustomer, "<arDivisionNo>01</arDivisionNo><customerNo>NEW</customerNo>")
        #expect(read.output.contains("<b:CurrentBalance>47.11</b:CurrentBalance>"))
    }

    @Test func `faults that are ordered reach the client as they are on the wire`() async throws {
        let program = try await RunningProgram([
            "--fault", #"{"kind":"executeThenDrop","operation":"GetNextCustomerNo"}"#,
        ])
        // 52: nothing came; 18: less came than was announced.
        #expect(try await call(program, .getNextCustomerNo).exitCode == 52)
        #expect(try await call(program, .getNextCustomerNo).output.contains("C000013"))
        let faults = program.address.replacing(test.names.path, with: "/simulator/faults")
        for (json, exitCode) in [
            (#"{"kind":"cutOff"}"#, 18), (#"{"kind":"dropBefore"}"#, 52), (#"{"kind":"redirect"}"#, 0),
        ] {
            #expect(try await program.curl(["--fail", "-d", json, faults]).exitCode == 0)
            #expect(try await call(program, .getNextCustomerNo).exitCode == Int32(exitCode))
        }
        #expect(
            try await program.curl(["--fail", "-d", #"{"kind":"hugeAnswer","bytes":3000000}"#, faults]).exitCode == 0)
        #expect(try await call(program, .getNextCustomerNo).output.utf8.count > 3_000_000)
        #expect(try await program.curl(["--fail", "-d", #"{"kind":"rain"}"#, faults]).exitCode == 22)
        let state = try await program.curl([faults.replacing("faults", with: "state")]).output
        #expect(state.contains(#""peakByUser":{"bridge":1}"#))
        #expect(state.contains(#""cutOff":1"#))
    }

    @Test func `a request at its limit is taken and one beyond is refused`() async throws {
        let program = try await RunningProgram(["--body-limit", "2000"])
        func padded(_ bytes: Int) -> String {
            let envelope = test.envelope(.getContractInformation)
            return envelope + String(repeating: " ", count: bytes - envelope.utf8.count)
        }
        let action = test.names.action(.getContractInformation)
        #expect(try await program.call(padded(2000), action).output.hasSuffix("\n200"))
        #expect(try await program.call(padded(2001), action).output.hasSuffix("\n413"))
    }

    @Test(arguments: [
        [], ["--http", "--company", "ABC"], ["--http", "--company", "abc=ABC"], ["--company", "ABC=ABC"],
        ["--company", "ABC=ABC", "--certificate", "x"], ["--http", "--company", "ABC=ABC", "--port", "65536"],
        ["--http", "--company", "ABC=ABC", "--fault", "{}"], ["--http", "--company", "ABC=nothing"],
        ["--http", "--company", "ABC=ABC", "--company", "ABC=ABC"],
        ["--http", "--company", "ABC=ABC", "--latency", "-1"],
        ["--http", "--company", "ABC=ABC", "--null-date", "never"], ["--http", "--company", "ABC=ABC", "--path", "x"],
        ["--company", "ABC=ABC", "--certificate", "x", "--key", "x"],
    ])
    func `bad arguments are refused before anything listens`(arguments: [String]) async throws {
        let folder = try TestSupport.ScratchFolder()
        try CompanyFolder(URL(filePath: folder.path + "/ABC")).save(try TestService.contents.get())
        try folder.write("secret", to: "password")
        let ran = try await ChildProcess.run(
            "simulated-sage-soap", ["--user", "bridge", "--password-file", "password"] + arguments, in: folder.path)
        #expect(ran.exitCode != 0)
        #expect(ran.process.standardOutput.isEmpty)
        #expect(!ran.process.standardError.isEmpty)
    }

    @Test func `without a user or a password that can be read nothing listens`() async throws {
        let folder = try TestSupport.ScratchFolder()
        for arguments in [
            ["--user", "bridge"], ["--password-file", "x"], ["--user", "bridge", "--password-file", "x"],
        ] {
            let ran = try await ChildProcess.run(
                "simulated-sage-soap", arguments + ["--http", "--company", "ABC=ABC"], in: folder.path)
            #expect(ran.exitCode != 0)
        }
    }

    @Test func `the help teaches how to start it and how to order a fault`() async throws {
        let folder = try TestSupport.ScratchFolder()
        let ran = try await ChildProcess.run("simulated-sage-soap", ["--help"], in: folder.path)
        #expect(ran.exitCode == 0)
        for word in ["--company ABC=", "--password-file", "singleWsdl", "executeThenDrop", "/simulator/state"] {
            #expect(ran.process.standardOutput.contains(word))
        }
    }
}
