/// Text that is HTML already, against text that is not.
///
/// Interpolating a `String` escapes it, so that a name with markup in it shows as it was typed; only another ``HTML``
/// goes in as it is.
struct HTML: ExpressibleByStringInterpolation, Sendable {
    /// The markup.
    private(set) var text: String

    init(stringLiteral value: String) {
        text = value
    }

    init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
    }

    /// Joins pieces without anything between.
    init(_ parts: some Sequence<HTML>) {
        text = parts.reduce(into: "") { $0 += $1.text }
    }

    /// Collects the pieces of an interpolation.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        mutating func appendInterpolation(_ markup: HTML) {
            text += markup.text
        }

        mutating func appendInterpolation(_ number: Int) {
            text += String(number)
        }

        mutating func appendInterpolation(_ plain: String) {
            text += HTML.escape(plain)
        }
    }

    /// Writes the five characters with a meaning in HTML as references; good for text and quoted attributes.
    private static func escape(_ plain: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(plain.utf8.count)
        for scalar in plain.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
