/// The colours of status labels, by their names in monday's API (`StatusColumnColors`).
package enum StatusColor {
    /// What a label is made with.
    ///
    /// - Parameters:
    ///   - label: the label.
    ///   - taken: the colours that the column has already; monday takes each once.
    /// - Returns: a colour that is free; `nil` when the column has all forty.
    package static func choose(for label: String, taken: Set<String>) -> String? {
        if let own = byLabel[label], !taken.contains(own) { return own }
        let reserved = Set(byLabel.values)
        return names.first { !taken.contains($0) && !reserved.contains($0) } ?? names.first { !taken.contains($0) }
    }

    /// Whether items with a label are done with, so that monday counts them so.
    package static func isDone(_ label: String) -> Bool { label == "Paid" || label == "Complete" }

    /// The name of a colour as monday's settings give it: by name, or in older columns by number.
    ///
    /// - Parameters:
    ///   - name: the name, where there is one.
    ///   - number: the number, where there is one.
    /// - Returns: `nil` for a colour that is not known here.
    package static func name(_ name: String?, number: Int?) -> String? {
        if let name, names.contains(name) { return name }
        guard let number else { return nil }
        // Twenty colours from 0, ten from 101, ten from 151 (monday's colour table).
        let position =
            switch number {
            case 0..<20: number
            case 101..<111: number - 101 + 20
            case 151..<161: number - 151 + 30
            default: -1
            }
        return names.indices.contains(position) ? names[position] : nil
    }

    private static let byLabel = [
        "Entered": "bright_blue", "Posted": "working_orange", "Paid": "done_green", "On Hold": "stuck_red",
        "Gone": "american_gray", "Active": "done_green", "Inactive": "blackish", "Temporary": "egg_yolk",
        "Deleted": "stuck_red", "New": "bright_blue", "Open": "working_orange", "Backordered": "purple",
        "Change": "egg_yolk", "Complete": "done_green",
    ]

    /// In the order of monday's schema.
    private static let names = [
        "working_orange", "done_green", "stuck_red", "dark_blue", "purple", "explosive", "grass_green", "bright_blue",
        "saladish", "egg_yolk", "blackish", "dark_red", "sofia_pink", "lipstick", "dark_purple", "bright_green",
        "chili_blue", "american_gray", "brown", "dark_orange", "sunset", "bubble", "peach", "berry", "winter", "river",
        "navy", "aquamarine", "indigo", "dark_indigo", "pecan", "lavender", "royal", "steel", "orchid", "lilac", "tan",
        "sky", "coffee", "teal",
    ]
}
