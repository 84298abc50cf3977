/// One label of a status or dropdown column.
struct Label: Hashable {
    /// monday's `index` of a status label and `id` of a dropdown label.
    let id: Int
    let text: String

    /// The colour of the label as `#rrggbb`.
    var color: String {
        let palette = [
            "#fdab3d", "#00c875", "#df2f4a", "#007eb5", "#9d50dd", "#c4c4c4", "#037f4c", "#579bfc", "#caa53d",
            "#333333",
        ]
        return palette[id % palette.count]
    }

    /// Whether the label stands for finished work: index 1 in a new status column of monday.
    var isDone: Bool { id == 1 }
}

/// The labels of a column, found by id and by exact text.
struct LabelSet {
    private(set) var all: [Label] = []
    private var idByText: [String: Int] = [:]

    /// The label of an id.
    subscript(id: Int) -> Label? { all.first { $0.id == id } }

    /// The id of the label with exactly this text.
    func id(of text: String) -> Int? { idByText[text] }

    /// Adds a label; one with a text or id that is there already is left out.
    mutating func add(_ label: Label) {
        guard idByText[label.text] == nil, self[label.id] == nil else { return }
        all.append(label)
        idByText[label.text] = label.id
    }

    /// The lowest free id from a first one on.
    func nextID(from first: Int) -> Int {
        let taken = Set(all.map(\.id))
        return (first...first + all.count).first { !taken.contains($0) } ?? first + all.count
    }
}
