import Foundation

/// Names and values as a browser writes them into an address or a form (`application/x-www-form-urlencoded`).
struct FormFields {
    /// The longest text that is taken apart: monday's codes have about 100 characters, and addresses end at 8 KiB.
    static let longest = 8 * 1024

    var fields: [(name: String, value: String)]

    init(_ fields: [(name: String, value: String)]) {
        self.fields = fields
    }

    /// Takes a text apart; `nil` for one that is too long, is damaged, or has a name twice.
    init?(parsing text: Substring) {
        guard text.utf8.count <= Self.longest else { return nil }
        var fields: [(String, String)] = []
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count > 1 ? parts[1] : ""),
                !fields.contains(where: { $0.0 == name })
            else { return nil }
            fields.append((name, value))
        }
        self.init(fields)
    }

    subscript(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// All but letters, digits and `-._~` percent-encoded (RFC 3986 section 2.3), which both sides of a `?` read alike.
    var encoded: String {
        fields.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
    }

    private static func encoded(_ text: String) -> String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static func decoded(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding
    }
}
