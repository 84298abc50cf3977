import Foundation
import WireProtocol

/// One field of an item that does not show what was written to it.
package struct FieldDifference: Codable, Hashable, Sendable {
    /// The item's name among the fields.
    package static let nameField = "name"

    /// The field's name, `due-date`, or ``nameField``.
    package var field: String
    /// What was written; `nil` for nothing.
    package var expected: String?
    /// What the board shows; `nil` for nothing.
    package var shown: String?

    package init(field: String, expected: String?, shown: String?) {
        self.field = field
        self.expected = expected
        self.shown = shown
    }
}

extension BoardMapping {
    /// Compares what was written to an item with what the board shows, by what the values mean.
    ///
    /// Numbers are compared as decimals, dates by day, texts without regard to the kind of line ends and to white space
    /// at their ends; an empty value is an absent one. What the board has no column for is not compared.
    ///
    /// - Parameters:
    ///   - expected: what was written.
    ///   - shown: what the board shows.
    /// - Returns: what differs, the name first and then the fields in the order of their names.
    package func differences(expected: ItemContent, shown: ItemContent) -> [FieldDifference] {
        var found: [FieldDifference] = []
        let name = TextLimit.cut(expected.name, to: RecordMapper.nameLength)
        if !ShownValue.isSame(name, shown.name, columnType: "text") {
            found.append(FieldDifference(field: FieldDifference.nameField, expected: name, shown: shown.name))
        }
        for (field, target) in targets.sorted(by: { $0.key < $1.key }) {
            let (written, now) = (expected.fields[field], shown.fields[field])
            guard !ShownValue.isSame(written, now, columnType: target.columnType) else { continue }
            found.append(FieldDifference(field: field, expected: written, shown: now))
        }
        return found
    }
}

/// Values of columns, compared by what they mean.
enum ShownValue {
    static func isSame(_ written: String?, _ shown: String?, columnType: String) -> Bool {
        if written == shown { return true }
        var (left, right) = (normalised(written), normalised(shown))
        switch columnType {
        case "numbers":
            if let left = DecimalText.reading(left), let right = DecimalText.reading(right) {
                return left.isSameNumber(as: right)
            }
        case "date": (left, right) = (String(left.prefix(10)), String(right.prefix(10)))
        // Monday's column takes no more, so that what was cut on the way is what was meant.
        case "long_text": left = normalised(TextLimit.cut(left, to: LineText.length))
        default: break
        }
        return left == right
    }

    private static func normalised(_ text: String?) -> String {
        String((text ?? "").map { $0.isNewline ? "\n" : $0 }).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

extension ItemContent {
    /// The same with what a board was found to show instead.
    ///
    /// - Parameter differences: from ``BoardMapping/differences(expected:shown:)``.
    /// - Returns: the content as it is shown.
    package func showing(_ differences: [FieldDifference]) -> ItemContent {
        var shown = self
        for difference in differences {
            if difference.field == FieldDifference.nameField {
                shown.name = difference.shown ?? ""
            } else {
                shown.fields[difference.field] = difference.shown
            }
        }
        return shown
    }

    /// Whether the item says that Sage no longer holds its record.
    package var isMarkedGone: Bool { fields[BoardField.statusName] == BoardField.goneLabel }
}

extension KeyPrefix {
    /// The record's key in its text form, from the text of a key column.
    ///
    /// - Parameters:
    ///   - sageKey: the text of a key column, compared exactly.
    ///   - kind: what the board shows.
    /// - Returns: `nil` for an empty key, for one of another connection, company or kind, and for one that no record
    ///   of the kind can have.
    package func recordKey(of sageKey: String, kind: RecordKind) -> String? {
        let prefix = "\(connection)/\(company)/\(kind.rawValue)/"
        guard sageKey.utf8.starts(with: prefix.utf8),
            let key = RecordKey(text: String(decoding: sageKey.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)),
            key.parts.count == kind.keyPartCount
        else { return nil }
        return key.text
    }
}
