import WireProtocol

/// Line detail as text for people: one line a line, columns aligned.
enum LineText {
    /// The longest text monday's long-text column takes, in characters.
    static let length = 2000

    static func of(_ invoice: APInvoice) -> String {
        table(
            invoice.lines.map { line in
                let account = (line.accountCode ?? "") + (line.accountFromPurchaseOrder == true ? " (PO)" : "")
                return [.left(account), .right(line.amount?.text ?? ""), .left(line.description ?? "")]
            })
    }

    static func of(_ order: PurchaseOrder) -> String {
        table(
            order.lines.map { line in
                let item = [line.itemCode, line.description].compactMap(\.self).filter { !$0.isEmpty }
                return [
                    .left(line.accountCode ?? ""), .right(line.quantityOrdered?.text ?? ""),
                    .right(line.amount?.text ?? ""), .left(item.joined(separator: " ")),
                ]
            })
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
            let blanks = String(repeating: " ", count: max(0, width - text.count))
            return switch self {
            case .left: text + blanks
            case .right: blanks + text
            }
        }
    }

    /// Lays rows out; what does not fit is counted in a last line, so that nobody takes a part for the whole.
    private static func table(_ rows: [[Cell]]) -> String {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.text.count)
            }
        }
        let lines = rows.map { row in
            let cells = zip(row, widths).filter { $1 > 0 }.map { $0.padded(to: $1) }
            return trimmedEnd(cells.joined(separator: "  ").replacing(#/\s*\R\s*/#, with: " "))
        }
        return fitted(lines)
    }

    private static func fitted(_ lines: [String]) -> String {
        let whole = lines.joined(separator: "\n")
        guard whole.utf16.count > length else { return whole }
        var kept: [String] = []
        var used = 0
        for line in lines {
            let mark = "… \(lines.count - kept.count) more lines"
            guard used + line.utf16.count + 1 + mark.utf16.count <= length else { break }
            kept.append(line)
            used += line.utf16.count + 1
        }
        guard !kept.isEmpty else { return TextLimit.cut(whole, to: length) }
        return (kept + ["… \(lines.count - kept.count) more lines"]).joined(separator: "\n")
    }

    private static func trimmedEnd(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
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
