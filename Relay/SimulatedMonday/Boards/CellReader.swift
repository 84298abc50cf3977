/// Reads what a client writes into a column, and refuses what monday refuses.
///
/// Each type has its JSON form; most take a plain text too. Labels that are created on the way stay with the column only
/// if the whole write succeeds, since ``column`` is a copy that the caller puts back.
struct CellReader {
    /// How many characters a long text takes.
    static let longTextLimit = 2000

    /// The column, with the labels that the write created.
    private(set) var column: Column
    /// Whether unknown labels of status and dropdown columns are made.
    let createsLabels: Bool

    /// Takes the column to write and whether unknown labels are made.
    init(_ column: Column, createsLabels: Bool) {
        self.column = column
        self.createsLabels = createsLabels
    }

    /// Reads a value.
    ///
    /// - Parameter value: The member of `column_values`.
    /// - Returns: The cell; `nil` for a value that empties the column.
    /// - Throws: ``GraphQLError`` with the code `ColumnValueException` or `CorrectedValueException`.
    mutating func read(_ value: JSONValue) throws(GraphQLError) -> Cell? {
        if column.kind.isReadOnly {
            throw .columnValue("The column \(column.id) is read only and cannot be changed by the API", column, value)
        }
        switch value {
        case .null: return nil
        case .object(let members) where members.isEmpty: return nil
        case .string(let text):
            guard column.kind.takesSimpleText else { throw .correctedValue(column) }
            // An empty text empties every column but numbers, where it is a 0.
            if text.isEmpty, column.kind != .numbers { return nil }
            return try read(simple: text)
        case .object: return try read(object: value)
        default: throw invalid(value)
        }
    }

    private func invalid(_ value: JSONValue, _ reason: String = "check the documentation of the column's structure")
        -> GraphQLError
    {
        .columnValue("invalid value - \(reason)", column, value)
    }

    // MARK: Plain text

    private mutating func read(simple text: String) throws(GraphQLError) -> Cell {
        let value = JSONValue.string(text)
        switch column.kind {
        case .text: return .text(text)
        case .longText: return try longText(text)
        case .numbers: return try number(text)
        case .date:
            let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
            return try date(parts.first ?? "", time: parts.count > 1 ? parts[1] : nil, value)
        case .status: return .status(try statusIndex(text, value))
        case .dropdown:
            let labels = text.split(separator: ",").map { SimpleText.trimmed(String($0)) }
            return .dropdown(try dropdownIDs(labels, value))
        case .link, .email, .phone:
            let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
            return try pair(parts.first ?? "", parts.count > 1 ? parts[1] : "", value)
        default: throw .correctedValue(column)
        }
    }

    // MARK: JSON

    private mutating func read(object value: JSONValue) throws(GraphQLError) -> Cell? {
        switch column.kind {
        case .longText:
            guard let text = value["text"]?.text else { throw invalid(value) }
            return text.isEmpty ? nil : try longText(text)
        case .date:
            guard let day = value["date"] else { throw invalid(value) }
            if day.isNull || day.text == "" { return nil }
            let time = value["time"].flatMap { $0.isNull || $0.text == "" ? nil : $0 }
            guard let day = day.text, time == nil || time?.text != nil else { throw invalid(value) }
            return try date(day, time: time?.text, value)
        case .status: return .status(try statusIndex(object: value))
        case .dropdown:
            let ids = try dropdownIDs(object: value)
            return ids.isEmpty ? nil : .dropdown(ids)
        case .link: return try pair(member("url", of: value), value["text"]?.text ?? "", value)
        case .email: return try pair(member("email", of: value), value["text"]?.text ?? "", value)
        case .phone: return try pair(member("phone", of: value), value["countryShortName"]?.text ?? "", value)
        case .checkbox:
            switch value["checked"] {
            case .string("true"), .bool(true): return .checked
            case .string("false"), .bool(false), .null: return nil
            default: throw invalid(value)
            }
        case .timeline:
            let (from, to) = (try member("from", of: value), try member("to", of: value))
            guard Timestamp.isDate(from), Timestamp.isDate(to), from <= to else {
                throw invalid(value, "from and to must be dates in order, YYYY-MM-DD")
            }
            return .timeline(from: from, to: to)
        case .boardRelation:
            let ids = (value["item_ids"]?.elements ?? []).map { $0.integer ?? $0.text.flatMap { Int($0) } }
            guard value["item_ids"]?.elements != nil, !ids.contains(nil) else { throw invalid(value) }
            return ids.isEmpty ? nil : .relation(ids.compactMap(\.self))
        default: throw invalid(value)
        }
    }

    private func member(_ name: String, of value: JSONValue) throws(GraphQLError) -> String {
        guard let text = value[name]?.text, !text.isEmpty else { throw invalid(value, "\"\(name)\" is missing") }
        return text
    }

    // MARK: Types

    private func longText(_ text: String) throws(GraphQLError) -> Cell {
        guard text.count <= Self.longTextLimit else {
            throw invalid(.string(text), "a long text has at most \(Self.longTextLimit) characters")
        }
        return .longText(text)
    }

    private func number(_ text: String) throws(GraphQLError) -> Cell {
        if text.isEmpty { return .number("0") }
        guard DecimalForm.isDecimal(text) else { throw invalid(.string(text), "not a number") }
        return .number(text)
    }

    private func date(_ day: String, time: String?, _ value: JSONValue) throws(GraphQLError) -> Cell {
        guard Timestamp.isDate(day), time.map(Timestamp.isTime) ?? true else {
            throw invalid(value, "dates are YYYY-MM-DD, times HH:MM:SS")
        }
        return .date(day, time: time)
    }

    private func pair(_ first: String, _ second: String, _ value: JSONValue) throws(GraphQLError) -> Cell {
        switch column.kind {
        case .link:
            guard first.hasPrefix("https://") || first.hasPrefix("http://") else {
                throw invalid(value, "a link starts with http:// or https://")
            }
            return .link(url: first, text: second)
        case .email:
            let parts = first.split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !first.contains(where: \.isWhitespace) else {
                throw invalid(value, "not an e-mail address")
            }
            return .email(address: first, text: second)
        default:
            guard first.contains(where: \.isNumber), first.allSatisfy({ $0.isNumber || "+-() .".contains($0) }) else {
                throw invalid(value, "not a phone number")
            }
            return .phone(number: first, country: second)
        }
    }

    // MARK: Labels

    private mutating func statusIndex(object value: JSONValue) throws(GraphQLError) -> Int {
        if let text = value["label"]?.text { return try statusIndex(text, value) }
        guard let index = value["index"]?.integer ?? value["index"]?.text.flatMap({ Int($0) }) else {
            throw invalid(value)
        }
        return try active(index, value)
    }

    /// The id of a label that items can get; throws ``GraphQLError`` for one that is unknown or deactivated.
    private func active(_ id: Int, _ value: JSONValue) throws(GraphQLError) -> Int {
        guard let label = column.labels[id] else { throw missingLabel(value) }
        guard !label.isDeactivated else { throw invalid(value, "the label \"\(label.text)\" is deactivated") }
        return id
    }

    private mutating func statusIndex(_ text: String, _ value: JSONValue) throws(GraphQLError) -> Int {
        // A label text of digits is taken as an index: labels must not look like numbers.
        if let index = Int(text) { return try active(index, value) }
        if let id = column.labels.id(of: text) { return try active(id, value) }
        guard createsLabels else { throw missingLabel(value) }
        guard text.count <= Column.statusLabelLength else {
            throw invalid(value, "a status label has at most \(Column.statusLabelLength) characters")
        }
        guard column.labels.all.count < Column.statusLabelLimit else {
            throw invalid(value, "a status column has at most \(Column.statusLabelLimit) labels")
        }
        return column.addLabel(text)
    }

    private mutating func dropdownIDs(object value: JSONValue) throws(GraphQLError) -> [Int] {
        if let labels = value["labels"]?.elements {
            let texts = labels.compactMap(\.text)
            guard texts.count == labels.count else { throw invalid(value) }
            return try dropdownIDs(texts, value)
        }
        guard let ids = value["ids"]?.elements else { throw invalid(value) }
        return try ids.map { id throws(GraphQLError) in
            guard let id = id.integer ?? id.text.flatMap({ Int($0) }) else { throw missingLabel(value) }
            return try active(id, value)
        }
    }

    private mutating func dropdownIDs(_ texts: [String], _ value: JSONValue) throws(GraphQLError) -> [Int] {
        var ids: [Int] = []
        for text in texts {
            if let id = column.labels.id(of: text) {
                if !ids.contains(id) { ids.append(try active(id, value)) }
            } else if createsLabels, !text.isEmpty {
                ids.append(column.addLabel(text))
            } else {
                throw missingLabel(value)
            }
        }
        return ids
    }

    private func missingLabel(_ value: JSONValue) -> GraphQLError {
        let known = column.labels.all.map { "\($0.id): \($0.text)" }.joined(separator: ", ")
        return invalid(value, "label does not exist in column, possible labels are: {\(known)}")
    }
}

/// Trims the parts of plain texts.
enum SimpleText {
    /// The text without white space at its ends, in its own case.
    static func trimmed(_ text: String) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }
}
