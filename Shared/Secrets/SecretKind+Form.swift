import Configuration
import Cryptography
import Foundation

extension SecretKind {
    /// The fewest characters of an agent's API key: what is kept is a plain hash of it, which only a random key of such
    /// a length resists.
    package static let shortestAPIKey = 32

    /// The form of the value, for `--help`.
    package var form: String {
        switch self {
        case .sageSOAP: #"JSON: {"user":"…","password":"…","company":"ABC","url":"https://…"}"#
        case .mondayToken: "a personal API token of monday.com's"
        case .mondayOAuth: "what a login at monday.com leaves; `monday login` writes it"
        case .agentAPIKey: "a random key of \(Self.shortestAPIKey) or more characters, of which the SHA-256 is kept"
        case .caKey: "a private key as PEM, without a passphrase of its own"
        case .smtp, .webhook, .other: "any text"
        }
    }

    /// Takes a value that somebody wants kept.
    ///
    /// - Parameter secret: the value.
    /// - Returns: what is to be kept of it: of an agent's API key only the hash.
    /// - Throws: ``SecretStoreError`` with the code `badValue`, which repeats nothing of the value.
    package func accept(_ secret: Secret) throws(SecretStoreError) -> Secret {
        guard secret.bytes.count > 0 else { throw refusal("it is empty") }
        switch self {
        case .sageSOAP:
            _ = try SageSOAPSecret(secret)
        case .mondayToken:
            let isWord = secret.bytes.withUnsafeBytes { $0.allSatisfy { (0x21...0x7E).contains($0) } }
            guard isWord else { throw refusal("it has blanks, line breaks, or characters that no token has") }
        case .mondayOAuth:
            let data = secret.bytes.withUnsafeBytes { Data($0) }
            guard (try? JSONSerialization.jsonObject(with: data)) is [String: Any] else {
                throw refusal("it is no JSON")
            }
        case .agentAPIKey:
            guard secret.bytes.count >= Self.shortestAPIKey else { throw refusal("it is too short") }
            do {
                let digest = try secret.bytes.withUnsafeBytes { (bytes) throws(CryptographyError) in
                    try SHA256.hexadecimal(of: bytes)
                }
                return Secret("sha256:\(digest)")
            } catch {
                throw refusal("\(error)")
            }
        case .caKey:
            let text = secret.reveal()
            guard text.contains("PRIVATE KEY-----"), text.contains("\n-----END "), !text.contains("ENCRYPTED") else {
                throw refusal("it is no private key, lacks its end, or asks for a passphrase")
            }
        case .smtp, .webhook, .other: break
        }
        return secret
    }

    func refusal(_ reason: String) -> SecretStoreError {
        SecretStoreError(.badValue, "That is no value of the kind \(rawValue): \(reason). Expected \(form).")
    }
}
