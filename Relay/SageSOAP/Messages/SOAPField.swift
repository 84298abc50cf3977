import WireProtocol
import XML

/// A value for a member, which is written in the form that the contract asks for.
package enum SOAPField: Hashable, Sendable {
    case text(String)
    case decimal(DecimalText)
    /// `nil` for no day.
    case date(SageDate?)
    case flag(Bool)
    case number(Int)

    /// The value as an element's text.
    ///
    /// - Parameters:
    ///   - type: the member's type.
    ///   - blank: the `dateTime` that stands for no day.
    /// - Returns: `nil` where the value does not fit the type.
    func text(as type: SOAPSimpleType, blank: String?) -> String? {
        let text: String? =
            switch self {
            case .text(let text): text
            case .decimal(let number): number.text
            case .flag(let flag): type == .text ? (flag ? "Y" : "N") : (flag ? "true" : "false")
            case .number(let number): String(number)
            case .date(let date?):
                switch type {
                case .dateTime: date.iso + "T00:00:00"
                case .date: date.iso
                default: date.text
                }
            case .date(nil): type == .dateTime ? blank : type == .text ? "" : nil
            }
        return text.flatMap { SchemaText.isText($0, of: type) ? $0 : nil }
    }
}
