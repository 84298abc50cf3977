/// What a member holds in a message.
enum ContractValue: Hashable, Sendable {
    /// Nothing: the element is missing, or says `nil`.
    case none
    /// A text, a number or a moment, as it is written.
    case text(String)
    case object([String: ContractValue])
    case list([ContractValue])

    /// The text, where there is one.
    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// A member of an object; ``none`` where there is none, and of anything else.
    subscript(member: String) -> ContractValue {
        guard case .object(let members) = self else { return .none }
        return members[member] ?? .none
    }

    /// The items of a list; none of anything else.
    var items: [ContractValue] {
        guard case .list(let items) = self else { return [] }
        return items
    }
}
