import XML

/// Reads faults (SOAP 1.1, section 4.4), whose detail has a `MasFault` with `ErrorCode` and `ErrorMessage` where Sage
/// itself refuses.
enum FaultReader {
    /// Sage's codes have some 20 characters.
    private static let maximumCode = 60

    /// What a fault means.
    ///
    /// - Parameter fault: the element.
    /// - Returns: the error, by the table.
    static func error(_ fault: ElementNode) -> SageSOAPError {
        // The namespaces of the detail are not known; its names are.
        let detail = child("detail", of: fault).flatMap { child("MasFault", of: $0) ?? $0.children.first }
        let told = child("faultcode", of: fault)?.text
            .split(separator: ":", omittingEmptySubsequences: false).last.map(String.init)
        let own = plain(detail.flatMap { child("ErrorCode", of: $0)?.text })
        let code = own ?? plain(told)
        let words = [detail.flatMap { child("ErrorMessage", of: $0)?.text }, child("faultstring", of: fault)?.text]
        let text = words.compactMap { $0.map(ShownText.line) }.first { !$0.isEmpty } ?? ""
        let row = SageFaultTable.row(code: code, text: text)
        return SageSOAPError(
            row.code, row.advice, isRetryable: row.isRetryable,
            // Sage's own refusals come before anything is written; an error that it does not name may come at any time.
            delivery: row.code == .unexpected || (row.code == .sageRefused && own == nil) ? .unknown : .nothingDone,
            sageCode: code,
            sageText: text.isEmpty ? nil : text)
    }

    private static func child(_ name: String, of element: ElementNode) -> ElementNode? {
        element.children.first { $0.name.local == name }
    }

    private static func plain(_ code: String?) -> String? {
        guard let code = code.map(ShownText.line), !code.isEmpty else { return nil }
        return String(code.prefix(maximumCode))
    }
}
