import Configuration

/// The account of Sage's that calls are made as.
package struct SageSOAPCredentials: Sendable {
    package let user: String
    /// Revealed while an envelope is written, and at no other time.
    package let password: Secret

    package init(user: String, password: Secret) {
        self.user = user
        self.password = password
    }
}
