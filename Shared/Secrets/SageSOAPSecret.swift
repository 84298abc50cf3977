import Configuration
import Cryptography
import Foundation

/// What a secret of the kind `sage-soap` holds: who calls Sage's web services, and which service and company that is for.
///
/// Address and company are kept with the password, so that a changed configuration does not send it elsewhere.
package struct SageSOAPSecret: Sendable {
    package let user: String
    package let password: Secret
    /// Sage's company code.
    package let company: String
    /// The service's address, as the configuration has it.
    package let url: String

    private struct Form: Decodable {
        var user: String
        var password: String
        var company: String
        var url: String
    }

    /// Reads a secret's value.
    ///
    /// - Parameter secret: the value, as ``SecretKind/form`` says.
    /// - Throws: ``SecretStoreError`` with the code `badValue`, which repeats nothing of the value.
    package init(_ secret: Secret) throws(SecretStoreError) {
        let data = secret.bytes.withUnsafeBytes { Data($0) }
        guard let form = try? JSONDecoder().decode(Form.self, from: data) else {
            throw Self.refusal("it lacks one of the four, or is no JSON")
        }
        guard !form.user.isEmpty, !form.password.isEmpty else { throw Self.refusal("user or password is empty") }
        guard NameRule.company.allows(form.company) else {
            throw Self.refusal("the company is no \(NameRule.company.text)")
        }
        do throws(SageServerURL.Fault) {
            // What is allowed for the host is for the configuration to say, which must name the same address.
            _ = try SageServerURL(form.url, allowing: .init(plainHTTP: true, privateAddresses: true))
        } catch {
            throw Self.refusal(error.description)
        }
        (user, password, company, url) = (form.user, Secret(form.password), form.company, form.url)
    }

    /// Makes sure that the secret is meant for what the configuration names.
    ///
    /// - Parameter url: the configuration's address.
    /// - Throws: ``SecretStoreError`` with the code `badValue`.
    package func check(isFor url: SageServerURL) throws(SecretStoreError) {
        guard self.url == url.text else {
            throw SecretStoreError(
                .badValue,
                "The user and password for Sage's web services are kept for \(self.url), and the configuration names"
                    + " \(url.text). Correct soap.url, or set the secret again with that URL.")
        }
    }

    private static func refusal(_ reason: String) -> SecretStoreError {
        SecretKind.sageSOAP.refusal(reason)
    }
}
