/// By what new items are put into groups.
package enum BoardGrouping: String, Codable, Hashable, Sendable, CaseIterable {
    /// All go to one group.
    case none
    /// Each to the group that is titled like its status.
    case status
    /// Each to the group of the calendar quarter of its document's date, `2026 Q4`.
    case period

    /// The title of the group that an item belongs to.
    ///
    /// - Parameter content: what the item shows.
    /// - Returns: `nil` where it belongs to none in particular.
    package func title(for content: ItemContent) -> String? {
        switch self {
        case .none: nil
        case .status: content.fields[BoardField.statusName]
        case .period: BoardLayout.dateFields.compactMap { content.fields[$0] }.first.flatMap(Self.quarter)
        }
    }

    /// The titles of the groups that a board of this kind is made with.
    ///
    /// - Parameters:
    ///   - layout: what the board shows.
    ///   - today: the day on which it is made, `2026-11-28`: there is a group for this quarter, the four before and the
    ///     two after it.
    /// - Returns: the titles in the order in which they read best.
    package func titles(for layout: BoardLayout, today: String) -> [String] {
        switch self {
        case .none: []
        case .status: layout.statusLabels
        case .period:
            Self.quarterNumber(today).map { now in (-4...2).reversed().map { Self.title(quarter: now + $0) } } ?? []
        }
    }

    private static func quarter(of day: String) -> String? { quarterNumber(day).map(title) }

    /// Quarters since the year 0.
    private static func quarterNumber(_ day: String) -> Int? {
        let parts = day.split(separator: "-")
        guard parts.count == 3, let year = Int(parts[0]), let month = Int(parts[1]), 1...12 ~= month else { return nil }
        return year * 4 + (month - 1) / 3
    }

    private static func title(quarter: Int) -> String { "\(quarter / 4) Q\(quarter % 4 + 1)" }
}
