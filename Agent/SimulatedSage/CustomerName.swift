/// The name of a customer: a number is unique only within its division.
package struct CustomerName: Hashable, Sendable {
    package let division: String
    package let number: String

    package init(division: String, number: String) {
        self.division = division
        self.number = number
    }

    /// The key as Sage's tables have it.
    package var key: [String] { [division, number] }
}
