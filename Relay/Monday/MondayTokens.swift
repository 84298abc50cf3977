/// Where the token of an account comes from.
package protocol MondayTokens: Sendable {
    /// The token to send now.
    ///
    /// - Returns: the bare token.
    /// - Throws: ``TokenFault`` where there is none.
    func token() async throws(TokenFault) -> String

    /// Another token in place of one that monday refused with HTTP 401.
    ///
    /// - Parameter refused: the token that was sent.
    /// - Returns: a token to try once; `nil` where there is no other.
    func renewed(after refused: String) async -> String?

    /// Waits until nothing is under way that must not be broken off.
    func settle() async
}

extension MondayTokens {
    package func renewed(after refused: String) async -> String? { nil }
    package func settle() async {}
}

/// Why there is no token.
package struct TokenFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence for a person: what, and what to do; never anything of a token.
    package let sentence: String
    /// How long until it may be otherwise by itself; `nil` where a person must act.
    package let wait: Duration?

    package init(_ sentence: String, wait: Duration? = nil) {
        self.sentence = sentence
        self.wait = wait
    }

    package var description: String { sentence }
}

/// A token that somebody else keeps.
struct GivenToken: MondayTokens {
    let give: @Sendable () async throws -> String

    func token() async throws(TokenFault) -> String {
        do {
            return try await give()
        } catch {
            // The reason belongs to the owner of the tokens: its text may hold anything.
            throw TokenFault("The token cannot be read.")
        }
    }
}
