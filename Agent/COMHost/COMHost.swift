import BusinessObjects
import Foundation
import Resilience
import WireProtocol

/// Sage 100 behind `boi-host`, a child process that drives its COM objects.
///
/// COM hangs, crashes and poisons sessions; the child is watched, ended and started anew, and nothing of that shows but
/// as a failed call. One host, with one session, runs at a time: Sage is known to take one session per process, and
/// each takes a seat of the licence.
package actor COMHost: BusinessObjectServer {
    package nonisolated var backend: String { "com" }

    private let settings: HostSettings
    private let report: @Sendable (HostEvent) -> Void
    private let seat = TurnQueue()
    private var supervisor: HostSupervisor<ContinuousClock.Instant>
    private var random = SystemRandomNumberGenerator()
    private var link: HostLink?
    /// Hosts that were told to end and may not be gone yet.
    private var retired: [HostLink] = []

    /// Makes the way to Sage; nothing is started before the first session.
    ///
    /// - Parameters:
    ///   - settings: the command, the log-on and the times.
    ///   - report: is told what becomes of the host, for the log.
    package init(_ settings: HostSettings, report: @escaping @Sendable (HostEvent) -> Void = { _ in }) {
        self.settings = settings
        self.report = report
        supervisor = HostSupervisor(settings)
    }

    package var hostState: AgentInfo.Host? {
        noticeFailure()
        return supervisor.state(at: .now)
    }

    package func openSession(company: String) async throws(BusinessObjectError) -> any BusinessObjectSession {
        do {
            try await seat.take(within: settings.deadlines.queue)
        } catch is TurnQueue.Expired {
            throw BusinessObjectError(
                .unavailable,
                "Another session has been open for \(settings.deadlines.queue.formatted()), and Sage takes one at a time."
            )
        } catch {
            throw BusinessObjectError(.unavailable, "The call was cancelled.")
        }
        do {
            return try await open(company)
        } catch {
            seat.give()
            throw error
        }
    }

    package func shutDown() async {
        retire(because: "the agent stops")
        for host in retired { await host.ended() }
        retired = []
    }

    private func open(_ company: String) async throws(BusinessObjectError) -> COMSession {
        let link = try await ready()
        do {
            _ = try await link.call(logon(company), within: settings.deadlines.logon)
            supervisor.opened()
            return COMSession(company: company, link: link, settings: settings) { [self] isPoisoned in
                await ended(link, isPoisoned: isPoisoned)
            }
        } catch {
            if error.code == .logonFailed {
                supervisor.refused(error, at: .now, using: &random)
                report(HostEvent(.trouble, "Sage refused the log-on to company \(company): \(error)"))
            }
            // A log-on that failed half-way leaves a session in an unknown state.
            noticeFailure()
            if self.link === link {
                // A Sage that is not installed or fails at once is a failure of the host as much as one that ends.
                if [.unavailable, .sessionLost].contains(error.code), !Task.isCancelled {
                    supervisor.failed(error.description, at: .now, using: &random)
                }
                retire(because: "the log-on to company \(company) failed")
            }
            throw error
        }
    }

    /// The host, started if need be.
    private func ready() async throws(BusinessObjectError) -> HostLink {
        while true {
            noticeFailure()
            switch supervisor.sessionWanted(at: .now) {
            case .use:
                if let link { return link }
                supervisor.stopped()
            case .refuse(let error): throw error
            case .wait(let pause):
                guard (try? await ContinuousClock().sleep(for: pause)) != nil else {
                    throw BusinessObjectError(.unavailable, "The call was cancelled.")
                }
            case .start: try await start()
            }
        }
    }

    private func start() async throws(BusinessObjectError) {
        // Each may hold its seat in Sage until its end; those that take too long are killed.
        while !retired.isEmpty {
            guard (try? await ContinuousClock().sleep(for: .milliseconds(20))) != nil else {
                throw BusinessObjectError(.unavailable, "The call was cancelled.")
            }
        }
        do {
            let link = try await HostLink.start(settings, report: report)
            self.link = link
            supervisor.started(version: link.greeting?.version, bits: link.greeting?.bits, at: .now)
        } catch {
            // A caller who went away says nothing of the host.
            if !Task.isCancelled {
                supervisor.failed(error.message, at: .now, using: &random)
                report(HostEvent(.trouble, error.message))
            }
            throw error
        }
    }

    private func logon(_ company: String) -> HostRequest {
        var arguments = settings.logon
        arguments["company"] = .text(company)
        if let credentials = settings.credentials {
            arguments["user"] = .text(credentials.user)
            arguments["password"] = .text(credentials.password)
        }
        return HostRequest("openSession", arguments)
    }

    /// A session was closed.
    private func ended(_ link: HostLink, isPoisoned: Bool) {
        defer { seat.give() }
        guard self.link === link else { return }
        noticeFailure()
        if let reason = supervisor.sessionEnded(isPoisoned: isPoisoned, at: .now) { retire(because: reason) }
    }

    /// Lets go of a host that has ended by itself.
    private func noticeFailure() {
        guard let link, let failure = link.failure else { return }
        letGo(of: link)
        supervisor.failed("The host ended: \(failure).", at: .now, using: &random)
    }

    private func retire(because reason: String) {
        supervisor.stopped()
        guard let link else { return }
        link.retire(because: reason)
        letGo(of: link)
    }

    /// Keeps a host that is on its way out until nothing is left of it.
    private func letGo(of link: HostLink) {
        self.link = nil
        retired.append(link)
        Task {
            await link.ended()
            retired.removeAll { $0 === link }
        }
    }
}
