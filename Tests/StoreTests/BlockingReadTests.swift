import Foundation
import Sync
import Synchronization
import TestSupport
import Testing
import WireProtocol

@testable import Store

/// Reads that suspend beside reads that do not, on the few threads that all tasks share.
struct BlockingReadTests {
    @Test func `reads that do not suspend leave the threads to the tasks that give readers back`() async throws {
        let folder = try ScratchFolder()
        let store = try RelayStore(path: folder.path + "/relay.sqlite")
        let ref = BoardRef(connection: "acme", kind: .apVendor)
        let isDone = Atomic(false)
        // No task could tell: where this fails, none of them has a thread any more.
        let watch = Thread {
            let end = Date(timeIntervalSinceNow: 60)
            while !isDone.load(ordering: .relaxed) {
                guard Date() < end else { fatalError("The store's reads wait for each other.") }
                usleep(20_000)
            }
        }
        watch.start()
        defer { isDone.store(true, ordering: .relaxed) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    for _ in 0..<100 {
                        let board = try await store.read { try $0.board(ref) }
                        let status = try store.status(of: [ref])
                        #expect(board.fault == nil && status.count == 1)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
