/// What one column of one item holds, to the letter as it was written.
///
/// Every text, numbers included, reads back as it came: what monday shows is then exactly what was sent.
enum Cell: Hashable {
    case text(String)
    case longText(String)
    /// The digits as text.
    case number(String)
    /// `YYYY-MM-DD`, and `HH:MM:SS` in UTC or none.
    case date(String, time: String?)
    /// The label's index, which is its id and not its position.
    case status(Int)
    /// The labels' ids.
    case dropdown([Int])
    case link(url: String, text: String)
    case checked
    case email(address: String, text: String)
    case phone(number: String, country: String)
    case timeline(from: String, to: String)
    /// The ids of linked items.
    case relation([Int])

    /// How many bytes of the item's budget the value takes.
    var size: Int {
        switch self {
        case .text(let text), .longText(let text), .number(let text): text.utf8.count
        case .date, .timeline: 20
        case .status, .checked: 8
        case .dropdown(let ids), .relation(let ids): 8 * ids.count
        case .link(let first, let second), .email(let first, let second), .phone(let first, let second):
            first.utf8.count + second.utf8.count
        }
    }

    /// The value as people read it.
    ///
    /// - Parameter column: The column with its labels.
    /// - Returns: monday's `text`.
    func text(in column: Column) -> String {
        switch self {
        case .text(let text), .longText(let text), .number(let text): text
        case .date(let date, let time): time.map { "\(date) \($0.prefix(5))" } ?? date
        case .status(let index): column.labels[index]?.text ?? ""
        case .dropdown(let ids): ids.compactMap { column.labels[$0]?.text }.joined(separator: ", ")
        case .link(let url, let text): text.isEmpty || text == url ? url : "\(text) - \(url)"
        case .checked: "v"
        case .email(let address, let text): text.isEmpty ? address : text
        case .phone(let number, _): number
        case .timeline(let from, let to): "\(from) - \(to)"
        case .relation(let ids): ids.map { String($0) }.joined(separator: ", ")
        }
    }

    /// The value in the form of monday's `value`, before it is put into a string.
    var json: JSONValue {
        switch self {
        case .text(let text), .number(let text): .string(text)
        case .longText(let text): ["text": .string(text)]
        case .date(let date, let time): ["date": .string(date), "time": .optional(time), "icon": nil]
        case .status(let index): ["index": .integer(index), "post_id": nil]
        case .dropdown(let ids): ["ids": .array(ids.map { .integer($0) })]
        case .link(let url, let text): ["url": .string(url), "text": .string(text)]
        case .checked: ["checked": true]
        case .email(let address, let text): ["email": .string(address), "text": .string(text)]
        case .phone(let number, let country):
            ["phone": .string(number), "countryShortName": .string(country)]
        case .timeline(let from, let to): ["from": .string(from), "to": .string(to)]
        case .relation(let ids): ["item_ids": .array(ids.map { .integer($0) })]
        }
    }
}
