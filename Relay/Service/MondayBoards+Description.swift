import Mapping
import Monday

extension BoardDescription {
    /// Takes what counts of monday's own description.
    init(_ board: MondayBoard) {
        self.init(
            id: board.id, name: board.name, state: board.state, itemsCount: board.itemsCount,
            itemsLimit: board.itemsLimit,
            groups: board.groups.filter(\.isActive).map { Group(id: $0.id, title: $0.title) },
            columns: board.columns.filter { !$0.isArchived }.map(Column.init),
            archivedColumns: board.columns.filter(\.isArchived).map(Column.init), purpose: board.description,
            isReadOnly: board.accessLevel == "view")
    }
}

extension BoardDescription.Column {
    fileprivate init(_ column: MondayBoard.Column) {
        let labels = (column.settings["labels"]?.array ?? []).compactMap(BoardDescription.StatusLabel.init)
        let active = labels.filter { !$0.isDeactivated }.compactMap { label in label.id.map { (label.label, $0) } }
        self.init(
            id: column.id, title: column.title, type: column.type,
            labels: Dictionary(active, uniquingKeysWith: { first, _ in first }),
            statusLabels: column.type == "status" ? labels : [],
            // Both spellings are seen: a list of numbers, and of texts.
            linkedBoards: (column.settings["boardIds"]?.array ?? column.settings["board_ids"]?.array ?? [])
                .compactMap(\.id),
            revision: column.revision)
    }
}

extension BoardDescription.StatusLabel {
    /// A label of `settings.labels`: an object with `id` and `label`.
    fileprivate init?(_ label: JSONValue) {
        guard let text = label["label"]?.string, let id = label["id"]?.integer else { return nil }
        self.init(
            id: id, label: text, color: StatusColor.name(label["color"]?.string, number: label["color"]?.integer),
            index: label["index"]?.integer ?? id, description: label["description"]?.string,
            isDone: label["is_done"]?.bool ?? false, isDeactivated: label["is_deactivated"]?.bool ?? false)
    }
}
