import WireProtocol

extension RelayConfiguration {
    /// By what new items are put into groups.
    package enum Grouping: String, Sendable, CaseIterable {
        /// All go to one group.
        case none
        /// Each to the group that is titled like its status.
        case status
        /// Each to the group of the quarter of its document's date.
        case period
    }

    /// A board on which records go on when the one before it is nearly full; it is kept as the first one is.
    package struct NextBoard: Hashable, Sendable {
        /// The board's id, digits; ``Board/newBoard`` for one that is still to be made.
        package var board: String
        /// The group that new items go to; `nil` for the board's first.
        package var group: String?
        /// Column ids by field, where they are not to be found by title.
        package var columns: [String: String]
        /// Where the file names the board's id.
        package var idPlace: SourcePlace
        /// Where the file defines the board.
        package var place: SourcePlace
    }

    /// How the lines of a document are shown.
    package enum Lines: String, Sendable, CaseIterable {
        /// As text in a column.
        case text
        /// As subitems below the item.
        case subitems
        /// As text and as subitems.
        case both
    }

    /// Which items are archived when a board fills up.
    package struct Rollover: Hashable, Sendable {
        /// The status that says that a document is done with, in the words of the wire protocol.
        package var archive: String
        /// How old the document is at least, by its own date.
        package var olderThan: Duration
        /// How full the board is at least, in percent.
        package var at: Int
        /// How many items are archived a day at most.
        package var mostPerDay: Int
    }
}

extension RelayConfiguration.Board {
    /// What stands for the id of a board that is still to be made.
    package static let newBoard = "new"

    /// The board's name on the command line, `acme/ap-invoices`, and `acme/ap-invoices/2` for the next one.
    ///
    /// - Parameter connection: the connection's name.
    /// - Returns: the name.
    package func name(in connection: String) -> String {
        "\(connection)/\(kind.collection)" + (volume == 1 ? "" : "/\(volume)")
    }

    /// This board with those on which its records go on, each kept as this one is.
    var volumes: [Self] {
        [self]
            + nextBoards.enumerated().map { index, next in
                var board = self
                board.volume = index + 2
                board.nextBoards = []
                (board.board, board.group, board.columns) = (next.board, next.group, next.columns)
                (board.idPlace, board.place) = (next.idPlace, next.place)
                return board
            }
    }
}

extension RelayConfiguration.NextBoard {
    init(_ section: Section, grouping: RelayConfiguration.Grouping) {
        place = section.place
        board =
            section.required("board", ValueType<String>.name(.board).or(RelayConfiguration.Board.newBoard))
            ?? RelayConfiguration.Board.newBoard
        idPlace = section.place(of: "board")
        group = section.optional("group", .name(.group), otherwise: "the board's first group")
        if grouping != .none, section.has("group") {
            section.conflict(
                at: "group", "one group stands beside a grouping",
                expected: "expected one of the two: a grouping chooses each item's group itself")
        }
        columns = section.table("columns", keys: .field, of: .name(.column))
    }
}

extension RelayConfiguration.Grouping {
    init(_ section: Section, kind: RecordKind) {
        self = section.value("grouping", .choice(placeholder: .none), default: "none")
        if self == .period, !kind.isDocument {
            section.conflict(
                at: "grouping", "\(kind.collection) have no date by which they could be put into groups",
                expected: "expected none or status")
        }
        if self != .none, section.has("group") {
            section.conflict(
                at: "group", "one group stands beside a grouping",
                expected: "expected one of the two: a grouping chooses each item's group itself")
        }
    }
}

extension RelayConfiguration.Lines {
    init(_ section: Section, kind: RecordKind) {
        self = section.value("lines", .choice(placeholder: .text), default: "text")
        guard kind.isDocument else {
            for key in ["lines", "most-subitems"] where section.has(key) {
                section.conflict(
                    at: key, "\(quoted(key)) has no meaning for \(kind.collection)",
                    expected: "expected it for invoices and purchase orders only: only they have lines")
            }
            return
        }
        if self == .text, section.has("most-subitems") {
            section.conflict(
                at: "most-subitems", "there are no subitems", expected: "expected it beside lines: subitems or both")
        }
    }
}

extension RelayConfiguration.Rollover {
    init(_ section: Section, kind: RecordKind) {
        archive = section.required("archive", .name(.status))
        olderThan = section.required(
            "older-than",
            .duration(
                .seconds(30 * 86400) ... .seconds(3650 * 86400),
                because: "what is younger than a month may still change"))
        at = section.value("at", .percent(50...99), default: "90%")
        // Monday's bulk limits are far higher; this many a day can still be looked through by a person.
        mostPerDay = section.value("most-per-day", .number(1...10_000), default: "500")
        guard let done = kind.doneStatus else {
            section.conflict(
                at: nil, "\(kind.collection) are never done with",
                expected: "expected a rollover for invoices and purchase orders only")
            return
        }
        if !archive.isEmpty, archive != done {
            section.conflict(
                at: "archive", "\(kind.collection) that are \(quoted(archive)) are not done with",
                expected: "expected \(done)")
        }
    }
}

extension RecordKind {
    /// The status that says that a document is done with; `nil` for what never is.
    fileprivate var doneStatus: String? {
        switch self {
        case .apInvoice: APInvoice.Status.paid.rawValue
        case .purchaseOrder: PurchaseOrder.Status.complete.rawValue
        case .apVendor, .glAccount, .arCustomer: nil
        }
    }
}
