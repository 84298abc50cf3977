/// What a secret is for, which says what form its value must have.
package enum SecretKind: String, Sendable, CaseIterable, Codable {
    /// User, password, company code and server URL of Sage's web services.
    case sageSOAP = "sage-soap"
    /// A personal API token of monday.com's.
    case mondayToken = "monday-token"
    /// What a login at monday.com left, kept by the relay itself.
    case mondayOAuth = "monday-oauth"
    /// The hash of a key with which an agent may prove who it is.
    case agentAPIKey = "agent-api-key"
    /// The private key of a certification authority, as PEM.
    case caKey = "ca-key"
    case smtp
    case webhook
    /// Any text.
    case other
}
