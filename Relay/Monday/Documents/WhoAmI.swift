/// Asks whose token it is; asks only for fields that no announced version removes.
package enum WhoAmI {
    /// The token's user and account.
    package struct Identity: Hashable, Sendable {
        package let userID: String
        package let name: String
        package let email: String
        package let accountID: String
        /// The first part of the account's address: `acme` in `acme.monday.com`.
        package let accountSlug: String
    }

    static let document = "query { \(Fragments.complexity) me { id name email account { id slug } } }"

    /// Makes the call.
    package static func call() -> MondayCall {
        MondayCall(document: document, variables: [:], kind: .query, operation: "who-am-i")
    }

    /// Reads the answer.
    ///
    /// - Parameter answer: to the call.
    /// - Returns: the identity.
    /// - Throws: the answer's first error, `unauthorized` among them.
    package static func read(_ answer: MondayAnswer) throws(MondayFailure) -> Identity {
        let me = try answer.wholeData()["me"]
        guard let id = me?["id"]?.id, let account = me?["account"]?["id"]?.id else { throw answer.unreadable("me") }
        return Identity(
            userID: id, name: me?["name"]?.string ?? "", email: me?["email"]?.string ?? "", accountID: account,
            accountSlug: me?["account"]?["slug"]?.string ?? "")
    }
}
