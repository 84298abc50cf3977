import Ledger
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(5)))
struct AccountTests {
    let sage = FakeSage()

    private func accounts() async throws -> [GLAccount] {
        try await Ledger.over(sage).collect(.glAccount).records.compactMap {
            if case .glAccount(let found) = $0 { found } else { nil }
        }
    }

    private func add(_ account: [String: String]) {
        sage.add("GL_Account", index: ["AccountKey"], [account])
    }

    private func addSegments() {
        sage.add(
            "GL_AccountSegment", index: ["SegmentNo", "SubAccountCode", "AccountKey"],
            [
                ["SegmentNo": "03", "SubAccountCode": "00", "AccountKey": "000000001"],
                ["SegmentNo": "02", "SubAccountCode": "01", "AccountKey": "000000001"],
            ])
        sage.with { state in
            state.tables["GL_AccountSegment"]?.indexes["KACCOUNTKEY"] = ["AccountKey", "SegmentNo", "SubAccountCode"]
        }
        sage.add(
            "GL_MainAccount", index: ["SegmentNo", "MainAccountCode"],
            [["SegmentNo": "01", "MainAccountCode": "4000", "MainAccountDesc": "Sales"]])
        sage.add(
            "GL_SubAccount", index: ["SegmentNo", "SubAccountCode"],
            [["SegmentNo": "02", "SubAccountCode": "01", "SubAccountDesc": "East"]])
    }

    @Test func `segments come with their names, the main account first`() async throws {
        add([
            "AccountKey": "000000001", "Account": "4000-01-00", "RawAccount": "40000100", "AccountDesc": "Sales East",
            "MainAccountCode": "4000", "AccountType": "11", "Status": "A", "DateUpdated": "20260101",
        ])
        addSegments()
        let account = try #require(try await accounts().first)
        #expect(
            account
                == GLAccount(
                    accountCode: "4000-01-00", rawAccount: "40000100", description: "Sales East",
                    accountType: "Net Revenue", status: .active,
                    segments: [
                        .init(number: "01", code: "4000", name: "Sales"), .init(number: "02", code: "01", name: "East"),
                        .init(number: "03", code: "00"),
                    ],
                    stamps: AuditStamps(dateLastUpdated: SageStamp("20260101T00:00:00.000"))))
    }

    @Test func `an account without segment records is split at its dashes`() async throws {
        add(["AccountKey": "000000002", "Account": "010-0A", "Status": "I", "AccountType": "14"])
        let account = try #require(try await accounts().first)
        #expect(account.segments.map(\.number) == ["01", "02"])
        #expect(account.segments.map(\.code) == ["010", "0A"])
        #expect(account.accountType == "14")
        #expect(account.status == .inactive)
    }

    @Test func `Sage's own word for an account type goes before ours`() async throws {
        add(["AccountKey": "000000002", "Account": "1", "AccountType": "01"])
        sage.add("GL_AccountType", index: ["AccountType"], [["AccountType": "01", "AccountTypeDesc": "Cash at bank"]])
        #expect(try await accounts().first?.accountType == "Cash at bank")
    }

    @Test(arguments: [("4000-01-00", true), ("40000100", false), ("4000-01-0", false), ("4000-01-00 ", false)])
    func `an account is asked for by its formatted code, to the letter`(code: String, isFound: Bool) async throws {
        add(["AccountKey": "000000001", "Account": "4000-01-00"])
        let record = try await Ledger.over(sage).record(company: "ABC", kind: .glAccount, key: RecordKey([code]))
        #expect((record != nil) == isFound)
    }

    @Test func `a derived structure knows the segments of the last account too`() async throws {
        for number in 1000..<2000 { add(["AccountKey": "00000\(number)", "Account": "\(number)-01"]) }
        add(["AccountKey": "000009999", "Account": "9999-01-FL"])
        #expect(try await Ledger.over(sage).segments(company: "ABC").map(\.length) == [4, 2, 2])
    }

    @Test func `the structure is told by Sage, or derived from the accounts`() async throws {
        add(["AccountKey": "000000001", "Account": "4000-01-00"])
        add(["AccountKey": "000000002", "Account": "4100-001"])
        let ledger = Ledger.over(sage)
        #expect(
            try await ledger.segments(company: "ABC") == [
                .init(number: "01", name: "Segment 1", length: 4), .init(number: "02", name: "Segment 2"),
                .init(number: "03", name: "Segment 3", length: 2),
            ])
        sage.add(
            "GL_AccountStructure", index: ["SegmentNo"],
            [["SegmentNo": "01", "SegmentDesc": "Main", "SegmentLength": "4"], ["SegmentNo": "02"]])
        #expect(
            try await ledger.segments(company: "ABC") == [
                .init(number: "01", name: "Main", length: 4), .init(number: "02", name: "Segment 2"),
            ])
    }
}
