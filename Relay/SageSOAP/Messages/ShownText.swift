/// A text of a stranger as messages may show it.
enum ShownText {
    /// What is longer fills logs and tables.
    static let maximum = 300

    /// One line without control characters, bounded.
    ///
    /// - Parameter text: what a server wrote.
    /// - Returns: at most ``maximum`` characters; `…` at the end where there were more.
    static func line(_ text: some StringProtocol) -> String {
        var line = ""
        var count = 0
        for scalar in text.unicodeScalars {
            let isBlank = scalar.properties.isWhitespace
            // Marks that change the direction of text could make a log line read otherwise.
            guard isBlank || ![.control, .format, .surrogate].contains(scalar.properties.generalCategory) else {
                continue
            }
            if isBlank, line.isEmpty || line.last == " " { continue }
            guard count < maximum else { return line + "…" }
            line.unicodeScalars.append(isBlank ? " " : scalar)
            count += 1
        }
        if line.last == " " { line.removeLast() }
        return line
    }

    /// A few names for a sentence.
    static func list(_ names: some Collection<String>) -> String {
        guard !names.isEmpty else { return "none" }
        let shown = names.prefix(40).map { line($0.prefix(80)) }.joined(separator: ", ")
        return names.count > 40 ? shown + " and \(names.count - 40) more" : shown
    }
}
