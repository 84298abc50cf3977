/// A data contract: a type of the service, with its members in the order in which they travel.
final class ContractType: Sendable {
    let name: String
    let members: [Member]

    /// Declares a type.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - members: its members in any order; as of a data contract that says nothing else, they travel in ordinal
    ///     alphabetical order, capitals before small letters.
    init(_ name: String, _ members: [Member]) {
        self.name = name
        self.members = members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}

/// A member of a data contract, a parameter, or a result.
struct Member: Sendable {
    /// What a member holds.
    enum Kind: Sendable {
        case string
        case int
        case decimal
        case dateTime
        case object(ContractType)
        /// A list, whose items are named after their type.
        case list(ContractType)
    }

    let name: String
    let kind: Kind

    init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
