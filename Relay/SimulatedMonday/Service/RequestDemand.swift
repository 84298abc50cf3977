/// What a request asks of the limits and which boards it touches, read off its plan.
struct RequestDemand {
    /// What a field that writes costs: the figure between the two that public samples of monday show.
    private static let mutationCost = 10_000

    let isMutation: Bool
    /// The names of the root fields, in order, aliases resolved.
    private(set) var operations: [String] = []
    /// The ids of the boards that root fields name and that exist, directly or through an item.
    private(set) var boards: Set<String> = []
    /// How many fields write to the items of a board.
    private(set) var mutationsByBoard: [String: Int] = [:]
    private(set) var boardCreations = 0
    private(set) var complexity = 0
    /// The first field that writes to items.
    private(set) var mutationName = ""

    /// Whether the request asks nothing but its complexity.
    var asksComplexityOnly: Bool { operations.allSatisfy { $0 == "complexity" } }

    /// Reads a plan; throws ``GraphQLError`` where the arguments of an inner field do not fit.
    init(_ plan: Plan, account: Account) throws(GraphQLError) {
        isMutation = plan.kind == .mutation
        for field in plan.fields {
            operations.append(field.name)
            complexity += try Self.cost(of: field)
            if plan.kind == .mutation, field.name != "complexity" { complexity += Self.mutationCost }
            let touched = Self.boards(of: field, account: account)
            boards.formUnion(touched)
            if field.name == "create_board" { boardCreations += 1 }
            guard plan.kind == .mutation,
                field.name != "complexity", !Resolver.structureFields.contains(field.name)
            else { continue }
            if mutationName.isEmpty { mutationName = field.name }
            for board in touched { mutationsByBoard[board, default: 0] += 1 }
        }
    }

    private static func boards(of field: PlannedField, account: Account) -> Set<String> {
        let arguments = field.arguments
        let isKnown = { (id: String) in Int(id).flatMap { account.boards[$0] } != nil }
        if let board = arguments.text("board_id") {
            var touched: Set<String> = isKnown(board) ? [board] : []
            // Such a move writes to the board that the item leaves too.
            if field.name == "move_item_to_board", let item = account.item(arguments.text("item_id") ?? "") {
                touched.insert(String(item.board.id))
            }
            return touched
        }
        // A subitem is an item of the board that subitems live on, which is the one that is written to.
        if field.name == "create_subitem", let above = account.item(arguments.text("parent_item_id") ?? "") {
            return [String(above.board.subitemBoard ?? above.board.id)]
        }
        if field.name == "boards" { return Set((arguments.texts("ids") ?? []).filter(isKnown)) }
        let items =
            (arguments.texts("ids") ?? [])
            + [arguments.text("item_id"), arguments.text("parent_item_id")].compactMap(\.self)
        return Set(items.compactMap { account.item($0).map { String($0.board.id) } })
    }

    /// One for a field, and for a list as much as its elements cost times the elements it may have.
    private static func cost(of field: PlannedField) throws(GraphQLError) -> Int {
        guard field.name != "complexity" else { return 0 }
        let multiplier =
            switch field.name {
            case "boards", "items":
                min(field.arguments.texts("ids")?.count ?? .max, field.arguments.integer("limit") ?? 25)
            case "items_page", "items_page_by_column_values", "next_items_page": field.arguments.integer("limit") ?? 25
            case "columns", "column_values": field.arguments.texts("ids")?.count ?? 10
            default: 1
            }
        var inner = 0
        for type in costTypes(of: field.type.name) {
            var cost = 0
            for field in try field.fields(of: type) { cost += try Self.cost(of: field) }
            inner = max(inner, cost)
        }
        // Saturates: a hostile limit times another must not trap.
        let (product, overflow) = max(0, multiplier).multipliedReportingOverflow(by: inner)
        return overflow || product >= .max / 4 ? .max / 4 : product + 1
    }

    /// The concrete types behind a field's type; for column values the costliest one counts.
    private static func costTypes(of type: String) -> [String] {
        switch MondaySchema.schema.types[type] {
        case .object: [type]
        case .union(let members): Array(members)
        case .interface: ["TextValue", "StatusValue", "NumbersValue", "DateValue"]
        default: []
        }
    }
}
