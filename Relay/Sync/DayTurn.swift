import Foundation
import Mapping
import Timetable
import WireProtocol

/// How far a board's items have been brought to a day: what is reckoned from the day changes for every open record when
/// the day does.
///
/// Pure. The row is saved with each page of records, so that a turn goes on where it stood.
package struct DayTurn: Hashable, Sendable {
    package let board: BoardRef
    /// The day that items are brought to, and that whatever is read from now on is reckoned for.
    package internal(set) var day: SageDate
    /// The derived fields that the board shows, in their order.
    package internal(set) var fields: [String]
    /// The key of the last record that was brought to the day; `nil` before the first.
    package internal(set) var after: String?
    /// Whether all are.
    package internal(set) var isDone: Bool

    package init(board: BoardRef, day: SageDate, fields: [String], after: String? = nil, isDone: Bool = false) {
        self.board = board
        self.day = day
        self.fields = fields
        self.after = after
        self.isDone = isDone
    }

    /// The turn that is to be made now.
    ///
    /// - Parameters:
    ///   - known: the turn that was made or begun last.
    ///   - settings: the board's.
    ///   - day: today.
    /// - Returns: the turn to begin or to go on with; `nil` when none is due.
    static func due(after known: DayTurn?, _ settings: BoardSettings, on day: SageDate) -> DayTurn? {
        let names = settings.derived.names
        // A board that never showed such fields has nothing to take away either.
        if names.isEmpty, known == nil { return nil }
        guard let known, known.fields == names, known.day == day || names.isEmpty else {
            return DayTurn(board: settings.ref, day: day, fields: names)
        }
        return known.isDone ? nil : known
    }
}

extension BoardSettings {
    /// The day at a moment, in the zone of the board's connection.
    ///
    /// - Parameter moment: milliseconds since 1970.
    /// - Returns: the day.
    func day(at moment: Int64) -> SageDate {
        SageDate(wallTime: clock.wallTime(at: moment))
    }

    /// When the next day begins.
    ///
    /// - Parameter moment: milliseconds since 1970.
    /// - Returns: the first moment of the next day, milliseconds since 1970.
    func nextDay(after moment: Int64) -> Int64 {
        let day: Int64 = 86_400_000
        let wall = clock.wallTime(at: moment)
        let midnight = (wall >= 0 ? wall / day : (wall - day + 1) / day) * day + day
        return max(clock.moment(showing: midnight, nearest: moment + (midnight - wall)), moment + 1)
    }
}

extension SageDate {
    /// The day of a wall time, milliseconds since the clock's own 1 January 1970.
    fileprivate init(wallTime: Int64) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents(
            [.year, .month, .day], from: Date(timeIntervalSince1970: Double(wallTime) / 1000))
        let number = (parts.year ?? 1970) * 10_000 + (parts.month ?? 1) * 100 + (parts.day ?? 1)
        let text = String(number)
        self = SageDate(String(repeating: "0", count: max(0, 8 - text.count)) + text) ?? .epoch
    }

    private static var epoch: SageDate {
        guard let day = SageDate("19700101") else { preconditionFailure("1 January 1970 is a day") }
        return day
    }
}

extension StoreReader {
    /// The content of a record with what is reckoned from the day that the board has come to.
    ///
    /// - Parameters:
    ///   - content: as it was mapped, without a day.
    ///   - settings: the board's.
    ///   - now: the time, in milliseconds since 1970; it counts where the board has come to no day yet.
    /// - Returns: what the item shall show.
    /// - Throws: what the store throws.
    func today(_ content: ItemContent, _ settings: BoardSettings, now: Int64) throws -> ItemContent {
        guard !settings.derived.isEmpty else { return content }
        let day = try dayTurn(settings.ref)?.day ?? settings.day(at: now)
        return settings.derived.applied(to: content, on: day)
    }
}
