/// How the lines of invoices and orders are shown.
package struct LineDetail: Hashable, Sendable {
    package enum Form: String, Sendable, CaseIterable {
        /// As text in a column of the item.
        case text
        /// As subitems below the item; what they do not hold stands in the text column.
        case subitems
        /// As text, and as subitems too.
        case both
    }

    package var form: Form
    /// How many subitems an item gets at most.
    package var most: Int

    package init(_ form: Form = .text, most: Int = 100) {
        self.form = form
        self.most = most
    }

    package var hasSubitems: Bool { form != .text }

    /// What stands above the text where subitems do not show every line; `nil` where they do, or where there are none.
    ///
    /// - Parameter count: how many lines the record has.
    /// - Returns: a sentence.
    func sentence(lines count: Int) -> String? {
        guard hasSubitems, count > most else { return nil }
        return form == .both
            ? "The first \(most) of \(count) lines are subitems too."
            : "The first \(most) of \(count) lines are subitems; these are the others:"
    }
}
