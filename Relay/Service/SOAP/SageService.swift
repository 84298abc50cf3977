import Configuration
import Cryptography
import Foundation
import HTTPClient
import SageSOAP
import Secrets
import Store
import Sync
import WireProtocol

/// Sage's SOAP service of one connection: its account and its contract, made ready when they are first needed.
///
/// A secret that was changed is read anew after a refused log-on, and a contract that no longer holds after a call that
/// the service did not understand; the contract is read anew once a day besides.
actor SageService {
    /// A service that may be called.
    struct Access {
        let client: SageSOAPClient
        let target: SOAPTarget
        /// What the account is let in with.
        fileprivate let password: Secret
        /// Milliseconds since 1970.
        fileprivate let since: Int64
    }

    /// A password that Sage did not take.
    private struct Refusal {
        let password: Secret
        let error: SageSOAPError
        let at: Int64
    }

    /// How long a contract is gone by before it is read again; an upgrade of Sage 100 changes it.
    static let contractLife: Int64 = 86_400_000
    /// How long a refused password is not tried again: Sage may lock an account after some refusals.
    static let refusalLife: Int64 = 3_600_000

    nonisolated let settings: RelayConfiguration.SOAP
    private let company: String
    private let secrets: (any SecretStore)?
    private let store: RelayStore?
    private let turns: AccountTurns
    private let version: String
    private let now: @Sendable () -> Int64
    private let report: @Sendable (SageServiceEvent) -> Void
    private var transport: HTTPClient?
    private var access: Access?
    /// Whether what is kept of the contract turned out to be wrong.
    private var isContractStale = false
    private var refusal: Refusal?

    /// Makes a service that was not asked anything yet.
    ///
    /// - Parameters:
    ///   - settings: what the operator wrote.
    ///   - company: the connection's company.
    ///   - secrets: where the account is.
    ///   - store: where the contract is kept; `nil` to read it anew.
    ///   - turns: the accounts' turns, shared by all services.
    ///   - version: the product's version.
    ///   - now: milliseconds since 1970.
    ///   - report: told what happens.
    init(
        _ settings: RelayConfiguration.SOAP, company: String, secrets: (any SecretStore)?, store: RelayStore?,
        turns: AccountTurns, version: String, now: @escaping @Sendable () -> Int64,
        report: @escaping @Sendable (SageServiceEvent) -> Void = { _ in }
    ) {
        (self.settings, self.company, self.secrets, self.store) = (settings, company, secrets, store)
        (self.turns, self.version, self.now, self.report) = (turns, version, now, report)
    }

    /// The service, ready to be called.
    ///
    /// - Returns: the same until something about it has to be looked up again.
    /// - Throws: `SecretError`, `SecretStoreError`, `SourceError`, `HTTPClientError`, ``SageSOAPError``: each says what to do.
    func open() async throws -> Access {
        if let access, now() - access.since < Self.contractLife { return access }
        guard let url = settings.url else { throw SourceFault.noURL }
        let account = try account(for: url)
        if let refusal, refusal.password.bytes.isEqual(to: account.password.bytes),
            now() - refusal.at < Self.refusalLife
        {
            throw SourceError(
                "Sage's SOAP service refused this password, which is not tried again within an hour, so that Sage does not"
                    + " lock the account; set the secret \(settings.credentials.name) anew, or, once it is put right in"
                    + " Sage, start the relay again. \(refusal.error)", isRetryable: false)
        }
        let company: ServedCompany
        do throws(Problem) {
            company = try ServedCompany(
                self.company, among: [account.company], of: "The account for Sage's web services at \(url.host)")
        } catch {
            throw SourceError(
                "\(error.detail) Correct the connection's company, or set the secret \(settings.credentials.name) anew.",
                isRetryable: false)
        }
        let transport = try transport(to: url)
        let contract = try await contract(at: url, transport)
        var options = SageSOAPOptions()
        options.deadline = settings.deadline
        options.patience = settings.deadline * 3
        options.userAgent = "sage-relay/\(version)"
        let client = SageSOAPClient(
            contract, credentials: SageSOAPCredentials(user: account.user, password: account.password),
            transport: transport, turns: turns.queue(of: account.user, at: url.text), options: options)
        let access = Access(
            client: client, target: SOAPTarget(url: url, company: company), password: account.password, since: now())
        self.access = access
        return access
    }

    /// Looks up again what a failure throws doubt on.
    ///
    /// - Parameters:
    ///   - error: why a call came to nothing.
    ///   - used: what it was called with; `nil` where it did not come to that.
    func note(_ error: SageSOAPError, of used: Access? = nil) {
        switch error.code {
        case .logon:
            guard let used else { return }
            refusal = Refusal(password: used.password, error: error, at: now())
            // Another call may have opened it with another password meanwhile.
            if access?.password.bytes.isEqual(to: used.password.bytes) == true { access = nil }
        case .contract, .notUnderstood:
            access = nil
            isContractStale = true
        default: break
        }
    }

    /// Ends its connections.
    func shutdown() async {
        await transport?.shutdown()
    }

    // MARK: Parts

    private func account(for url: SageServerURL) throws -> SageSOAPSecret {
        guard let secret = try secrets?.read(settings.credentials) else { throw SourceFault.noSecrets }
        do throws(SecretStoreError) {
            let account = try SageSOAPSecret(secret)
            try account.check(isFor: url)
            return account
        } catch {
            throw error.of(settings.credentials)
        }
    }

    private func transport(to url: SageServerURL) throws -> HTTPClient {
        if let transport { return transport }
        var options = HTTPClient.Options(of: url)
        options.certificateAuthorities = settings.certificateBundle
        let made = try HTTPClient(options)
        transport = made
        return made
    }

    /// The contract as it was kept, or as the service gives it, which is then kept.
    private func contract(at url: SageServerURL, _ transport: HTTPClient) async throws -> SOAPContract {
        let kept = try await store?.soapContract(at: url.text)
        let known = kept.flatMap { try? JSONDecoder().decode(SOAPContractDocuments.self, from: $0.documents) }
        if let known, let kept, !isContractStale, now() - kept.readAt < Self.contractLife,
            let contract = try? SOAPContract(known)
        {
            return contract
        }
        let documents: SOAPContractDocuments
        do throws(SageSOAPError) {
            documents = try await SOAPContractLoader(transport).documents(at: url)
        } catch {
            // What was known still holds, most likely: a service that gives no WSDL may answer calls all the same.
            guard error.code != .cancelled, error.isRetryable || !isContractStale, let known,
                let contract = try? SOAPContract(known)
            else {
                throw error
            }
            report(.contractNotRead(address: url.text, reason: error.description))
            return contract
        }
        let contract = try SOAPContract(documents)
        if try known?.digest() != documents.digest() {
            report(.contractRead(address: url.text, operations: contract.operationNames.count, isNew: known == nil))
        }
        try await store?.keep(soapContract: JSONEncoder().encode(documents), at: url.text, now: now())
        isContractStale = false
        return contract
    }
}

/// What happens to a service besides its calls.
enum SageServiceEvent: Sendable {
    case contractRead(address: String, operations: Int, isNew: Bool)
    case contractNotRead(address: String, reason: String)
}

/// What the configuration lacks for a service to be called.
private enum SourceFault: Error, CustomStringConvertible {
    case noURL, noSecrets

    var description: String {
        switch self {
        case .noURL: "The configuration has no usable soap.url."
        case .noSecrets: "The configuration names no place of secrets, where the account for Sage's web services is."
        }
    }
}
