import Mapping

/// What a board is still to be given: pure, so that whatever was made before is simply left out.
package struct BoardBlueprint: Sendable {
    /// How a person wants new things.
    package struct Choice: Codable, Hashable, Sendable {
        /// The name of a new board; `nil` for one of the kind's.
        package var name: String?
        /// The workspace of a new board; `nil` for the account's main one.
        package var workspace: String?
        /// Whether only its members see a new board.
        package var isPrivate = false
        /// What stands beside amounts, `USD`; `nil` for nothing.
        package var unit: String?
        /// Whether columns that may be left out are added to a board that was there.
        package var wantsOptional = false

        package init() {}
    }

    let wish: BoardInspection.Wish
    let choice: Choice
    /// The day of the work, `2026-11-28`.
    let today: String

    /// The parts that a board lacks, in the order in which they are to be made: groups, then columns in the order of the
    /// layout with the key column last, then labels.
    ///
    /// - Parameters:
    ///   - inspection: what was found on the board.
    ///   - board: the board.
    /// - Returns: the parts; what only a person can put right is not among them.
    func parts(_ inspection: BoardInspection, on board: BoardDescription) -> [BoardPart] {
        let titles = Set(board.groups.map(\.title))
        let groups = wish.grouping.titles(for: wish.layout, today: today).filter { !titles.contains($0) }
            .map { BoardPart.group(title: $0) }
        var columns: [BoardPart] = []
        var relations: [BoardPart] = []
        var subitems: [BoardPart] = []
        var key: [BoardPart] = []
        var labels: [BoardPart] = []
        for finding in inspection.findings {
            switch finding.mend {
            case .column(let name):
                guard let field = wish.layout.field(named: name) else { continue }
                if field == .key { key.append(column(field)) } else { columns.append(column(field)) }
            case .relation(let name):
                guard let target = wish.links[name],
                    let relation = BoardRelation.of(wish.layout.kind).first(where: { $0.name == name })
                else { continue }
                relations.append(column(relation, leadingTo: target))
            case .subitems:
                subitems.append(
                    .column(
                        BoardPart.Column(
                            title: SubitemsColumn.title, type: SubitemsColumn.type, id: SubitemsColumn.ownID)))
            case .labels(let missing):
                let id = finding.field.flatMap { inspection.targets[$0]?.columnID }
                if let column = board.columns.first(where: { $0.id == id }), let part = Self.labels(missing, on: column)
                {
                    labels.append(part)
                }
            case .groups, nil: break
            }
        }
        return groups + columns + relations + subitems + key + labels
    }

    private func column(_ field: BoardField) -> BoardPart {
        var column = BoardPart.Column(title: field.title, type: field.content.columnType, id: ownID(field.ownColumnID))
        if field == .key {
            column.description = "By this text the relay knows the item of a record. Do not edit it."
        }
        // Days are no money.
        if case .number = field.content, DerivedField(rawValue: field.name) == nil { column.unit = choice.unit }
        if case .status(let labels) = field.content { column.labels = Self.made(labels) }
        return .column(column)
    }

    private func column(_ relation: BoardRelation, leadingTo board: String) -> BoardPart {
        var column = BoardPart.Column(
            title: relation.title, type: BoardRelation.columnType, id: ownID(relation.ownColumnID))
        column.linkedBoards = [board]
        return .column(column)
    }

    /// Monday's change log allows column ids of at most 20 characters.
    private func ownID(_ id: String) -> String? { id.utf8.count <= 20 ? id : nil }

    /// New labels from the first index on; index 5 is left out, since monday takes it for the empty label.
    private static func made(_ labels: [String]) -> [BoardDescription.StatusLabel] {
        var taken: Set<String> = []
        let indices = (0...).lazy.filter { $0 != 5 }
        return zip(labels, indices).map { label, index in
            let color = StatusColor.choose(for: label, taken: taken)
            if let color { taken.insert(color) }
            return BoardDescription.StatusLabel(
                label: label, color: color, index: index, isDone: StatusColor.isDone(label))
        }
    }

    /// The whole list of a column's labels with those that it lacks.
    ///
    /// - Returns: `nil` when the column's own labels cannot be sent back as they are: then a person adds them.
    private static func labels(_ missing: [String], on column: BoardDescription.Column) -> BoardPart? {
        guard let revision = column.revision, column.statusLabels.allSatisfy({ $0.color != nil }) else { return nil }
        var labels = column.statusLabels
        for label in missing {
            let free = (0...).lazy.filter { index in index != 5 && !labels.contains { $0.index == index } }
            guard let color = StatusColor.choose(for: label, taken: Set(labels.compactMap(\.color))),
                let index = free.first(where: { _ in true })
            else { return nil }
            labels.append(
                BoardDescription.StatusLabel(
                    label: label, color: color, index: index, isDone: StatusColor.isDone(label)))
        }
        return .labels(columnID: column.id, revision: revision, labels)
    }
}
