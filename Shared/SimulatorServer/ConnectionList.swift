import NIOCore
import Synchronization

/// The open connections of a server, so that stopping it ends them.
final class ConnectionList: Sendable {
    private struct State {
        var isClosed = false
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    private let state = Mutex(State())

    /// Keeps a connection until it closes; one that comes after ``closeAll()`` is closed.
    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        let isLate = state.withLock { state in
            if !state.isClosed { state.channels[id] = channel }
            return state.isClosed
        }
        guard !isLate else { return channel.close(promise: nil) }
        channel.closeFuture.whenComplete { [self] _ in
            state.withLock { $0.channels[id] = nil }
        }
    }

    /// Closes every connection.
    func closeAll() async {
        let open = state.withLock { state in
            state.isClosed = true
            return Array(state.channels.values)
        }
        // All at once: each waits for its peer to close too.
        let closing = open.map { $0.close() }
        for closed in closing { try? await closed.get() }
    }
}
