/// The column types that the simulator models, by monday's names.
package enum ColumnKind: String, CaseIterable, Sendable {
    case text
    case longText = "long_text"
    case numbers
    case date
    case status
    case dropdown
    case link
    case checkbox
    case email
    case phone
    case timeline
    case boardRelation = "board_relation"
    /// The subitems of an item, which monday lists by itself.
    case subtasks
    /// The item's name, which every board has as a column.
    case name
    case itemID = "item_id"
    case formula
    case mirror
    case creationLog = "creation_log"
    case lastUpdated = "last_updated"

    /// Whether monday computes the value, so that every write is refused.
    package var isReadOnly: Bool {
        switch self {
        case .itemID, .formula, .mirror, .creationLog, .lastUpdated, .subtasks: true
        default: false
        }
    }

    /// Whether the column takes a plain text in place of its JSON form.
    var takesSimpleText: Bool { ![.checkbox, .timeline, .boardRelation].contains(self) }

    /// Whether `items_page_by_column_values` and rules of `items_page` can search the column.
    var isSearchable: Bool { !isReadOnly && self != .name && self != .boardRelation }

    /// Whether a search of the column takes one value only.
    var takesOneSearchValue: Bool { self == .date || self == .dropdown || self == .timeline }

    /// The GraphQL type of the column's values.
    var valueTypeName: String {
        switch self {
        case .text, .name: "TextValue"
        case .longText: "LongTextValue"
        case .numbers: "NumbersValue"
        case .date: "DateValue"
        case .status: "StatusValue"
        case .dropdown: "DropdownValue"
        case .link: "LinkValue"
        case .checkbox: "CheckboxValue"
        case .email: "EmailValue"
        case .phone: "PhoneValue"
        case .timeline: "TimelineValue"
        case .boardRelation: "BoardRelationValue"
        case .subtasks: "SubtasksValue"
        case .itemID: "ItemIdValue"
        case .formula: "FormulaValue"
        case .mirror: "MirrorValue"
        case .creationLog: "CreationLogValue"
        case .lastUpdated: "LastUpdatedValue"
        }
    }
}
