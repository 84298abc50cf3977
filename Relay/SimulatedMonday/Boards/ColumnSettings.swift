/// The `defaults` of `create_column`.
///
/// monday takes an object or a JSON text of one, with the settings at the top or under `settings`; labels stand as a
/// list of objects or, in the older form, as an object from index to text.
struct ColumnSettings {
    private let given: JSONValue

    /// Takes the argument; throws ``GraphQLError`` for a text that is not JSON, and for anything but an object.
    init(_ defaults: JSONValue) throws(GraphQLError) {
        var value = defaults
        if let text = defaults.text {
            guard let parsed = try? JSONParser.parse(text) else { throw .invalidArgument("defaults is not JSON") }
            value = parsed
        }
        guard value.isNull || value.members != nil else { throw .invalidArgument("defaults must be an object") }
        given = value["settings"] ?? value
    }

    /// Sets the labels and settings of a new column; throws ``GraphQLError`` for labels that monday refuses.
    func apply(to column: inout Column) throws(GraphQLError) {
        guard column.kind == .status || column.kind == .dropdown else {
            if given.members != nil { column.settings = given }
            return
        }
        if given["labels"]?.elements?.contains(where: { $0["color"]?.text != nil }) ?? false {
            // The typed form of `create_status_column`: colours have names, and `index` is a label's place. Its id is
            // then the number of its colour, which the documentation does not say: ids are to be read back.
            column.labels.replace(
                with: try LabelChange(column: column, used: []).labels(given["labels"]?.elements ?? []))
            return
        }
        for (position, label) in try labels(column.kind).enumerated() {
            let id = label.id ?? position + (column.kind == .dropdown ? 1 : 0)
            guard !label.text.isEmpty, column.labels[id] == nil, column.labels.id(of: label.text) == nil else {
                throw .invalidArgument("The label \"\(label.text)\" is blank or double")
            }
            column.labels.add(Label(id: id, text: label.text))
        }
        if column.kind == .dropdown {
            column.settings = .object((given.members ?? []).filter { $0.name != "labels" && !$0.value.isNull })
        } else {
            try LabelChange.check(column.labels.all)
        }
    }

    private func labels(_ kind: ColumnKind) throws(GraphQLError) -> [(id: Int?, text: String)] {
        switch given["labels"] {
        case .object(let members):
            return members.compactMap { member in Int(member.name).map { ($0, member.value.text ?? "") } }
        case .array(let elements):
            return elements.map { element in
                let id = element["index"]?.integer ?? element["id"]?.integer
                return (id, element.text ?? element["label"]?.text ?? element["name"]?.text ?? "")
            }
        case nil:
            // A new status column of monday comes with three labels.
            return kind == .status ? [(0, "Working on it"), (1, "Done"), (2, "Stuck")] : []
        default:
            throw .invalidArgument("labels must be a list or an object")
        }
    }
}
