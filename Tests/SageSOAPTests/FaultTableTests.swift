import Foundation
import SageSOAP
import Testing

/// What faults mean, as the code has it and as docs/errors.md shows it.
struct FaultTableTests {
    private static let page = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/errors.md")

    @Test func `the page shows the table that the code goes by, and nothing else`() throws {
        let lines = try String(contentsOf: Self.page, encoding: .utf8).split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex { $0.hasPrefix("| fault's code, or words") })
        #expect(Array(lines[(start + 2)...].prefix { $0.hasPrefix("|") }) == SageFaultTable.rows.map(\.markdown))
    }

    @Test(
        arguments: [
            ("CI_NOF", "Could not set AR_Customer_bus column ZipCode to 00000.", SageSOAPError.Code.valueNotOnFile),
            ("CI_CharLength", "The Default Payment Type is greater than 5 character(s)", .valueTooLong),
            ("WS_AlreadyExists", "x", .alreadyExists), ("ci_nof", "x", .valueNotOnFile),
            (
                "Server",
                "Logon failure: The user logon or password does not match or the user logon is not enabled for web services.",
                .logon
            ),
            (
                "Server", "'AllowRemoteDiagnostics' must be set to 'True' to access this method remotely.", .notEnabled
            ),
            ("Client", "An exception occurred.", .unexpected), ("InternalServiceFault", "x", .unexpected),
            ("ActionNotSupported", "x", .notUnderstood), ("CI_Else", "Something new.", .sageRefused),
            ("", "", .sageRefused),
        ])
    func `a fault is known by its code, else by its words`(
        code: String, text: String, expected: SageSOAPError.Code
    ) async throws {
        let service = FakeService([.fault(code, text)])
        let error = await failure {
            _ = try await client(service) { $0.attempts = 1 }.nextCustomerNumber(at: target())
        }
        #expect(error?.code == expected)
        #expect(error?.sageCode == (code.isEmpty ? nil : code))
        #expect(error?.sageText == (text.isEmpty ? nil : text))
        #expect(error?.isRetryable == (expected == .unexpected))
        #expect(error?.delivery == (expected == .unexpected || code.isEmpty ? .unknown : .nothingDone))
    }

    @Test func `an unexpected error says where its detail is`() async throws {
        let service = FakeService([.fault("Server", "An exception occurred.")])
        let error = await failure { _ = try await client(service).contractInformation(at: target().url) }
        #expect(error?.description.contains("Windows event log \"eBusiness Web Services\"") == true)
    }

    @Test(
        arguments: [
            "<s:Fault/>", "<s:Fault><faultcode>s:Server</faultcode></s:Fault>",
            "<s:Fault><faultstring>Something.</faultstring><detail>text</detail></s:Fault>",
            "<s:Fault><detail><x><y/></x></detail></s:Fault>",
        ])
    func `a fault without a detail is one that Sage says, of unknown delivery`(fault: String) async throws {
        let error = await failure {
            _ = try await client(FakeService([.body(fault, status: 500)])).nextCustomerNumber(at: target())
        }
        #expect(error?.code == .sageRefused)
        #expect(error?.delivery == .unknown)
    }

    @Test func `Sage's words are one bounded line without control characters`() async throws {
        let text = "a\n\tb\u{85}c\u{202E}d\u{7F}" + String(repeating: "x", count: 10_000)
        let error = await failure {
            _ = try await client(FakeService([.fault("CI_Else", text)])).nextCustomerNumber(at: target())
        }
        let shown = try #require(error?.sageText)
        #expect(shown.hasPrefix("a b cdxxx"))
        #expect(shown.count == 301)
        #expect(shown.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
    }
}
