import ArgumentParser
import Cryptography

/// Whether the service listens with TLS, and with which certificate.
struct EncryptionOptions: ParsableArguments {
    @Option(help: "A PEM file with the server's certificate, and those between it and its root behind it.")
    var certificate: String?

    @Option(help: "A PEM file with the certificate's key, readable by its owner alone.")
    var key: String?

    @Flag(help: "Listen without TLS instead.")
    var http = false

    func validate() throws {
        guard (certificate == nil) == (key == nil) else {
            throw ValidationError("--certificate and --key go together.")
        }
        guard http == (certificate == nil) else {
            throw ValidationError("Give either --certificate and --key, or --http.")
        }
    }

    /// The certificate with its key; `nil` without TLS.
    var credential: TLSConfiguration.Credential? {
        guard let certificate, let key else { return nil }
        return TLSConfiguration.Credential(certificateChain: certificate, privateKey: key)
    }
}
