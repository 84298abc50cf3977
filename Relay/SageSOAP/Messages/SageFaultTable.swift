/// What Sage's web services are known to say in a fault, and what it means: one row for each meaning.
///
/// The sources are Sage's guide to its web services, two public PHP clients of them, and the fault codes of Windows
/// Communication Foundation, in which they are written. A code is compared without case. docs/errors.md shows the table.
package enum SageFaultTable {
    /// One meaning.
    package struct Row: Sendable {
        package let code: SageSOAPError.Code
        /// `ErrorCode` of the detail, or the fault's own code without its prefix.
        package let codes: [String]
        /// Parts of the text, in small letters.
        package let phrases: [String]
        package let isRetryable: Bool
        /// What it means and what to do: whole sentences.
        package let advice: String

        fileprivate init(
            _ code: SageSOAPError.Code, _ codes: [String] = [], phrases: [String] = [], isRetryable: Bool = false,
            advice: String
        ) {
            self.code = code
            self.codes = codes
            self.phrases = phrases
            self.isRetryable = isRetryable
            self.advice = advice
        }
    }

    /// The rows in the order in which texts are searched.
    package static let rows: [Row] = [
        Row(
            .notFound, ["CI_NoKey"], advice: "Sage has no such record in this company."),
        Row(
            .valueNotOnFile, ["CI_NOF"],
            advice:
                "A value names something that Sage does not have, such as a ZIP code or an item; add it in Sage, or correct "
                + "the value."),
        Row(
            .valueTooLong, ["CI_CharLength"], advice: "A value is longer than its column in Sage; shorten it."),
        Row(
            .alreadyExists, ["WS_AlreadyExists"], advice: "Sage has a record with this number already."),
        Row(
            .logon, phrases: ["logon failure", "logon or password does not match"],
            advice:
                "Sage does not take the account; check its name and password, and \"Enable Web Services\" in Sage's User "
                + "Maintenance."),
        Row(
            .notEnabled,
            phrases: ["allowremotediagnostics", "not enabled for web services", "web services are not enabled"],
            advice:
                "The service does not allow this; enable it in Sage's System Configuration, Company Maintenance or User "
                + "Maintenance, or in the service's own settings."),
        Row(
            .notUnderstood, ["ActionNotSupported", "DeserializationFailed", "VersionMismatch", "MustUnderstand"],
            advice:
                "The service does not understand the call: its contract is not the one that was read. Read it again."),
        Row(
            .unexpected, ["InternalServiceFault"], phrases: ["an exception occurred."], isRetryable: true,
            advice:
                "The service met an error of its own; the Sage server's Windows event log \"eBusiness Web Services\" says "
                + "which."),
        Row(.sageRefused, advice: "Sage refuses the call; read its words."),
    ]

    /// The row that a fault belongs to: by its code, else by its words, else by a code that says nothing.
    ///
    /// WCF gives all exceptions one code, and the words of the exception where it is told to show them.
    ///
    /// - Parameters:
    ///   - code: the detail's code or the fault's own, without a prefix.
    ///   - text: Sage's words.
    /// - Returns: the last row where neither is known.
    package static func row(code: String?, text: String) -> Row {
        let (code, text) = (code?.lowercased(), text.lowercased())
        let told = rows.first { row in row.codes.contains { $0.lowercased() == code } }
        if let told, told.code != .unexpected { return told }
        return rows.first { row in row.phrases.contains { text.contains($0) } } ?? told ?? rows[rows.count - 1]
    }
}

extension SageFaultTable.Row {
    /// The row as docs/errors.md shows it.
    package var markdown: String {
        let told = codes.map { "`\($0)`" } + phrases.map { "\"\($0)\"" }
        return "| \(told.joined(separator: ", ")) | \(code.rawValue) | \(isRetryable ? "yes" : "no") | \(advice) |"
    }
}
