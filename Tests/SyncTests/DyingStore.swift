import Store
import Sync
import Synchronization

/// A store whose process dies at its nth transaction: right before it is durable, or right behind.
final class DyingStore: SyncStore {
    struct Death: Error {}

    private let store: RelayStore
    private let diesAfterCommit: Bool
    private let left: Mutex<Int>

    init(_ store: RelayStore, atWrite number: Int, afterCommit: Bool) {
        self.store = store
        diesAfterCommit = afterCommit
        left = Mutex(number)
    }

    func read<Value: Sendable>(_ body: @Sendable (any StoreReader) throws -> Value) async throws -> Value {
        guard left.withLock({ $0 > 0 }) else { throw Death() }
        return try await store.read(body)
    }

    func write<Value: Sendable>(_ body: @Sendable (any StoreWriter) throws -> Value) async throws -> Value {
        let isLast = try left.withLock { left in
            guard left > 0 else { throw Death() }
            left -= 1
            return left == 0
        }
        if isLast && !diesAfterCommit { throw Death() }
        let value = try await store.write(body)
        if isLast { throw Death() }
        return value
    }
}
