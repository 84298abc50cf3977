/// A page of items.
package struct ItemPage: Hashable, Sendable {
    package let items: [MondayItem]
    /// Asks for the next page, until 60 minutes after the first one; `nil` after the last page.
    package let cursor: String?

    init(_ value: JSONValue?, of answer: MondayAnswer, _ field: String) throws(MondayFailure) {
        guard let items = value?["items"]?.array else { throw answer.unreadable(field) }
        self.items = items.compactMap(MondayItem.init)
        // An item that cannot be read must not look like an absent one: a second would be made.
        guard self.items.count == items.count else { throw answer.unreadable("\(field).items") }
        cursor = value?["cursor"]?.id
    }
}

extension MondayAnswer {
    /// An answer of another shape than the API promises.
    func unreadable(_ field: String) -> MondayFailure {
        MondayFailure(.other, message: "The answer's \(field) cannot be read.", requestID: requestID)
    }
}
