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

    @Test(arguments: [0, 5, 10, 20, 40, 80])
    func `a program that is killed while it writes leaves a company, with all that it answered for`(
        milliseconds: Int
    ) async throws {
        let program = try await RunningProgram()
        let calls = Task {
            var created: [String] = []
            for number in 0..<1000 where !Task.isCancelled {
                let customer = "<d:ARDivisionNo>01</d:ARDivisionNo><d:CustomerNo>K\(number)</d:CustomerNo>"
                let answer = try await call(
                    program, .createCustomer, "<customer>\(customer)<d:SalespersonNo>0100</d:SalespersonNo></customer>")
                guard answer.output.hasSuffix("\n200") else { break }
                created.append("K\(number)")
            }
            return created
        }
        let version = program.folder.path + "/ABC/VERSION"
        let before = try String(contentsOfFile: version, encoding: .utf8)
        _ = await eventually(within: .seconds(30)) { (try? String(contentsOfFile: version, encoding: .utf8)) != before }
        try await Task.sleep(for: .milliseconds(milliseconds))
        program.process.send(signal: SIGKILL)
        #expect(await program.process.exitCode() == -SIGKILL)
        for number in try await calls.value {
            #expect(try program.company.contents().books.record("AR_Customer", key: ["01", number]) != nil)
        }
        try program.company.change { books in _ = books.addZipCode("99999", city: "Nowhere", state: "AK") }
        #expect(try program.company.contents().books.record("SY_ZipCode", key: ["99999"]) != nil)
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

    /// Runs the program beside a company and a password, and expects that it refuses its arguments.
    ///
    /// - Parameters:
    ///   - arguments: its arguments.
    ///   - reason: what it says on standard error.
    /// - Throws: when it cannot be started.
    private func refuses(_ arguments: [String], _ reason: String) async throws {
        let folder = try TestSupport.ScratchFolder()
        try CompanyFolder(URL(filePath: folder.path + "/ABC")).save(try TestService.contents.get())
        try folder.write("secret", to: "password")
        let ran = try await ChildProcess.run("simulated-sage-soap", arguments, in: folder.path)
        #expect(ran.exitCode != 0)
        #expect(ran.process.standardOutput.isEmpty)
        #expect(ran.process.standardError.contains(reason), "\(ran.process.standardError)")
    }

    @Test(arguments: [
        (["--http"], "--company CODE=FOLDER names no company yet"),
        (["--http", "--company", "ABC"], "invalid for '--company <code=folder>'"),
        (["--http", "--company", "abc=ABC"], "invalid for '--company <code=folder>'"),
        (["--http", "--company", "ABC=nothing"], "Company ABC cannot be loaded: the folder cannot be read"),
        (["--http", "--company", "ABC=ABC", "--company", "ABC=ABC"], "--company: two companies have one code"),
        (["--company", "ABC=ABC"], "Give either --certificate and --key, or --http"),
        (["--company", "ABC=ABC", "--certificate", "x"], "--certificate and --key go together"),
        (["--company", "ABC=ABC", "--certificate", "x", "--key", "y"], "there is no such file"),
        (["--http", "--company", "ABC=ABC", "--port", "65536"], "--port must be 0 to 65535"),
        (["--http", "--company", "ABC=ABC", "--fault", "{}"], "--fault {}: A fault is a JSON object"),
        (["--http", "--company", "ABC=ABC", "--latency=-1"], "--latency must be 0 to 3600000"),
        (["--http", "--company", "ABC=ABC", "--body-limit", "0"], "--body-limit must be 1 to 67108864"),
        (["--http", "--company", "ABC=ABC", "--null-date", "never"], "--null-date must be like"),
        (["--http", "--company", "ABC=ABC", "--path", "x"], "--path must begin with a slash"),
    ])
    func `bad arguments are refused before anything listens`(arguments: [String], reason: String) async throws {
        try await refuses(["--user", "bridge", "--password-file", "password"] + arguments, reason)
    }

    @Test(arguments: [
        (["--user", "bridge"], "'--password-file <password-file>'"),
        (["--password-file", "password"], "'--user <user>'"),
        (["--user", "bridge", "--password-file", "nothing"], "--password-file: nothing cannot be read"),
    ])
    func `without a user or a password that can be read nothing listens`(
        arguments: [String], reason: String
    ) async throws {
        try await refuses(arguments + ["--http", "--company", "ABC=ABC"], reason)
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
