import WireProtocol

/// Line detail as text for people: one line a line, columns aligned.
///
/// Monday shows long text in a proportional font, where blanks are narrower than digits. So what is aligned are columns of
/// digits, filled up with figure spaces (U+2007), which Unicode makes as wide as a digit; and what is made of letters, and
/// as wide as it pleases, stands behind them: the description, and the mark of an account that is the order's.
enum LineText {
    /// The longest text monday's long-text column takes, in characters.
    static let length = 2000

    static func of(_ invoice: APInvoice) -> String {
        table(
            invoice.lines.map { line in
                let mark = line.accountFromPurchaseOrder == true ? "(PO)" : nil
                return [
                    .left(line.accountCode ?? ""), .right(line.amount?.text ?? ""),
                    .left(joined([line.description, mark])),
                ]
            }, amounts: invoice.lines.compactMap(\.amount))
    }

    static func of(_ order: PurchaseOrder) -> String {
        table(
            order.lines.map { line in
                [
                    .left(line.accountCode ?? ""), .right(line.quantityOrdered?.text ?? ""),
                    .right(line.amount?.text ?? ""), .left(joined([line.itemCode, line.description])),
                ]
            }, amounts: order.lines.compactMap(\.amount))
    }

    private static func joined(_ texts: [String?]) -> String {
        texts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
    }

    private enum Cell {
        case left(String)
        case right(String)

        var text: String {
            switch self {
            case .left(let text), .right(let text): text
            }
        }

        func padded(to width: Int) -> String {
            let blanks = String(repeating: "\u{2007}", count: max(0, width - text.count))
            return switch self {
            case .left: text + blanks
            case .right: blanks + text
            }
        }
    }

    /// Lays rows out; what does not fit is counted in a last line, so that nobody takes a part for the whole.
    private static func table(_ rows: [[Cell]], amounts: [DecimalText]) -> String {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.text.count)
            }
        }
        let lines = rows.map { row in
            let cells = zip(row, widths).enumerated().filter { $1.1 > 0 }.map { index, cell in
                // Nothing stands behind the last column.
                index == row.count - 1 ? cell.0.text : cell.0.padded(to: cell.1)
            }
            return trimmedEnd(cells.joined(separator: "  ").replacing(#/\s*\R\s*/#, with: " "))
        }
        return fitted(lines, amounts)
    }

    private static func fitted(_ lines: [String], _ amounts: [DecimalText]) -> String {
        let whole = lines.joined(separator: "\n")
        guard whole.utf16.count > length else { return whole }
        let total = amounts.isEmpty ? "" : ", total \(amounts.reduce(.zero, +).text)"
        func mark(without kept: Int) -> String {
            "… \(lines.count - kept) more lines (\(lines.count) in all\(total))"
        }
        var kept: [String] = []
        var used = 0
        for line in lines {
            let mark = mark(without: kept.count)
            guard used + line.utf16.count + 1 + mark.utf16.count <= length else { break }
            kept.append(line)
            used += line.utf16.count + 1
        }
        guard !kept.isEmpty else { return TextLimit.cut(whole, to: length) }
        return (kept + [mark(without: kept.count)]).joined(separator: "\n")
    }

    private static func trimmedEnd(_ text: String) -> String {
        var text = text
        while text.last == " " || text.last == "\u{2007}" { text.removeLast() }
        return text
    }
}

/// Cuts texts to monday's limits with a mark that shows.
enum TextLimit {
    static func cut(_ text: String, to length: Int) -> String {
        // monday counts UTF-16 units, as JavaScript does; a unit count is never below the count of characters.
        guard text.utf16.count > length else { return text }
        var kept = ""
        var used = 0
        for character in text {
            let width = character.utf16.count
            guard used + width <= length - 1 else { break }
            kept.append(character)
            used += width
        }
        return kept + "…"
    }
}
