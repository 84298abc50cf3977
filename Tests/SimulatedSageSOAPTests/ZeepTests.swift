import Foundation
import SimulatedSageSOAP
import TestSupport
import Testing

/// A client that knows nothing but the WSDL: Debian's python3-zeep.
@Suite(.timeLimit(.minutes(2)))
struct ZeepTests {
    /// What the client saw; see `zeep-client.py`.
    private struct Seen: Decodable, Equatable {
        var operations: [String]
        var version: Int
        var diagnostics: [String?]
        var logon: [String?]
        var noKey: [String?]
        var name: String
        var balance: String
        var isDecimal: Bool
        var agingSumsUp: Bool
        var contact: String
        var orderIsFor: String
        var orderAddsUp: Bool
        var numbersDiffer: Bool
        var noSalesperson: [String?]
        var unknownZip: [String?]
        var tooLong: [String?]
        var created: Bool
        var again: [String?]
        var isAsMade: [String]
        var hasNoDate: Bool
        var isAsChanged: [String]
        var deleted: [String?]
    }

    private static let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "zeep-client.py")

    @Test(
        arguments: ["?wsdl", "?singleWsdl"], [[], ["--data-namespace", "http://mas90.sage.com/ws"], ["--omit-empty"]])
    func `a foreign client reads the description and calls everything`(query: String, arguments: [String]) async throws
    {
        let program = try await RunningProgram(arguments)
        let ran = try await ChildProcess.run(
            // The system's Python, since that is the one apt installs python3-zeep for.
            "/usr/bin/python3",
            [
                Self.script.path, program.address + query, TestService.user.name, "password", "ABC", "server.pem",
            ], in: program.folder.path)
        try #require(ran.exitCode == 0, "\(ran.process.standardOutput) \(ran.process.standardError)")
        let seen = try JSONDecoder().decode(Seen.self, from: Data(ran.process.standardOutput.utf8))
        #expect(seen.operations.count == 10)
        #expect(seen.version == 3)
        #expect(
            seen.diagnostics.last == "'AllowRemoteDiagnostics' must be set to 'True' to access this method remotely.")
        #expect(seen.logon.last??.hasPrefix("Logon failure: ") == true)
        #expect(seen.noKey.prefix(2) == ["CI_NoKey", "CI_NoKey"])
        #expect(seen.balance == "12.34")
        #expect(seen.isDecimal && seen.agingSumsUp && seen.orderAddsUp && seen.numbersDiffer)
        #expect(seen.contact == "JSMITH")
        #expect(seen.orderIsFor == "C000000")
        #expect(seen.noSalesperson.first == "CI_Required")
        #expect(seen.unknownZip.prefix(2) == ["CI_NOF", "CI_NOF"])
        #expect(seen.tooLong.last == "The Default Payment Type is greater than 5 character(s)")
        #expect(seen.created && seen.hasNoDate)
        #expect(seen.again.first == "WS_AlreadyExists")
        #expect(seen.isAsMade == ["Zeep & <Söhne>", "1234.50", "Zoë"])
        #expect(seen.isAsChanged == ["Irvine", "92618-1234", "Zeep & <Söhne>"])
        #expect(seen.deleted.first == "CI_NoKey")
    }
}
