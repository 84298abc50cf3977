/// A board held against what it is to show: which column shows which field, and everything that is wrong.
package struct BoardInspection: Sendable {
    /// What a board is to be held against.
    package struct Wish: Sendable {
        package var layout: BoardLayout
        /// The group for new items; `nil` for the board's first.
        package var group: String?
        /// Column ids by field or relation, from the configuration.
        package var overrides: [String: String]
        package var grouping: BoardGrouping
        /// The relations to show, and the id of the board that each leads to, by relation's name.
        package var links: [String: String]
        /// Whether items are to have subitems.
        package var wantsSubitems = false
        /// Whether columns that may be left out are wished for too.
        package var wantsOptional: Bool
        /// What the board was found to be before, so that what is missing since is told; `nil` for nothing.
        package var before: BoardMapping?

        package init(
            layout: BoardLayout, group: String? = nil, overrides: [String: String] = [:],
            grouping: BoardGrouping = .none, links: [String: String] = [:], wantsOptional: Bool = false,
            before: BoardMapping? = nil
        ) {
            self.layout = layout
            self.group = group
            self.overrides = overrides
            self.grouping = grouping
            self.links = links
            self.wantsOptional = wantsOptional
            self.before = before
        }
    }

    /// Everything that is wrong: the board as a whole first, then in the order of the fields.
    package private(set) var findings: [BoardFinding] = []
    /// The columns that were found, by field.
    package private(set) var targets: [String: BoardMapping.Target] = [:]
    /// The columns that were found, by relation.
    package private(set) var relations: [String: BoardMapping.Target] = [:]
    /// The group for new items.
    package private(set) var groupID: String?
    /// The board that subitems live on, where they are wished for.
    package private(set) var subitemBoardID: String?

    private let wish: Wish
    private let board: BoardDescription

    /// Looks at a board.
    ///
    /// - Parameters:
    ///   - board: the board as it is now.
    ///   - wish: what it is to show.
    package init(_ board: BoardDescription, against wish: Wish) {
        self.board = board
        self.wish = wish
        lookAtBoard()
        lookAtGroups()
        lookAtNames()
        for field in wish.layout.fields { look(at: field) }
        for relation in BoardRelation.of(wish.layout.kind) {
            if let target = wish.links[relation.name] { look(at: relation, leadingTo: target) }
        }
        if wish.wantsSubitems { lookForSubitems() }
        lookForDoubleUse()
    }

    /// What keeps the board from being written to.
    package var faults: [BoardFinding] { findings.filter { $0.weight == .board } }

    // MARK: The board

    private mutating func lookAtBoard() {
        if board.state != "active" {
            add(.board, "The board is \(board.state). Restore it, or name another board in the configuration.")
        }
        if board.isReadOnly {
            add(
                .board,
                "The token's user may look at the board, and not change it. Give the user the right to edit it,"
                    + " or use another token.")
        }
    }

    private mutating func lookAtGroups() {
        if let group = wish.group, !board.groups.contains(where: { $0.id == group }) {
            let known = board.groups.map { "\($0.id) (\($0.title))" }.joined(separator: ", ")
            add(.board, "The board has no group \(group); it has \(known).")
        }
        groupID = wish.group ?? board.groups.first?.id
        if groupID == nil { add(.board, "The board has no group that items could go to. Add one.") }
        guard wish.grouping == .status else { return }
        let missing = wish.grouping.titles(for: wish.layout, today: "").filter { title in
            !board.groups.contains { $0.title == title }
        }
        guard !missing.isEmpty else { return }
        add(
            .notice,
            "The board lacks the groups \(missing.joined(separator: ", ")): new items of these statuses go to"
                + " the first group.", mend: .groups(missing))
    }

    private mutating func lookAtNames() {
        let relations = BoardRelation.of(wish.layout.kind).map(\.name)
        for name in wish.overrides.keys.sorted()
        where wish.layout.field(named: name) == nil && !relations.contains(name) {
            let known = (wish.layout.fields.map(\.name) + relations).joined(separator: ", ")
            add(.board, "The configuration names the field \(name); boards of this kind show \(known).")
        }
    }

    private mutating func lookForSubitems() {
        guard let column = board.columns.first(where: { $0.type == SubitemsColumn.type }) else {
            add(
                .field,
                "The board has no column of subitems (type \(SubitemsColumn.type)). Add it. Until then lines are not shown as"
                    + " subitems.", mend: .subitems)
            return
        }
        subitemBoardID = column.linkedBoards.first
        if subitemBoardID == nil {
            add(
                .field,
                "The column \"\(column.title)\" has no board of subitems yet. Add a subitem to any item by hand, and delete"
                    + " it. Until then lines are not shown as subitems.")
        }
    }

    private mutating func lookForDoubleUse() {
        let used = Dictionary(grouping: targets.keys, by: { targets[$0]?.columnID ?? "" })
        for (column, names) in used.sorted(by: { $0.key < $1.key }) where names.count > 1 {
            add(.board, "The column \(column) would show several fields: \(names.sorted().joined(separator: ", ")).")
        }
    }

    // MARK: Fields

    private mutating func look(at field: BoardField) {
        let type = field.content.columnType
        let search = Search(
            name: field.name, title: field.title, type: type, ownID: field.ownColumnID,
            override: wish.overrides[field.name])
        let found = search.column(on: board)
        guard let column = found.column else {
            let wasThere = wish.before?.targets[field.name] != nil
            guard field.isRequired || wasThere || wish.overrides[field.name] != nil || wish.wantsOptional else {
                return
            }
            // A column of the same title and another type is a person's: a second one would only confuse.
            add(
                field.isRequired ? .board : .field, field: field.name,
                found.sentence + (field.isRequired ? "" : " Until then the field is not shown."),
                mend: found.canBeAdded ? .column(field: field.name) : nil)
            return
        }
        targets[field.name] = BoardMapping.Target(
            columnID: column.id, columnType: column.type, labels: column.labels)
        tell(of: column, search, found)
        if case .status(let labels) = field.content { lookAtLabels(labels, of: column, field) }
    }

    private mutating func lookAtLabels(
        _ labels: [String], of column: BoardDescription.Column, _ field: BoardField
    ) {
        let missing = labels.filter { column.labels[$0] == nil }
        let asleep = missing.filter { label in column.statusLabels.contains { $0.label == label && $0.isDeactivated } }
        if !asleep.isEmpty {
            add(
                .records, field: field.name,
                "The labels \(asleep.joined(separator: ", ")) of the column \"\(column.title)\" are deactivated. Activate"
                    + " them on the board: records that need them wait.")
        }
        let absent = missing.filter { !asleep.contains($0) }
        if !absent.isEmpty {
            add(
                .records, field: field.name,
                "The column \"\(column.title)\" lacks the labels \(absent.joined(separator: ", ")). Add them, spelled like"
                    + " this: records that need them wait.", mend: .labels(absent))
        }
    }

    private mutating func look(at relation: BoardRelation, leadingTo target: String) {
        let search = Search(
            name: relation.name, title: relation.title, type: BoardRelation.columnType, ownID: relation.ownColumnID,
            override: wish.overrides[relation.name])
        let found = search.column(on: board)
        guard let column = found.column else {
            add(
                .field, field: relation.name, found.sentence + " Until then these links are not shown.",
                mend: found.canBeAdded ? .relation(name: relation.name) : nil)
            return
        }
        guard column.linkedBoards.contains(target) else {
            let known = column.linkedBoards.isEmpty ? "no board" : column.linkedBoards.joined(separator: ", ")
            add(
                .field, field: relation.name,
                "The column \"\(column.title)\" leads to \(known), not to board \(target). Add that board in the column's"
                    + " settings: until then these links are not shown.")
            return
        }
        relations[relation.name] = BoardMapping.Target(columnID: column.id, columnType: column.type, labels: [:])
        tell(of: column, search, found)
    }

    /// Tells what is strange about a column that is used all the same.
    private mutating func tell(of column: BoardDescription.Column, _ search: Search, _ found: Search.Result) {
        if search.override == nil, column.title.lowercased() != search.title.lowercased() {
            add(
                .notice, field: search.name,
                "The column \"\(search.title)\" is called \"\(column.title)\" now; it is known by its id \(column.id).")
        }
        if found.twins > 0 {
            add(
                .notice, field: search.name,
                "The board has \(found.twins + 1) columns \"\(search.title)\" of type \(search.type); \(column.id) is used."
                    + " Name another one by its id under `columns`, or rename the others.")
        }
    }

    private mutating func add(
        _ weight: BoardFinding.Weight, field: String? = nil, _ sentence: String, mend: BoardFinding.Mend? = nil
    ) {
        findings.append(BoardFinding(weight, field: field, sentence, mend: mend))
    }
}
