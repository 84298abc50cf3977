/// A colour of status labels.
///
/// Names are those of `StatusColumnColors` in monday's schema, in its order. The numbers, 0 to 19, 101 to 110 and 151 to
/// 160, and the hexadecimal values are those of monday's public colour table.
struct LabelColor: Hashable {
    let name: String
    let number: Int
    let hex: String

    static let all = [
        LabelColor(name: "working_orange", number: 0, hex: "#fdab3d"),
        LabelColor(name: "done_green", number: 1, hex: "#00c875"),
        LabelColor(name: "stuck_red", number: 2, hex: "#df2f4a"),
        LabelColor(name: "dark_blue", number: 3, hex: "#007eb5"),
        LabelColor(name: "purple", number: 4, hex: "#9d50dd"),
        LabelColor(name: "explosive", number: 5, hex: "#c4c4c4"),
        LabelColor(name: "grass_green", number: 6, hex: "#037f4c"),
        LabelColor(name: "bright_blue", number: 7, hex: "#579bfc"),
        LabelColor(name: "saladish", number: 8, hex: "#cab641"),
        LabelColor(name: "egg_yolk", number: 9, hex: "#ffcb00"),
        LabelColor(name: "blackish", number: 10, hex: "#333333"),
        LabelColor(name: "dark_red", number: 11, hex: "#bb3354"),
        LabelColor(name: "sofia_pink", number: 12, hex: "#ff007f"),
        LabelColor(name: "lipstick", number: 13, hex: "#ff5ac4"),
        LabelColor(name: "dark_purple", number: 14, hex: "#784bd1"),
        LabelColor(name: "bright_green", number: 15, hex: "#9cd326"),
        LabelColor(name: "chili_blue", number: 16, hex: "#66ccff"),
        LabelColor(name: "american_gray", number: 17, hex: "#757575"),
        LabelColor(name: "brown", number: 18, hex: "#7f5347"),
        LabelColor(name: "dark_orange", number: 19, hex: "#ff6d3b"),
        LabelColor(name: "sunset", number: 101, hex: "#ff7575"),
        LabelColor(name: "bubble", number: 102, hex: "#faa1f1"),
        LabelColor(name: "peach", number: 103, hex: "#ffadad"),
        LabelColor(name: "berry", number: 104, hex: "#7e3b8a"),
        LabelColor(name: "winter", number: 105, hex: "#9aadbd"),
        LabelColor(name: "river", number: 106, hex: "#68a1bd"),
        LabelColor(name: "navy", number: 107, hex: "#225091"),
        LabelColor(name: "aquamarine", number: 108, hex: "#4eccc6"),
        LabelColor(name: "indigo", number: 109, hex: "#5559df"),
        LabelColor(name: "dark_indigo", number: 110, hex: "#401694"),
        LabelColor(name: "pecan", number: 151, hex: "#563e3e"),
        LabelColor(name: "lavender", number: 152, hex: "#bda8f9"),
        LabelColor(name: "royal", number: 153, hex: "#2b76e5"),
        LabelColor(name: "steel", number: 154, hex: "#a9bee8"),
        LabelColor(name: "orchid", number: 155, hex: "#d974b0"),
        LabelColor(name: "lilac", number: 156, hex: "#9d99b9"),
        LabelColor(name: "tan", number: 157, hex: "#bca58a"),
        LabelColor(name: "sky", number: 158, hex: "#a1e3f6"),
        LabelColor(name: "coffee", number: 159, hex: "#cd9282"),
        LabelColor(name: "teal", number: 160, hex: "#175a63"),
    ]

    /// The colour of a name; `nil` for a name that monday does not have.
    static func named(_ name: String) -> LabelColor? { all.first { $0.name == name } }

    /// The colour that a label has which was made without one.
    static func ofLabel(_ id: Int) -> LabelColor { all.first { $0.number == id } ?? all[id % all.count] }
}
