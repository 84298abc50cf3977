import Mapping
import WireProtocol

/// What a board is held against, and what is told of it.
extension BoardWorkshop {
    func wish(_ choice: BoardBlueprint.Choice, _ before: BoardMapping? = nil) -> BoardInspection.Wish {
        settings.wish(segments: segments, before: before, wantsOptional: choice.wantsOptional)
    }

    func blueprint(_ choice: BoardBlueprint.Choice, _ before: BoardMapping? = nil) -> BoardBlueprint {
        BoardBlueprint(wish: wish(choice, before), choice: choice, today: time.now.dayText)
    }

    /// The same for a board whose id the configuration does not have yet.
    func fitted(to board: BoardDescription) -> BoardWorkshop {
        var known = settings
        known.boardID = board.id
        return BoardWorkshop(
            settings: known, store: store, account: account, governor: governor, time: time, segments: segments)
    }

    /// The board as the relay knew it last.
    func known() async throws -> BoardMapping? {
        try await store.read { [ref = settings.ref] in try $0.board(ref).mapping }
    }

    /// Everything that is wrong, worst first.
    ///
    /// - Parameters:
    ///   - inspection: what its columns and groups show.
    ///   - board: the board.
    /// - Returns: the findings.
    /// - Throws: what the store throws.
    func findings(_ inspection: BoardInspection, _ board: BoardDescription) async throws -> [BoardFinding] {
        let (ref, now) = (settings.ref, time.now)
        var findings = inspection.findings
        if let other = BoardMarker.board(in: board.purpose), other != ref.text {
            findings.append(
                BoardFinding(
                    .board,
                    "The board was made for \(other), not for \(ref). Correct the id in the configuration; if it is right,"
                        + " take the marker out of the board's description."))
        }
        let volumes = settings.volumes
        let (row, creations, next) = try await store.read { reader in
            (
                try reader.board(ref), try reader.creations(ref, days: BoardCapacity.days, now: now),
                try reader.next(after: ref, volumes)
            )
        }
        if let limit = board.itemsLimit, limit > 0, let items = board.itemsCount {
            var capacity = BoardCapacity(limit: limit, items: items, creations: creations)
            capacity.next = next
            if let warning = capacity.warning(ref, now: now) {
                findings.append(BoardFinding(capacity.level == .full ? .records : .notice, warning))
            }
        }
        // Only a refused write shows that a right on a column or group was lost.
        // A fault that a look at the board found before is not told again when this look does not find it.
        if let fault = row.fault, inspection.faults.isEmpty, row.room != 0, row.mapping?.boardID == board.id,
            !fault.hasPrefix("Board \(board.id) (")
        {
            findings.append(BoardFinding(.board, "The last try to write ended so: \(fault)"))
        }
        return findings.enumerated().sorted { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }
            .map(\.element)
    }

    /// Has the relay look at the board again when it knows it otherwise.
    ///
    /// - Parameters:
    ///   - board: the board as it is now.
    ///   - made: what was added to it now; columns that may stand under the ids of ones that were deleted are filled anew.
    /// - Throws: what the store throws.
    func wakeDiscovery(_ board: BoardDescription, made: [BoardPart]) async throws {
        let (settings, isChanged) = (settings, !made.isEmpty)
        let titles = made.compactMap { part in if case .column(let column) = part { column.title } else { nil } }
        let fields = settings.wish(segments: segments).layout.fields
            .filter { titles.contains($0.title) }.map(\.name)
        let hasRelation = BoardRelation.of(settings.ref.kind).contains { titles.contains($0.title) }
        let found = try? settings.mapped(board, segments: segments)
        try await store.write { transaction in
            var row = try transaction.board(settings.ref)
            guard row.mapping != nil || row.fault != nil, isChanged || row.mapping != found?.mapping else { return }
            row.needsDiscovery = true
            try transaction.save(row)
            try transaction.forget(fields: fields, settings.ref)
            if hasRelation { try transaction.forgetLinks(settings.ref) }
        }
    }
}

extension BoardReport {
    /// Takes in what monday says of the board as a whole.
    mutating func tell(of board: BoardDescription) {
        boardID = board.id
        name = board.name
        items = board.itemsCount
        itemsLimit = board.itemsLimit
    }
}

extension BoardRef {
    /// How a board is called that is made without a name of its own: `acme A/P Invoices`.
    var boardName: String {
        let kind =
            switch self.kind {
            case .apInvoice: "A/P Invoices"
            case .apVendor: "Vendors"
            case .glAccount: "G/L Accounts"
            case .purchaseOrder: "Purchase Orders"
            case .arCustomer: "Customers"
            }
        return "\(connection) \(kind)" + (volume == 1 ? "" : " \(volume)")
    }
}
