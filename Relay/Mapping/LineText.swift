import WireProtocol

/// Line detail as text for people: one line a line, columns aligned.
///
/// Monday shows long text in a proportional font, where blanks are narrower than digits. So what is aligned are columns of
/// digits, filled up with figure spaces (U+2007), which Unicode makes as wide as a digit; and what is made of letters, and
/// as wide as it pleases, stands behind them: the description, and the mark of an account that is the order's.
enum LineText {
    /// The longest text monday's long-text column takes, in characters.
    static let length = 2000

    static func of(_ invoice: APInvoice, _ detail: LineDetail = LineDetail()) -> String {
        text(of: invoice.lines, detail, amounts: invoice.lines.compactMap(\.amount)) { line in
            let mark = line.accountFromPurchaseOrder == true ? "(PO)" : nil
            return [
                .left(line.accountCode ?? ""), .right(line.amount?.text ?? ""),
                .left(joined([line.description, mark])),
            ]
        }
    }

    static func of(_ order: PurchaseOrder, _ detail: LineDetail = LineDetail()) -> String {
        text(of: order.lines, detail, amounts: order.lines.compactMap(\.amount)) { line in
            [
                .left(line.accountCode ?? ""), .right(line.quantityOrdered?.text ?? ""),
                .right(line.amount?.text ?? ""), .left(joined([line.itemCode, line.description])),
            ]
        }
    }

    /// The text of those lines that it is to hold: all, or those beyond the subitems.
    private static func text<Line>(
        of lines: [Line], _ detail: LineDetail, amounts: [DecimalText], _ row: (Line) -> [Cell]
    ) -> String {
        let shown = detail.form == .subitems ? Array(lines.dropFirst(detail.most)) : lines
        guard !shown.isEmpty else { return "" }
        let sum = Sum(lines: lines.count, amounts: amounts)
        return table(shown.map(row), sum, head: detail.sentence(lines: lines.count))
    }

    /// What all lines come to, whichever of them stand in the text.
    private struct Sum {
        let lines: Int
        let amounts: [DecimalText]

        func mark(missing: Int) -> String {
            let total = amounts.isEmpty ? "" : ", total \(amounts.reduce(.zero, +).text)"
            return "… \(missing) more lines (\(lines) in all\(total))"
        }
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
    private static func table(_ rows: [[Cell]], _ sum: Sum, head: String?) -> String {
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
            return trimmedEnd(onOneLine(cells.joined(separator: "  ")))
        }
        return fitted(lines, sum, head: head)
    }

    private static func fitted(_ lines: [String], _ sum: Sum, head: String?) -> String {
        let above = [head].compactMap(\.self)
        let whole = (above + lines).joined(separator: "\n")
        guard whole.utf16.count > length else { return whole }
        var kept: [String] = []
        var used = above.reduce(0) { $0 + $1.utf16.count + 1 }
        for line in lines {
            let mark = sum.mark(missing: lines.count - kept.count)
            guard used + line.utf16.count + 1 + mark.utf16.count <= length else { break }
            kept.append(line)
            used += line.utf16.count + 1
        }
        guard !kept.isEmpty else { return TextLimit.cut(whole, to: length) }
        return (above + kept + [sum.mark(missing: lines.count - kept.count)]).joined(separator: "\n")
    }

    /// A description that a person wrote over several lines stays one row.
    private static func onOneLine(_ text: String) -> String {
        guard text.contains(where: \.isNewline) else { return text }
        return text.replacing(#/\s*\R\s*/#, with: " ")
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
