/// One label of a status or dropdown column.
struct Label: Hashable {
    /// How many characters the description of a label takes.
    static let descriptionLength = 80

    /// What values name: `index` in the value of a status column, `ids` in that of a dropdown column.
    let id: Int
    var text: String
    var color: LabelColor
    var description: String?
    /// Whether the label stands for finished work.
    var isDone: Bool
    /// Whether items keep the label and no item can get it any more.
    var isDeactivated = false

    /// Describes a label.
    ///
    /// - Parameters:
    ///   - id: What values name.
    ///   - text: What people read.
    ///   - color: Its colour; `nil` for the one that belongs to the id.
    ///   - isDone: Whether it stands for finished work; `nil` for label 1 alone, as in a new status column of monday.
    init(id: Int, text: String, color: LabelColor? = nil, isDone: Bool? = nil) {
        self.id = id
        self.text = text
        self.color = color ?? .ofLabel(id)
        self.isDone = isDone ?? (id == 1)
    }
}

/// The labels of a column in their order, found by id and by exact text.
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

    /// Puts other labels in place of all.
    mutating func replace(with labels: [Label]) {
        self = LabelSet()
        for label in labels { add(label) }
    }

    /// The lowest free id from a first one on.
    func nextID(from first: Int) -> Int {
        let taken = Set(all.map(\.id))
        return (first...first + all.count).first { !taken.contains($0) } ?? first + all.count
    }
}
