import Configuration
import Monday
import Resilience

/// When tokens are used, renewed and given up: the rules, without clock, network or disk.
///
/// A token is renewed at two thirds of its life and a twentieth of it more by chance, while the old one still works, so
/// that a failure is only told. Failed renewals are tried again when somebody asks for a token, at growing intervals
/// (five seconds to five minutes, drawn by chance); a refusal ends that, until a person has logged in again.
///
/// Times are milliseconds since 1970.
struct TokenLife {
    /// What is to be done with a request that wants a token.
    enum Advice {
        case use(Secret)
        case renew(TokenSet)
        case fail(TokenFault)
    }

    /// A token that is this near to its end is not sent: it would expire on the way.
    static let margin: Int64 = 15_000
    /// A token is not renewed because of a refusal when it is younger: whoever refuses it refuses the next one too.
    static let youth: Int64 = 300_000

    private let account: String
    private let loginAdvice: String
    private(set) var set: TokenSet?
    /// Why only a person can help.
    private(set) var refusal: String?
    /// What failed last.
    private var failure: String?
    private var lostAnswer = false
    private var nextTry: Int64 = 0
    private var jitter = 0.0
    private var backoff = Backoff(base: .seconds(5), cap: .seconds(300), resetAfter: .zero)

    init(account: String, loginAdvice: String) {
        self.account = account
        self.loginAdvice = loginAdvice
    }

    /// When the tokens are renewed; `nil` where they do not expire or cannot be renewed.
    var renewal: Int64? {
        guard let set, set.refreshToken != nil, let expiry = set.expiresAt else { return nil }
        let life = Double(expiry - set.obtainedAt)
        // A life of less than three margins ends in no time in which the token is neither used nor renewed.
        return min(set.obtainedAt + Int64(life * (2.0 / 3 + jitter / 20)), expiry - Self.margin)
    }

    /// Takes tokens that a login or a renewal brought and that are kept already.
    mutating func adopt(_ set: TokenSet, using generator: inout some RandomNumberGenerator) {
        self.set = set
        (refusal, failure, lostAnswer, nextTry) = (nil, nil, false, 0)
        backoff.succeeded(for: .zero)
        jitter = Double.random(in: 0..<1, using: &generator)
    }

    /// Notes that nobody is logged in.
    mutating func forget() {
        (set, refusal, failure, lostAnswer, nextTry) = (nil, nil, nil, false, 0)
    }

    /// Notes that a renewal failed, and may be tried again.
    mutating func failed(
        _ sentence: String, wait: Duration?, mayBeDone: Bool, now: Int64,
        using generator: inout some RandomNumberGenerator
    ) {
        failure = sentence
        // An answer that was lost may have used the refresh token up; a later refusal is explained by it.
        lostAnswer = lostAnswer || mayBeDone
        nextTry = now + Int64(backoff.next(atLeast: wait ?? .seconds(1), using: &generator) / .milliseconds(1))
    }

    /// Notes that monday no longer takes the refresh token, or the token itself where there is no other.
    mutating func refused(_ sentence: String) {
        let lost = lostAnswer ? " The answer to an earlier renewal was lost, which uses a refresh token up." : ""
        refusal = "\(sentence)\(lost) \(loginAdvice)"
    }

    /// Notes that monday refuses an access token that cannot be renewed: it is not sent any more.
    mutating func end(now: Int64) {
        set?.expiresAt = now
    }

    /// What to do now.
    func advice(now: Int64) -> Advice {
        guard let set else {
            return .fail(TokenFault("Nobody is logged in to monday.com for account \(account). \(loginAdvice)"))
        }
        let isUsable = set.expiresAt.map { now < $0 - Self.margin } ?? true
        if let refusal { return isUsable && renewal != nil ? .use(set.accessToken) : .fail(TokenFault(refusal)) }
        if let renewal, now >= renewal, now >= nextTry { return .renew(set) }
        if isUsable { return .use(set.accessToken) }
        guard renewal != nil else {
            return .fail(TokenFault("The monday.com login of account \(account) has expired. \(loginAdvice)"))
        }
        return .fail(
            TokenFault(
                "The monday.com token of account \(account) has expired and is renewed again soon. \(failure ?? "")",
                wait: .milliseconds(max(0, nextTry - now))))
    }

    /// Whether a token that was refused is worth a renewal.
    func isWorthRenewing(after refused: String, now: Int64) -> Bool {
        guard let set, refusal == nil, set.refreshToken != nil, set.accessToken.reveal() == refused else {
            return false
        }
        return now - set.obtainedAt >= Self.youth && now >= nextTry
    }
}
