/// The labels of `update_status_column`, `update_dropdown_column` and `update_column`, which replace the whole list.
///
/// By monday's pages and its public tools: labels that stay are named by id, new ones have none, at most one label is
/// deleted at a time and none together with an addition, a colour stands once, a description has 80 characters. That a
/// label in use cannot be deleted is the simulator's own reading: it can be deactivated.
struct LabelChange {
    let column: Column
    /// The ids of labels that active items have.
    let used: Set<Int>

    /// Reads the list.
    ///
    /// - Parameter given: Objects with `label` and, for a status column, `color` and `index`.
    /// - Returns: The labels in their new order.
    /// - Throws: ``GraphQLError`` for a list that monday would refuse.
    func labels(_ given: [JSONValue]) throws(GraphQLError) -> [Label] {
        var read: [(label: Label, index: Int, isNew: Bool)] = []
        var known = column.labels
        for (position, value) in given.enumerated() {
            let (label, isNew) = try label(value, &known)
            read.append((label, value["index"]?.integer ?? position, isNew))
        }
        let labels = read.map(\.label)
        guard Set(labels.map(\.id)).count == labels.count, Set(labels.map(\.text)).count == labels.count else {
            throw .invalidArgument("A label stands twice")
        }
        let deleted = column.labels.all.filter { old in !labels.contains { $0.id == old.id } }
        guard deleted.count <= 1, deleted.isEmpty || !read.contains(where: \.isNew) else {
            throw .invalidArgument("One update deletes at most one label, and does not add and delete together")
        }
        if let label = deleted.first, used.contains(label.id) {
            throw .invalidArgument("The label \"\(label.text)\" is in use: deactivate it")
        }
        guard column.kind == .status else { return labels }
        try Self.check(labels)
        guard Set(read.map(\.index)).count == read.count else { throw .invalidArgument("An index stands twice") }
        return read.sorted { $0.index < $1.index }.map(\.label)
    }

    private func label(_ value: JSONValue, _ known: inout LabelSet) throws(GraphQLError) -> (Label, isNew: Bool) {
        guard let text = value["label"]?.text, !text.isEmpty else { throw .invalidArgument("A label has no text") }
        let color = try value["color"]?.text.map(Self.color)
        var label: Label
        let isNew: Bool
        if let id = value["id"]?.integer {
            guard let old = column.labels[id] else { throw .invalidArgument("No label has the id \(id)") }
            (label, isNew) = (old, false)
            label.text = text
            label.color = color ?? old.color
        } else {
            let free = color.flatMap { known[$0.number] == nil ? $0.number : nil }
            label = Label(
                id: free ?? known.nextID(from: column.kind == .dropdown ? 1 : 0), text: text, color: color,
                isDone: false)
            isNew = true
            known.add(label)
        }
        if let isDone = value["is_done"]?.truth { label.isDone = isDone }
        if let isDeactivated = value["is_deactivated"]?.truth { label.isDeactivated = isDeactivated }
        if let description = value["description"]?.text { label.description = description }
        return (label, isNew)
    }

    private static func color(_ name: String) throws(GraphQLError) -> LabelColor {
        guard let color = LabelColor.named(name) else { throw .invalidArgument("No colour is called \(name)") }
        return color
    }

    /// Checks the labels of a status column; throws ``GraphQLError`` for what monday refuses.
    static func check(_ labels: [Label]) throws(GraphQLError) {
        guard labels.count <= Column.statusLabelLimit else {
            throw .invalidArgument("A status column has at most \(Column.statusLabelLimit) labels")
        }
        if let long = labels.first(where: { $0.text.count > Column.statusLabelLength }) {
            throw .invalidArgument("The label \"\(long.text)\" is longer than \(Column.statusLabelLength) characters")
        }
        if let long = labels.first(where: { $0.description?.count ?? 0 > Label.descriptionLength }) {
            throw .invalidArgument(
                "The description of \"\(long.text)\" is longer than \(Label.descriptionLength) characters")
        }
        guard Set(labels.map(\.color)).count == labels.count else { throw .invalidArgument("A colour stands twice") }
    }
}
