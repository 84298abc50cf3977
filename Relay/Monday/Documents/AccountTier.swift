/// Asks for the plan of the token's account, which needs the scope `account:read`.
package enum AccountTier {
    static let document = "query { \(Fragments.complexity) me { account { id tier } } }"

    /// Makes the call.
    package static func call() -> MondayCall {
        MondayCall(document: document, variables: [:], kind: .query)
    }

    /// Reads the answer.
    ///
    /// - Parameter answer: to the call.
    /// - Returns: the tier as monday names it, `pro`; `nil` where monday does not say.
    /// - Throws: the answer's first error.
    package static func read(_ answer: MondayAnswer) throws(MondayFailure) -> String? {
        let tier = try answer.wholeData()["me"]?["account"]?["tier"]?.string
        return tier.flatMap { $0.isEmpty ? nil : String($0.prefix(50)) }
    }
}
