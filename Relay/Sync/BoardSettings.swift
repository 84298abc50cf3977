import Mapping
import Timetable
import WireProtocol

/// How one board is kept.
package struct BoardSettings: Sendable, Hashable {
    package var ref: BoardRef
    /// Sage's company code.
    package var company: String
    /// The board's id at monday.
    package var boardID: String
    /// The group for new items; `nil` for the board's first.
    package var group: String?
    /// Column ids by field name, where discovery shall not decide.
    package var columns: [String: String]
    /// Which records get an item at all.
    package var scope: RecordScope
    /// How far a poll reaches back behind the watermark, in milliseconds.
    package var overlap: Int
    /// When it is polled.
    package var polls: Schedule
    /// When it is reconciled; `nil` for never.
    package var reconciliations: Schedule?
    /// How many mutations one request carries at most.
    package var batch: Int
    /// Milliseconds that a search at monday may lag behind a write.
    package var settle: Int
    /// How many changes are believed at once.
    package var changes: ChangeGuard
    /// What reconciliation does with what it could put right.
    package var repair: RepairPolicy
    /// How many new items at once go out in bulk; `nil` for batches alone.
    package var bulk: BulkSettings?
    /// By what new items are put into groups.
    package var grouping = BoardGrouping.none
    /// The boards that the board's relations lead to, by relation's name; empty where none are shown.
    package var links: [String: LinkedBoard] = [:]
    /// Which items are archived when the board fills up; `nil` for none.
    package var rollover: RolloverRule?
    /// All boards of these records, itself among them; `nil` where there is one alone.
    package var volumes: BoardVolumes?
    /// The fields that are reckoned from the day.
    package var derived: DerivedFields
    /// The clock whose days they are reckoned from.
    package var clock: WallClock
    /// How requests are made up.
    package var delivery = DeliverySettings()
    /// How lines are shown, on boards of records that have lines.
    package var lines = LineDetail()

    package init(
        ref: BoardRef, company: String, boardID: String, group: String? = nil, columns: [String: String] = [:],
        scope: RecordScope = RecordScope(), overlap: Int = 7_200_000,
        polls: Schedule = Schedule(interval: 900_000),
        reconciliations: Schedule? = Schedule(interval: 86_400_000), batch: Int = 25, settle: Int = 5000,
        changes: ChangeGuard = ChangeGuard(share: 30), repair: RepairPolicy = .repair, bulk: BulkSettings? = nil,
        derived: DerivedFields = DerivedFields(), clock: WallClock = .utc
    ) {
        self.ref = ref
        self.company = company
        self.boardID = boardID
        self.group = group
        self.columns = columns
        self.scope = scope
        self.overlap = overlap
        self.polls = polls
        self.reconciliations = reconciliations
        self.batch = batch
        self.settle = settle
        self.changes = changes
        self.repair = repair
        self.bulk = bulk
        self.derived = ref.kind == .apInvoice ? derived : DerivedFields()
        self.clock = clock
    }

    /// What makes items of records.
    package var mapper: RecordMapper { RecordMapper(identity: identity, detail: lines) }

    package var identity: KeyPrefix { KeyPrefix(connection: ref.connection, company: company) }
}

/// A board that relations lead to.
package struct LinkedBoard: Sendable, Hashable {
    package var ref: BoardRef
    /// The board's id at monday.
    package var boardID: String

    package init(ref: BoardRef, boardID: String) {
        self.ref = ref
        self.boardID = boardID
    }
}

/// Which records get an item; a record that has one already is kept up to date all the same.
package struct RecordScope: Sendable, Hashable {
    /// Invoices and orders of this day or later.
    package var from: SageDate?
    /// Only these statuses, by their wire names; `nil` for all.
    package var statuses: Set<String>?
    /// Nothing that is done with: no paid invoices, completed orders, inactive vendors or accounts.
    package var openOnly: Bool

    package init(from: SageDate? = nil, statuses: Set<String>? = nil, openOnly: Bool = false) {
        self.from = from
        self.statuses = statuses
        self.openOnly = openOnly
    }

    func contains(_ record: AnyRecord) -> Bool {
        let (status, date, isOpen): (String?, SageDate?, Bool) =
            switch record {
            case .apInvoice(let invoice): (invoice.status.rawValue, invoice.invoiceDate, invoice.status != .paid)
            case .apVendor(let vendor): (vendor.status.rawValue, nil, vendor.status != .inactive)
            case .glAccount(let account): (account.status.rawValue, nil, account.status == .active)
            case .purchaseOrder(let order): (order.status.rawValue, order.orderDate, order.status != .complete)
            case .arCustomer: (nil, nil, true)
            }
        if openOnly && !isOpen { return false }
        if let from, let date, date < from { return false }
        if let statuses, let status, !statuses.contains(status) { return false }
        return true
    }
}

extension BoardMapping {
    /// Whether it was made for this board, group and choice of columns.
    func isMade(for settings: BoardSettings) -> Bool {
        boardID == settings.boardID && configuredGroup == settings.group && overrides == settings.columns
            && grouping ?? .none == settings.grouping && links ?? [:] == settings.links.mapValues(\.boardID)
            && derived ?? [] == settings.derived.names && wantsSubitems ?? false == settings.lines.hasSubitems
    }
}
