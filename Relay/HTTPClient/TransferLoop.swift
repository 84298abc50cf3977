import CCurl
import Foundation

/// The thread that runs all transfers of a client.
///
/// `@unchecked Sendable`: `mailbox` is touched with `lock` held only; `active` and `idle` by the loop's thread only.
/// `multi` too, apart from `curl_multi_wakeup`, which libcurl allows from any thread; it is called with `lock` held and
/// the mailbox not closing, and the thread frees `multi` only after it has seen the mailbox closing.
final class TransferLoop: @unchecked Sendable {
    private struct Mailbox {
        var lastID: UInt64 = 0
        var arrived: [Job] = []
        var cancelled: [UInt64] = []
        var isClosing = false
        var hasEnded = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    /// Handles kept for the next requests; more would only hold memory after a burst.
    private static let idleHandles = 16
    /// libcurl shortens this to its own next timer; the loop needs none of its own.
    private static let longestPoll: Int32 = 60_000
    /// libcurl's global state, set up once in a process; a let is initialised under a lock of its own.
    private static let globalCode = ccurl_start()

    private let options: HTTPClient.Options
    /// Foundation's lock and not `Mutex`, whose locking ThreadSanitizer does not see.
    private let lock = NSLock()
    private var mailbox = Mailbox()
    private let multi: UnsafeMutableRawPointer
    private var active: [UnsafeMutableRawPointer: Transfer] = [:]
    private var idle: [EasyHandle] = []

    init(_ options: HTTPClient.Options) throws(HTTPClientError) {
        guard Self.globalCode == CURLE_OK, let multi = curl_multi_init() else {
            throw HTTPClientError(.other, "libcurl cannot start")
        }
        self.options = options
        self.multi = multi
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, max(1, options.connectionsPerHost))
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, max(1, options.idleConnections))
    }

    func start() {
        let thread = Thread { self.run() }
        thread.name = "http-client"
        thread.start()
    }

    // MARK: from any thread

    func nextID() -> UInt64 {
        lock.withLock {
            mailbox.lastID += 1
            return mailbox.lastID
        }
    }

    func submit(_ job: Job) {
        let isAccepted = lock.withLock {
            guard !mailbox.isClosing else { return false }
            mailbox.arrived.append(job)
            curl_multi_wakeup(multi)
            return true
        }
        if !isAccepted { job.completion(.failure(HTTPClientError(.closed, "the HTTP client was shut down"))) }
    }

    func cancel(_ id: UInt64) {
        lock.withLock {
            guard !mailbox.isClosing else { return }
            mailbox.cancelled.append(id)
            curl_multi_wakeup(multi)
        }
    }

    func close() {
        lock.withLock {
            guard !mailbox.isClosing else { return }
            mailbox.isClosing = true
            curl_multi_wakeup(multi)
        }
    }

    func closeAndWait() async {
        close()
        await withCheckedContinuation { continuation in
            let hasEnded = lock.withLock {
                if !mailbox.hasEnded { mailbox.waiters.append(continuation) }
                return mailbox.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    // MARK: on the loop's thread

    private func run() {
        // With CURLOPT_NOSIGNAL libcurl leaves SIGPIPE alone, and OpenSSL writes with write(2): a closed connection
        // would end the process. The signal goes to the writing thread, so it is blocked for this one only.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)

        while turn() {}
        end()
    }

    /// One turn: take what came, move all transfers, sleep until something happens.
    ///
    /// - Returns: whether to go on.
    private func turn() -> Bool {
        let (arrived, cancelled, isClosing) = lock.withLock {
            defer { (mailbox.arrived, mailbox.cancelled) = ([], []) }
            return (mailbox.arrived, mailbox.cancelled, mailbox.isClosing)
        }
        for job in arrived { begin(job) }
        for id in cancelled {
            guard let transfer = active.values.first(where: { $0.job.id == id }) else { continue }
            finish(transfer, with: transfer.stopped(.cancelled, "was cancelled"))
        }
        guard !isClosing else { return false }

        var running: Int32 = 0
        guard curl_multi_perform(multi, &running) == CURLM_OK else { return false }
        collect()
        let now = ContinuousClock.now
        for transfer in active.values where transfer.job.deadline <= now {
            finish(transfer, with: transfer.stopped(.timedOut, "had no whole answer within its deadline"))
        }
        return curl_multi_poll(multi, nil, 0, pollTime(from: now), nil) == CURLM_OK
    }

    private func begin(_ job: Job) {
        guard let easy = idle.popLast() ?? EasyHandle() else {
            job.completion(.failure(HTTPClientError(.other, "libcurl is out of memory")))
            return
        }
        let transfer = Transfer(job, easy)
        do throws(HTTPClientError) {
            try transfer.prepare(options)
        } catch {
            easy.reset()
            idle.append(easy)
            job.completion(.failure(error))
            return
        }
        active[easy.pointer] = transfer
        let code = curl_multi_add_handle(multi, easy.pointer)
        if code != CURLM_OK { finish(transfer, with: transfer.stopped(.other, "was not taken by libcurl")) }
    }

    private func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left)?.pointee {
            guard message.msg == CURLMSG_DONE, let easy = message.easy_handle, let transfer = active[easy] else {
                continue
            }
            finish(transfer, with: transfer.result(of: message.data.result))
        }
    }

    private func finish(_ transfer: Transfer, with result: Result<HTTPClient.Response, HTTPClientError>) {
        curl_multi_remove_handle(multi, transfer.easy.pointer)
        active[transfer.easy.pointer] = nil
        transfer.easy.reset()
        if idle.count < Self.idleHandles { idle.append(transfer.easy) }
        transfer.job.completion(result)
    }

    private func pollTime(from now: ContinuousClock.Instant) -> Int32 {
        guard let next = active.values.map(\.job.deadline).min() else { return Self.longestPoll }
        // One more millisecond, so that the deadline has passed when the poll returns.
        let milliseconds = (next - now) / .milliseconds(1) + 1
        return Int32(min(max(milliseconds, 0), Double(Self.longestPoll)))
    }

    private func end() {
        let arrived = lock.withLock {
            mailbox.isClosing = true
            defer { mailbox.arrived = [] }
            return mailbox.arrived
        }
        for job in arrived { job.completion(.failure(HTTPClientError(.closed, "the HTTP client was shut down"))) }
        for transfer in active.values {
            finish(transfer, with: transfer.stopped(.closed, "was ended by the shutdown of the HTTP client"))
        }
        idle = []
        curl_multi_cleanup(multi)
        let waiters = lock.withLock {
            mailbox.hasEnded = true
            defer { mailbox.waiters = [] }
            return mailbox.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
