import Mapping
import WireProtocol

/// What a plan has found so far of one board: counts, and the first records by key.
///
/// Pure, and of bounded size.
struct PlanTally: Sendable {
    /// The longest text of a field that a plan keeps, in characters: a thousand records of long texts stay small.
    static let textLength = 500
    /// What the item's name is called among the fields.
    private static let nameField = (name: "name", title: "Item name")

    private(set) var plan: BoardPlan
    /// What the subitems below an item are called among its fields.
    private static let subitems = (name: "subitems", title: SubitemsColumn.title)

    private let layout: BoardLayout
    private let mapping: BoardMapping
    private let samples: Int
    private var fieldCounts: [String: Int] = [:]
    /// Records that the ledger counts as waiting, or as blocked, and that are counted as written here.
    private var rearmed = (waiting: RecordTally(), blocked: 0)

    init(_ plan: BoardPlan, layout: BoardLayout, mapping: BoardMapping, samples: Int) {
        self.plan = plan
        self.layout = layout
        self.mapping = mapping
        self.samples = samples
    }

    mutating func countUnreadable() {
        plan.unreadable += 1
    }

    /// Counts a record that is, or goes, on another board of the same records.
    mutating func countElsewhere() {
        plan.read += 1
        plan.outOfScope += 1
    }

    /// Counts a record that is known to be as it was.
    mutating func countCurrent(_ row: RecordRow) {
        plan.read += 1
        if row.state == .skipped { plan.outOfScope += 1 } else { plan.unchanged += 1 }
    }

    /// Counts a record that was read.
    ///
    /// - Parameters:
    ///   - before: how it was known; `nil` for a new one.
    ///   - after: how it is known when what was read is taken in.
    ///   - observation: what it was found to be.
    mutating func count(_ before: RecordRow?, _ after: RecordRow, _ observation: RecordRow.Observation) {
        plan.read += 1
        switch observation {
        case .skipped: plan.outOfScope += 1
        case .unchanged: plan.unchanged += 1
        case .created, .changed: write(before, after)
        }
    }

    /// Has the plan say how many are gone, though it be none.
    mutating func looksForGone() {
        plan.gone = 0
    }

    /// Counts a record that Sage no longer holds.
    mutating func countGone(_ before: RecordRow, _ after: RecordRow) {
        plan.gone = (plan.gone ?? 0) + 1
        add(before, after, .gone, changes(before, after))
    }

    /// Counts a record that is held: what `approve` would let out.
    mutating func countHeld(_ row: RecordRow) {
        plan.held += 1
        add(row, row, row.itemID == nil ? .create : .change, changes(row, row))
    }

    /// Closes the plan.
    ///
    /// - Parameters:
    ///   - waiting: how many records the ledger has on their way.
    ///   - blocked: how many records the ledger has blocked.
    ///   - discovers: whether the board's columns are read before it is written to.
    ///   - settings: how the board is kept.
    ///   - limits: the account's.
    /// - Returns: the plan with everything in it.
    func closed(
        waiting: RecordTally, blocked: Int, discovers: Bool, _ settings: BoardSettings, _ limits: RateGovernor.Limits
    ) -> BoardPlan {
        var plan = plan
        let creates = max(0, waiting.withoutItem - rearmed.waiting.withoutItem)
        let changes = max(0, waiting.withItem - rearmed.waiting.withItem)
        plan.queued = creates + changes
        plan.blocked += max(0, blocked - rearmed.blocked)
        plan.fields = fieldCounts.map { BoardPlan.FieldCount(field: $0, title: title(of: $0), records: $1) }
            .sorted { ($1.records, $0.title) < ($0.records, $1.title) }
        plan.cost = PlanCost(
            discovers: discovers, creates: plan.create + creates, changes: plan.change + (plan.gone ?? 0) + changes,
            batch: settings.batch, limits: limits, bulk: settings.bulk?.rules)
        return plan
    }

    private mutating func write(_ before: RecordRow?, _ after: RecordRow) {
        let isCreate = after.itemID == nil && after.state == .queued
        do {
            if isCreate {
                _ = try mapping.columnValues(creating: after.desired)
            } else if try mapping.columnValues(changing: after.confirmed, to: after.desired) == nil,
                after.desired.lines == after.confirmed?.lines
            {
                // The board has no column for what changed.
                plan.unchanged += 1
                return
            }
        } catch {
            note(before)
            plan.blocked += 1
            return keep(before, after, .block, [], problem: error.sentence)
        }
        if isCreate { plan.create += 1 } else { plan.change += 1 }
        add(before, after, isCreate ? .create : .change, changes(before, after))
    }

    private mutating func add(
        _ before: RecordRow?, _ after: RecordRow, _ action: BoardPlan.Record.Action, _ changes: [BoardPlan.Change]
    ) {
        note(before)
        if action != .create {
            for change in changes { fieldCounts[change.field, default: 0] += 1 }
        }
        keep(before, after, action, changes, problem: nil)
    }

    /// Notes that the ledger's own counts hold a record that is counted here.
    private mutating func note(_ before: RecordRow?) {
        guard let before else { return }
        if before.state == .blocked { rearmed.blocked += 1 }
        guard RecordRow.State.onTheWay.contains(before.state) else { return }
        if before.itemID == nil { rearmed.waiting.withoutItem += 1 } else { rearmed.waiting.withItem += 1 }
    }

    /// Keeps a record while it is among the first by key.
    private mutating func keep(
        _ before: RecordRow?, _ after: RecordRow, _ action: BoardPlan.Record.Action, _ changes: [BoardPlan.Change],
        problem: String?
    ) {
        if plan.records.count >= samples {
            guard let last = plan.records.last, after.key < last.key else { return }
            plan.records.removeLast()
        }
        let place = plan.records.firstIndex { after.key < $0.key } ?? plan.records.endIndex
        plan.records.insert(
            BoardPlan.Record(
                key: after.key, name: after.desired.name, action: action, changes: changes,
                isItemKnown: action == .create || before?.confirmed != nil, problem: problem),
            at: place)
    }

    /// The fields that differ from what the item is known to show, in the order of the board.
    private func changes(_ before: RecordRow?, _ after: RecordRow) -> [BoardPlan.Change] {
        let (old, new) = (before?.itemID == nil ? nil : before?.confirmed, after.desired)
        var changes: [BoardPlan.Change] = []
        func compare(_ field: String, _ old: String?, _ new: String?) {
            guard old != new else { return }
            changes.append(
                BoardPlan.Change(
                    field: field, title: title(of: field), old: old.map(Self.cut), new: new.map(Self.cut)))
        }
        compare(Self.nameField.name, old?.name, new.name)
        for field in layout.fields where mapping.targets[field.name] != nil {
            compare(field.name, old?.fields[field.name], new.fields[field.name])
        }
        if old?.lines != new.lines {
            changes.append(
                BoardPlan.Change(
                    field: Self.subitems.name, title: Self.subitems.title, old: old?.lines.map(Self.text),
                    new: new.lines.map(Self.text)))
        }
        return changes
    }

    private func title(of field: String) -> String {
        if field == Self.subitems.name { return Self.subitems.title }
        return field == Self.nameField.name ? Self.nameField.title : layout.field(named: field)?.title ?? field
    }

    private static func text(_ lines: [LineContent]) -> String {
        cut(lines.isEmpty ? "none" : "\(lines.count): \(lines.map(\.name).joined(separator: ", "))")
    }

    private static func cut(_ text: String) -> String {
        text.count > textLength ? text.prefix(textLength) + "…" : text
    }
}

extension RecordRow.State {
    /// On the way to the board.
    package static let onTheWay: Set<Self> = [.queued, .sending, .inDoubt, .retryAt]
}
