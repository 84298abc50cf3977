import BusinessObjects
import Foundation
import Synchronization
import WireProtocol

/// A session in a host.
final class COMSession: BusinessObjectSession {
    private struct State {
        var errors = 0
        var isPoisoned = false
        var isClosed = false
    }

    let company: String
    private let link: HostLink
    private let settings: HostSettings
    private let opened = ContinuousClock.now
    private let onClose: @Sendable (_ isPoisoned: Bool) async -> Void
    private let state = Mutex(State())

    init(
        company: String, link: HostLink, settings: HostSettings,
        onClose: @escaping @Sendable (_ isPoisoned: Bool) async -> Void
    ) {
        self.company = company
        self.link = link
        self.settings = settings
        self.onClose = onClose
    }

    var isWorn: Bool {
        link.failure != nil || opened.duration(to: .now) >= settings.recycle.age
            || state.withLock { $0.isPoisoned || $0.errors >= settings.recycle.errors }
    }

    func clock() async throws(BusinessObjectError) -> AgentInfo.Clock {
        let value = try await call(HostRequest("clock"))
        guard let now = value.now.flatMap(SageStamp.init), let zone = value.zone, TimeZone(identifier: zone) != nil
        else { throw malformed("clock") }
        return AgentInfo.Clock(now: now, zone: zone)
    }

    func businessObject(_ name: String) async throws(BusinessObjectError) -> any BusinessObject {
        let value = try await call(HostRequest("businessObject", ["name": .text(name)]))
        guard let number = value.object, let name = value.name else { throw malformed("businessObject") }
        return COMObject(name: name, number: number, session: self)
    }

    func close() async {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        // A task of its own: that the caller has gone must not keep the session open.
        await Task { [self] in
            if link.failure == nil {
                _ = try? await link.call(HostRequest("closeSession"), within: settings.deadlines.call)
            }
            await onClose(state.withLock { $0.isPoisoned || $0.errors >= settings.recycle.errors })
        }.value
    }

    /// Calls a verb, and keeps count of what goes wrong.
    func call(_ request: HostRequest) async throws(BusinessObjectError) -> HostValue {
        guard !state.withLock({ $0.isClosed }) else {
            throw BusinessObjectError(.sessionLost, "The session with company \(company) is closed.")
        }
        do {
            let limit = request.verb == "readPage" ? settings.deadlines.page : settings.deadlines.call
            return try await link.call(request, within: limit)
        } catch {
            state.withLock { state in
                if error.code == .sessionLost { state.isPoisoned = true }
                if error.code == .unavailable, !Task.isCancelled { state.errors += 1 }
            }
            throw error
        }
    }

    /// The host answered with something that is no answer: it is not to be trusted any more.
    func malformed(_ verb: String) -> BusinessObjectError {
        state.withLock { $0.isPoisoned = true }
        link.kill("its answer to \(verb) is not one of the protocol")
        return BusinessObjectError(.sessionLost, "The host's answer to \(verb) is not one of the protocol.")
    }
}
