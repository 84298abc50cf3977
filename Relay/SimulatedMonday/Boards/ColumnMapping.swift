/// Which columns the values of an item go to when it moves to another board.
struct ColumnMapping {
    /// The position of the target's column by that of the source's.
    private var targets: [Int: Int] = [:]
    private let source: Board
    private let target: Board

    /// Maps columns of the same title and type onto each other, as monday does where no mapping is given.
    init(from source: Board, to target: Board) {
        (self.source, self.target) = (source, target)
        for position in source.activeColumns where Self.isMapped(source.columns[position].kind) {
            let column = source.columns[position]
            let match = target.activeColumns.first {
                target.columns[$0].title == column.title && target.columns[$0].kind == column.kind
            }
            if let match, !targets.values.contains(match) { targets[position] = match }
        }
    }

    /// Takes the mapping that the client gave.
    ///
    /// - Parameters:
    ///   - given: Objects with `source` and `target`; without a target a column's values are lost.
    ///   - source: The board the item leaves.
    ///   - target: The board it goes to.
    /// - Throws: ``GraphQLError`` for columns that are unknown, of different types or named twice, and where a column
    ///   of the source is left out: monday's documentation demands all of them.
    init(_ given: [JSONValue], from source: Board, to target: Board) throws(GraphQLError) {
        (self.source, self.target) = (source, target)
        var named: Set<Int> = []
        for pair in given {
            let id = pair["source"]?.text ?? ""
            guard let from = source.position(ofColumn: id) else { throw .invalidColumn(id) }
            guard named.insert(from).inserted else { throw .invalidArgument("The column \(id) is mapped twice") }
            guard let targetID = pair["target"]?.text else { continue }
            guard let onto = target.position(ofColumn: targetID) else { throw .invalidColumn(targetID) }
            guard source.columns[from].kind == target.columns[onto].kind else {
                throw .invalidArgument("The columns \(id) and \(targetID) are of different types")
            }
            guard !targets.values.contains(onto) else {
                throw .invalidArgument("Two columns are mapped to \(targetID)")
            }
            targets[from] = onto
        }
        let all = source.activeColumns.filter { Self.isMapped(source.columns[$0].kind) }
        if let missing = all.first(where: { !named.contains($0) }) {
            throw .invalidArgument("columns_mapping leaves out the column \(source.columns[missing].id)")
        }
    }

    /// Whether a column holds values of its own; names go along with their items, and monday computes the rest.
    private static func isMapped(_ kind: ColumnKind) -> Bool { kind != .name && !kind.isReadOnly }

    /// Puts the values of an item into the columns of the target; labels are found by their text, and made where the
    /// target has none of it.
    ///
    /// - Parameters:
    ///   - item: The item as it is on the source.
    ///   - moved: The item as it will be on the target.
    func carry(_ item: Item, into moved: inout Item) {
        for (from, onto) in targets {
            switch item.cell(from) {
            case .status(let id): moved.setCell(onto, label(id, from, onto).map { .status($0) })
            case .dropdown(let ids): moved.setCell(onto, .dropdown(ids.compactMap { label($0, from, onto) }))
            case let cell: moved.setCell(onto, cell)
            }
        }
    }

    private func label(_ id: Int, _ from: Int, _ onto: Int) -> Int? {
        guard let text = source.columns[from].labels[id]?.text else { return nil }
        var column = target.columns[onto]
        if let known = column.labels.id(of: text) { return known }
        let made = column.addLabel(text)
        target.update(column, at: onto)
        return made
    }
}
