import Foundation

/// An item as it is on the board.
package struct MondayItem: Hashable, Sendable {
    /// What one column holds.
    package struct ColumnValue: Hashable, Sendable {
        package let id: String
        package let type: String
        /// As shown on the board; `nil` or empty where the column is.
        package let text: String?
        /// The stored value as JSON text, as in `"\"42.5\""` for a number column; `nil` where the column is empty.
        package let value: String?
        /// A status column's label and the label's number.
        package let label: String?
        package let labelIndex: Int?
        /// A date column's date (`YYYY-MM-DD`) and time (UTC, `HH:MM:SS`).
        package let date: String?
        package let time: String?
    }

    package let id: String
    package let name: String
    /// `active`, `archived` or `deleted`.
    package let state: String?
    package let group: String?
    /// The board it is on; `nil` where that was not asked for.
    package let board: String?
    /// The columns that were asked for and exist, by id.
    package let columns: [String: ColumnValue]

    init?(_ value: JSONValue) {
        guard let id = value["id"]?.id else { return nil }
        self.id = id
        name = value["name"]?.string ?? ""
        state = value["state"]?.string
        group = value["group"]?["id"]?.id
        board = value["board"]?["id"]?.id
        columns = Dictionary(
            (value["column_values"]?.array ?? []).compactMap(ColumnValue.init).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
    }
}

extension MondayItem.ColumnValue {
    init?(_ json: JSONValue) {
        guard let id = json["id"]?.id else { return nil }
        self.id = id
        type = json["type"]?.string ?? ""
        text = json["text"]?.string
        switch json["value"] {
        case nil, .null: value = nil
        case .string(let stored): value = stored
        // The scalar is JSON text in a string; should it come as JSON itself, it becomes text here.
        case .some(let other): value = other.text
        }
        label = json["label"]?.string
        labelIndex = json["index"]?.integer
        date = json["date"]?.string
        time = json["time"]?.string
    }
}
