/// Makes a text of the host or of what started it fit to be shown: short, on one line, and without a credential.
struct Shown: Sendable {
    /// The longest text of Sage that is passed on; its own messages are a line or two.
    static let limit = 1000

    private let secrets: [String]

    /// - Parameter secrets: what must never be shown; a text of less than four characters would hit ordinary words.
    init(without secrets: [String]) {
        self.secrets = secrets.filter { $0.count >= 4 }
    }

    /// The text as it may be shown.
    func callAsFunction(_ text: String) -> String {
        var text = String(text.prefix(Self.limit * 2))
        for secret in secrets {
            text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "‹secret›")
        }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(Self.limit) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: shown.append(" ")
            default: shown.append(scalar)
            }
        }
        return String(shown)
    }
}
