import Foundation
import Mapping
import WireProtocol

/// Which items are archived when a board fills up: those of documents that are done with and old.
package struct RolloverRule: Hashable, Sendable {
    /// A record that changed later than this is left where people see it.
    package static let quietDays = 30
    /// Archiving goes on until the board is this many percent of its limit below the level, so that it does not begin
    /// again with every new item.
    static let margin = 5
    /// How long after a look that found nothing, or not enough, the next one is taken, in milliseconds.
    static let pause: Int64 = 3_600_000

    /// The wire name of the status that says that a document is done with.
    package var status: String
    /// How old the document is at least, by its own date, in days.
    package var olderThan: Int
    /// How full the board is at least, in percent of its limit.
    package var level: Int
    /// How many items are archived a day at most.
    package var mostPerDay: Int

    package init(status: String, olderThan: Int, level: Int = 90, mostPerDay: Int = 500) {
        self.status = status
        self.olderThan = olderThan
        self.level = level
        self.mostPerDay = mostPerDay
    }

    /// How many items may be chosen now.
    ///
    /// - Parameters:
    ///   - items: how many the board has.
    ///   - limit: how many it takes.
    ///   - today: how many were chosen today.
    ///   - changes: the board's guard: never is a larger share archived in a day than may change at once.
    /// - Returns: 0 while the board is below its level.
    package func allowance(items: Int, limit: Int, today: Int, _ changes: ChangeGuard) -> Int {
        guard items * 100 >= limit * level else { return 0 }
        let share = changes.share.map { max(1, items * $0 / 100) } ?? items
        let surplus = items - limit * max(0, level - Self.margin) / 100
        return max(0, min(surplus, min(mostPerDay, share) - today))
    }

    /// Whether a record would be archived as soon as the board is full enough, so that it gets no new item.
    ///
    /// - Parameters:
    ///   - record: as Sage has it.
    ///   - now: milliseconds since 1970.
    /// - Returns: whether so.
    func covers(_ record: AnyRecord, now: Int64) -> Bool {
        let (status, date): (String, SageDate?) =
            switch record {
            case .apInvoice(let invoice): (invoice.status.rawValue, invoice.invoiceDate)
            case .purchaseOrder(let order): (order.status.rawValue, order.orderDate)
            case .apVendor, .glAccount, .arCustomer: ("", nil)
            }
        guard status == self.status, let date else { return false }
        return date.iso < cutoff(now: now)
    }

    /// The first day, `YYYY-MM-DD` in UTC, that is not old enough.
    package func cutoff(now: Int64) -> String {
        (now - Int64(olderThan) * 86_400_000).dayText
    }

    /// The label that items of such documents show.
    package var label: String { StatusLabel.label(named: status) }
}
