import WireProtocol

/// How a change stamps the audit fields of a record.
package enum StampStyle: Hashable, Sendable, CaseIterable {
    /// As Sage's own programs do: `8.49238`, not filled with zeros.
    case sage
    /// Filled with a zero to two whole digits, as some installations have it: `08.49238`.
    case padded
    /// The day without a time.
    case blankTime
    /// Not at all, as imports by Visual Integrator and bulk tools do: a new record has blank stamps, an old one keeps
    /// those it had.
    case none

    /// The user that the simulated Sage stamps, a key of `SY_User`.
    static let user = "0000000001"

    /// The audit fields of one kind.
    ///
    /// - Parameters:
    ///   - kind: `Created` or `Updated`.
    ///   - now: Sage's clock.
    /// - Returns: columns and values; none for ``none``.
    func fields(_ kind: String, at now: SageStamp) -> [(key: String, value: String)] {
        let time =
            switch self {
            case .sage: now.decimalHours
            case .padded: now.decimalHours.utf8.count < 8 ? "0" + now.decimalHours : now.decimalHours
            case .blankTime, .none: ""
            }
        return self == .none ? [] : [("Date" + kind, now.date), ("Time" + kind, time), ("User\(kind)Key", Self.user)]
    }
}
