/// A column of a board with its labels.
struct Column {
    /// How many labels a status column takes.
    static let statusLabelLimit = 40
    /// How many characters a status label takes.
    static let statusLabelLength = 30
    /// How many characters the id of a column takes that the client chose.
    static let idLength = 20

    let id: String
    var title: String
    let kind: ColumnKind
    var description: String?
    /// The labels of a status or dropdown column.
    var labels = LabelSet()
    /// The settings the client gave beyond labels, as it gave them.
    var settings: JSONValue = [:]
    /// Rises with every change of the column.
    var revision = 1
    /// Whether the column is in use; its values stay with the items where it is not.
    var state = ItemState.active

    /// Whether the column is on its board for everybody to see.
    var isActive: Bool { state == .active }

    /// Whether a client may choose this id: 1 to 20 of `a-z` and `_`, as monday's change log says.
    static func isValid(id: String) -> Bool {
        1...idLength ~= id.utf8.count
            && id.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || $0 == UInt8(ascii: "_") }
    }

    /// Adds a label to a status or dropdown column; returns its id.
    mutating func addLabel(_ text: String) -> Int {
        let id = labels.nextID(from: kind == .dropdown ? 1 : 0)
        let taken = Set(labels.all.map(\.color))
        let color =
            [LabelColor.ofLabel(id)].first { !taken.contains($0) } ?? LabelColor.all.first { !taken.contains($0) }
        labels.add(Label(id: id, text: text, color: color))
        revision += 1
        return id
    }

    /// monday's `settings`: labels for the types that have them, else what was given.
    var settingsJSON: JSONValue {
        switch kind {
        case .status:
            let labels = labels.all.enumerated().map { index, label -> JSONValue in
                [
                    "id": .integer(label.id), "label": .string(label.text), "index": .integer(index),
                    "color": .integer(label.color.number), "hex": .string(label.color.hex),
                    "description": .optional(label.description), "is_deactivated": .bool(label.isDeactivated),
                    "is_done": .bool(label.isDone),
                ]
            }
            return ["labels": .array(labels)]
        case .dropdown:
            let labels = labels.all.map { label -> JSONValue in
                ["id": .integer(label.id), "label": .string(label.text), "is_deactivated": .bool(label.isDeactivated)]
            }
            return .object([JSONMember("labels", .array(labels))] + (settings.members ?? []))
        default: return settings
        }
    }
}
