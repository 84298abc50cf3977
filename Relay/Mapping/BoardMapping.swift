/// Which column of a board shows which field: found once, before anything is written.
package struct BoardMapping: Codable, Hashable, Sendable {
    /// A column that was found for a field.
    package struct Target: Codable, Hashable, Sendable {
        package var columnID: String
        package var columnType: String
        /// A status column's label ids by label.
        package var labels: [String: Int]
    }

    package var boardID: String
    /// The group that new items go to.
    package var groupID: String
    /// Targets by field name.
    package var targets: [String: Target]
    /// The group and the column ids by field that the configuration gave.
    package let configuredGroup: String?
    package let overrides: [String: String]
    /// The fields reckoned from the day that the layout had; `nil` for none.
    package let derived: [String]?

    /// The id of the column that holds the keys.
    package var keyColumnID: String { targets[BoardField.key.name]?.columnID ?? BoardField.keyColumnID }

    /// Finds the columns of a layout on a board: by configuration, else by our own column id, else by title and type.
    ///
    /// - Parameters:
    ///   - layout: the fields to show.
    ///   - board: the board as it is now.
    ///   - group: the configured group's id; `nil` for the board's first.
    ///   - overrides: column ids by field name, from the configuration.
    /// - Throws: ``MappingError`` with every fault of the board at once.
    package init(
        layout: BoardLayout, board: BoardDescription, group: String?, overrides: [String: String]
    ) throws(MappingError) {
        var faults: [String] = []
        var targets: [String: Target] = [:]
        if board.state != "active" {
            faults.append("The board is \(board.state). Restore it, or name another board in the configuration.")
        }
        if let group, !board.groups.contains(where: { $0.id == group }) {
            let known = board.groups.map { "\($0.id) (\($0.title))" }.joined(separator: ", ")
            faults.append("The board has no group \(group); it has \(known).")
        }
        let target = group ?? board.groups.first?.id
        if target == nil { faults.append("The board has no group that items could go to. Add one.") }
        for name in overrides.keys.sorted() where layout.field(named: name) == nil {
            let known = layout.fields.map(\.name).joined(separator: ", ")
            faults.append("The configuration names the field \(name); boards of this kind show \(known).")
        }
        for field in layout.fields {
            switch Self.column(for: field, on: board, override: overrides[field.name]) {
            case .success(let column?):
                targets[field.name] = Target(columnID: column.id, columnType: column.type, labels: column.labels)
            case .success(nil): break
            case .failure(let fault): faults.append(fault.sentence)
            }
        }
        for (column, names) in Dictionary(grouping: targets.keys, by: { targets[$0]?.columnID ?? "" })
        where names.count > 1 {
            faults.append("The column \(column) would show several fields: \(names.sorted().joined(separator: ", ")).")
        }
        guard faults.isEmpty, let target else {
            throw MappingError(boardID: board.id, boardName: board.name, faults: faults)
        }
        boardID = board.id
        groupID = target
        configuredGroup = group
        self.overrides = overrides
        derived = layout.derived.isEmpty ? nil : layout.derived.names
        self.targets = targets
    }

    /// The fields that another column shows than before, or a column for the first time.
    package func fieldsMoved(since before: BoardMapping) -> [String] {
        targets.keys.filter { targets[$0]?.columnID != before.targets[$0]?.columnID }.sorted()
    }

    private struct Fault: Error {
        var sentence: String
    }

    private static func column(
        for field: BoardField, on board: BoardDescription, override: String?
    ) -> Result<BoardDescription.Column?, Fault> {
        let type = field.content.columnType
        let column: BoardDescription.Column
        if let override {
            guard let named = board.columns.first(where: { $0.id == override }) else {
                return .failure(Fault(sentence: "The board has no column with the id \(override) for \(field.name)."))
            }
            column = named
        } else {
            let ownID = field == .key ? BoardField.keyColumnID : field.name.replacing("-", with: "_")
            let named = board.columns.filter { $0.title.lowercased() == field.title.lowercased() }
            let found = board.columns.first { $0.id == ownID && $0.type == type } ?? named.first { $0.type == type }
            guard let found else {
                guard field.isRequired else { return .success(nil) }
                let hint = named.first.map { " The column of that title is of type \($0.type)." } ?? ""
                return .failure(
                    Fault(sentence: "The board has no column \"\(field.title)\" of type \(type).\(hint) Add it."))
            }
            column = found
        }
        guard column.type == type else {
            return .failure(
                Fault(sentence: "The column \(column.id) for \(field.name) is of type \(column.type), not \(type)."))
        }
        if case .status(let labels) = field.content {
            let missing = labels.filter { column.labels[$0] == nil }
            guard missing.isEmpty else {
                return .failure(
                    Fault(
                        sentence: "The column \"\(column.title)\" lacks the labels \(missing.joined(separator: ", "))."
                            + " Add them, spelled like this."))
            }
        }
        return .success(column)
    }
}

/// A board that cannot be written to, with every reason.
package struct MappingError: Error, Hashable, Sendable, CustomStringConvertible {
    package var boardID: String
    package var boardName: String
    /// One sentence each.
    package var faults: [String]

    package var description: String {
        "Board \(boardID) (\(boardName)): " + faults.joined(separator: " ")
    }
}
