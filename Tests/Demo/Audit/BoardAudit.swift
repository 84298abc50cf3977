/// What an audit found on one board.
package struct BoardAudit: Sendable {
    /// One way in which a board is not what its company is.
    package enum Finding: Hashable, Sendable, CustomStringConvertible {
        /// A record has no item.
        case missing(key: String)
        /// An item stands for no record that is, or was, in Sage.
        case surplus(key: String, item: String)
        /// Several items stand for one record.
        case duplicate(key: String, items: [String])
        /// A column shows something else.
        case differing(key: String, column: String, expected: String, found: String)

        package var description: String {
            switch self {
            case .missing(let key): "missing    \(key)"
            case .surplus(let key, let item): "surplus    \(key.isEmpty ? "(no key)" : key), item \(item)"
            case .duplicate(let key, let items): "duplicate  \(key), items \(items.joined(separator: ", "))"
            case .differing(let key, let column, let expected, let found):
                "differing  \(key), \(column): expected \"\(Self.cut(expected))\", found \"\(Self.cut(found))\""
            }
        }

        private static func cut(_ text: String) -> String {
            let line = text.replacing("\n", with: " / ")
            return line.count > 100 ? line.prefix(99) + "…" : line
        }
    }

    package var kind: AuditedKind
    /// How many records the company has.
    package var records = 0
    /// How many records were there before and are not any more; their items must say so.
    package var gone = 0
    /// How many items the board has.
    package var items = 0
    /// How many column values were compared.
    package var values = 0
    package var findings: [Finding] = []

    init(kind: AuditedKind) {
        self.kind = kind
    }

    /// The findings to show: of each sort the first ten, and how many more there are.
    package var summary: [String] {
        let sorts = ["missing", "surplus", "duplicate", "differing"]
        return sorts.flatMap { sort in
            let all = findings.map(\.description).filter { $0.hasPrefix(sort) }
            return all.prefix(10) + (all.count > 10 ? ["\(sort)    … and \(all.count - 10) more"] : [])
        }
    }
}
