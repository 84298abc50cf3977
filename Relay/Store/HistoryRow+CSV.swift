import Foundation

extension HistoryRow {
    /// The first line of an export.
    package static let csvHeader =
        "id,at,board,key,event,item,run,attempt,request,changes,note,previous,hash\r\n"

    /// The row as one line of CSV (RFC 4180), ended with CR LF: every text exactly as it is kept.
    package var csv: String {
        let values: [String?] = [
            "\(id)", Self.moment(at), board, key, event, itemID, run.map(String.init), attempt.map(String.init),
            requestID, changes, note, previous, hash,
        ]
        return values.map { Self.field($0 ?? "") }.joined(separator: ",") + "\r\n"
    }

    /// A time as people and spreadsheets read it, to the millisecond: `2026-11-23T12:00:00.123Z`.
    package static func moment(_ milliseconds: Int64) -> String {
        // A time that nobody can mean, in a row that somebody altered, stays a number.
        guard (0..<Self.year10000).contains(milliseconds) else { return "\(milliseconds)" }
        // In whole numbers: a date as a binary fraction is a millisecond off at times.
        let seconds = Date(timeIntervalSince1970: Double(milliseconds / 1000)).formatted(.iso8601).dropLast()
        let rest = String(milliseconds % 1000)
        return seconds + "." + String(repeating: "0", count: 3 - rest.count) + rest + "Z"
    }

    /// Milliseconds from 1970 to the year 10000.
    private static let year10000: Int64 = 253_402_300_800_000

    private static func field(_ text: String) -> String {
        // By bytes: to Swift, CR LF is a character of its own, and so is a quotation mark with an accent behind it.
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0D, 0x0A].contains($0) }) else { return text }
        let doubled = text.utf8.flatMap { $0 == 0x22 ? [$0, $0] : [$0] }
        return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
    }
}
