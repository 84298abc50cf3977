import Configuration
import Foundation
import Monday

/// The access tokens of one account: kept fresh, renewed once at a time, and never lost by a renewal.
///
/// monday uses a refresh token up with each renewal. So a new set is on the disk before its access token is handed out
/// or its refresh token used; one process at a time renews (a lock beside the file), and looks first whether another
/// has done so; and a renewal goes on when the request that wanted it is cancelled.
package actor AccessTokens: MondayTokens {
    /// What happened to the tokens.
    package enum Event: Sendable {
        case renewed(until: Int64?)
        /// A renewal failed; it is tried again.
        case failed(String)
        /// Only a person can help.
        case needsPerson(String)
    }

    /// How long another process may renew before this one gives up for now: longer than its request may take.
    private static let lockPatience: Int64 = 90_000
    /// How often the file is looked at while nobody is logged in.
    private static let look: Int64 = 2_000
    /// How often it is looked at beside a token that is good, in milliseconds: a person may have logged in anew, or out.
    private static let rareLook: Int64 = 30_000

    private let client: OAuthClient
    private let store: any TokenStore
    private let now: @Sendable () -> Int64
    private let sleep: @Sendable (Duration) async throws -> Void
    private let report: @Sendable (Event) -> Void
    private var generator: any RandomNumberGenerator & Sendable
    private var life: TokenLife
    /// Tokens that monday gave and that could not be kept yet, and the access token that they replace.
    private var unsaved: (set: TokenSet, replacing: TokenSet)?
    private var renewing: Task<Void, Never>?
    private var lookedAt: Int64?
    private var told: String?

    /// Makes a provider, which reads the store when it is first asked.
    ///
    /// - Parameters:
    ///   - client: monday's token endpoint.
    ///   - store: where the tokens are kept.
    ///   - now: the time, in milliseconds since 1970.
    ///   - sleep: waits.
    ///   - generator: where jitter comes from.
    ///   - report: told what happens; must not block.
    package init(
        _ client: OAuthClient, store: any TokenStore, now: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        report: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.client = client
        self.store = store
        self.now = now
        self.sleep = sleep
        self.generator = generator
        self.report = report
        life = TokenLife(account: client.settings.account, loginAdvice: client.settings.loginAdvice)
    }

    package func token() async throws(TokenFault) -> String {
        try lookIfNeeded()
        if case .renew(let set) = life.advice(now: now()) { await renew(set) }
        switch life.advice(now: now()) {
        case .use(let token): return token.reveal()
        // Another request's renewal ended while this one waited, and the set that it left is due again: at an end of
        // life as short as this, the old token is all there is.
        case .renew(let set): return set.accessToken.reveal()
        case .fail(let fault):
            if fault.wait == nil { tell(fault.sentence) }
            throw fault
        }
    }

    package func renewed(after refused: String) async -> String? {
        await settle()
        if let other = other(than: refused) { return other }
        // A person may have logged in again, or another process renewed.
        try? look()
        if let other = other(than: refused) { return other }
        guard let set = life.set, set.accessToken.reveal() == refused else { return nil }
        guard life.isWorthRenewing(after: refused, now: now()) else {
            if set.refreshToken == nil {
                // The token may be good, and its refusal one of an address: it is tried again as a personal one is.
                tell(
                    "monday.com refuses the token of account \(client.settings.account). \(client.settings.loginAdvice)"
                )
                return nil
            }
            // Its refresh token is refused already, and now it is itself.
            if life.refusal != nil { life.end(now: now()) }
            return nil
        }
        await renew(set)
        return other(than: refused)
    }

    package func settle() async {
        await renewing?.value
    }

    private func other(than refused: String) -> String? {
        guard case .use(let token) = life.advice(now: now()) else { return nil }
        return token.reveal() == refused ? nil : token.reveal()
    }

    // MARK: The store

    /// Reads the store at the first time, and now and then: more often while only a person can help.
    private func lookIfNeeded() throws(TokenFault) {
        let isGood = life.set != nil && life.refusal == nil
        if let lookedAt, now() - lookedAt < (isGood ? Self.rareLook : Self.look) { return }
        do {
            try look()
        } catch {
            // A good token outlives a file that cannot be read.
            if !isGood { throw TokenFault("\(error)") }
        }
    }

    private func look() throws {
        lookedAt = now()
        guard let kept = try kept() else { return life.forget() }
        // What was refused stays refused.
        if let set = life.set, set.hasToken(of: kept) { return }
        adopt(kept)
    }

    /// The tokens in the store, where they are this app's.
    private func kept() throws -> TokenSet? {
        try store.load().flatMap { $0.clientID == client.settings.clientID ? $0 : nil }
    }

    private func adopt(_ set: TokenSet) {
        told = nil
        life.adopt(set, using: &generator)
    }

    // MARK: Renewal

    /// Renews, or waits for the renewal that is under way.
    private func renew(_ set: TokenSet) async {
        if let renewing { return await renewing.value }
        // A task of its own, so that a request that is cancelled does not break it off.
        let task = Task { await self.performRenewal(of: set) }
        renewing = task
        await task.value
        renewing = nil
    }

    private func performRenewal(of set: TokenSet) async {
        do {
            let unlock = try await lock()
            defer { unlock() }
            // While this one waited, another process may have renewed, or a person logged in or out.
            guard let kept = try kept() else { return life.forget() }
            if let unsaved, unsaved.replacing.hasToken(of: kept) { return try keep(unsaved.set) }
            unsaved = nil
            if !kept.hasToken(of: set) { return adopt(kept) }
            guard let refreshToken = kept.refreshToken else { return }
            let renewed = try await client.renew(kept, refreshToken, now: now())
            unsaved = (renewed, kept)
            try keep(renewed)
        } catch {
            failed(error)
        }
    }

    /// Keeps new tokens, and only then uses them.
    private func keep(_ set: TokenSet) throws {
        try store.save(set)
        unsaved = nil
        adopt(set)
        report(.renewed(until: set.expiresAt))
    }

    private func failed(_ error: any Error) {
        guard let error = error as? OAuthError else {
            return note("\(error)", wait: nil, mayBeDone: false)
        }
        switch error.code {
        case .grantRefused:
            life.refused(error.description)
            life.refusal.map(tell)
        case .passing(let wait, let mayBeDone): note(error.description, wait: wait, mayBeDone: mayBeDone)
        case .refused, .store, .abandoned: note(error.description, wait: nil, mayBeDone: false)
        }
    }

    private func note(_ sentence: String, wait: Duration?, mayBeDone: Bool) {
        life.failed(sentence, wait: wait, mayBeDone: mayBeDone, now: now(), using: &generator)
        report(.failed(sentence))
    }

    /// Says once what only a person can change.
    private func tell(_ sentence: String) {
        guard told != sentence else { return }
        told = sentence
        report(.needsPerson(sentence))
    }

    private func lock() async throws -> @Sendable () -> Void {
        let end = now() + Self.lockPatience
        while true {
            if let unlock = try store.lock() { return unlock }
            guard now() < end else {
                throw OAuthError(
                    .passing(wait: nil, mayBeDone: false),
                    "Another process has held the tokens of account \(client.settings.account) for too long.")
            }
            try await sleep(.milliseconds(100))
        }
    }
}
