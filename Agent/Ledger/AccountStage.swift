import BusinessObjects
import WireProtocol

/// Reads GL_Account, with the segments of each account.
struct AccountStage: ScanStage {
    let letter: Character = "a"
    let table = SageTable.accounts

    func page(_ request: PageRequest, _ session: SageSession, _ context: ScanContext) async throws -> StagePage {
        let page = try await session.page(table, request)
        let rows = page.records.map { Row(table, $0) }
        let names = try await AccountNames(rows, session, context.references)
        let items = items(rows, context, key: { RecordKey([$0.key("Account")]) }) { row in
            .glAccount(GLAccount(row, names))
        }
        return StagePage(items: items, next: page.next)
    }
}

/// What other tables say of the accounts of one page.
private struct AccountNames {
    /// Number and code of an account's segments, by AccountKey, in order of number.
    var segments: [RecordKey: [RecordKey]] = [:]
    /// What a segment's code is called, by number and code.
    var descriptions: References.Values = [:]
    var types: References.Values = [:]

    init(_ rows: [Row], _ session: SageSession, _ references: References) async throws {
        let keys = rows.map { $0.key("AccountKey") }
        try await session.each(
            .accountSegments,
            PageRequest(index: "KACCOUNTKEY", from: keys.first.map { [$0] }, through: keys.last.map { [$0] })
        ) { row in
            segments[RecordKey([row.key("AccountKey")]), default: []].append(
                RecordKey(row.key(["SegmentNo", "SubAccountCode"])))
        }
        for row in rows {
            let key = RecordKey([row.key("AccountKey")])
            segments[key] = Self.segments(of: row, found: segments[key] ?? [])
        }
        let all = segments.values.joined()
        descriptions = try await references.subAccountNames(all, session)
            .merging(references.mainAccountNames(all.filter { $0.parts[0] == "01" }, session)) { $1 ?? $0 }
        types = try await references.accountTypes(
            rows.compactMap { $0.text("AccountType") }.map { RecordKey([$0]) }, session)
    }

    /// GL_AccountSegment holds the segments behind the main account; where it holds none, the formatted code is split.
    private static func segments(of row: Row, found: [RecordKey]) -> [RecordKey] {
        if found.isEmpty {
            let codes = row.key("Account").split(separator: "-", omittingEmptySubsequences: false)
            return codes.enumerated().map { RecordKey([AccountStructure.number($0 + 1), String($1)]) }
        }
        let main = row.text("MainAccountCode").map { RecordKey(["01", $0]) }
        let hasMain = found.contains { $0.parts[0] == "01" }
        return (hasMain ? found : [main].compactMap(\.self) + found).sorted()
    }
}

extension GLAccount {
    fileprivate init(_ row: Row, _ names: AccountNames) {
        let status: Status =
            switch row.text("Status") {
            case "I": .inactive
            case "D": .deleted
            default: .active
            }
        let segments = (names.segments[RecordKey([row.key("AccountKey")])] ?? []).map { segment in
            Segment(
                number: segment.parts[0], code: segment.parts[1], name: names.descriptions[segment] ?? nil)
        }
        self.init(
            accountCode: row.key("Account"), rawAccount: row.text("RawAccount"),
            description: row.text("AccountDesc"),
            accountType: row.text("AccountType").map { code in
                (names.types[RecordKey([code])] ?? nil) ?? AccountType.words[code] ?? code
            }, status: status, segments: segments, stamps: row.stamps)
    }
}

/// The account types that Sage comes with, for installations where GL_AccountType cannot be read.
///
/// Words for the abbreviations in the note of GL_AccountType's file layout; 14 and 18, which it abbreviates alike, stay
/// codes.
enum AccountType {
    static let words = [
        "01": "Cash", "02": "Net Accounts Receivable", "03": "Other Receivables", "04": "Inventory",
        "05": "Prepaid Expenses", "06": "Other Assets", "07": "Current Liabilities", "08": "Long-Term Liabilities",
        "09": "Equity", "10": "Retained Earnings", "11": "Net Revenue", "12": "Cost of Sales",
        "13": "Operating Expenses", "15": "Non-Financial", "16": "Other Income and Expenses", "17": "Income Taxes",
    ]
}
